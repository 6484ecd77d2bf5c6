package io.github.dbguard.backup;

import io.github.dbguard.Progress;
import io.github.dbguard.archive.Room;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Turns what pg_dump says and what has arrived into one line: tables done of all, bytes, rate. */
final class DumpProgress {

    private static final double NANOS = 1e9;

    private final Progress progress;
    private final String what;
    private final int tables;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final long start = System.nanoTime();

    /** @param tables how many tables the database has */
    DumpProgress(Progress progress, String what, int tables) {
        this.progress = progress;
        this.what = what;
        this.tables = tables;
    }

    /** A line of {@code pg_dump --verbose}. */
    void line(String line) {
        if (line.contains("dumping contents of table")) {
            begun.incrementAndGet();
            show();
        }
    }

    /** How much has been written so far. */
    void bytes(long soFar) {
        bytes.set(soFar);
        show();
    }

    private void show() {
        int done = Math.min(begun.get(), tables);
        progress.update(() -> line(done), tables == 0 ? -1 : done / (double) tables);
    }

    private String line(int done) {
        double seconds = (System.nanoTime() - start) / NANOS;
        long soFar = bytes.get();
        String rate = soFar == 0 || seconds < 1 ? "" : ", " + Room.inWords((long) (soFar / seconds)) + "/s";
        return what + ": " + done + " of " + tables + " tables" + (soFar == 0 ? "" : ", " + Room.inWords(soFar)) + rate;
    }
}
