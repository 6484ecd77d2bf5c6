package io.github.dbguard.restore;

import io.github.dbguard.Progress;
import io.github.dbguard.archive.Room;
import java.util.concurrent.atomic.AtomicInteger;

/** Turns what pg_restore says into one line: tables done of all. */
final class LoadProgress {

    private final Progress progress;
    private final String database;
    private final int tables;
    private final AtomicInteger begun = new AtomicInteger();

    /** @param tables how many it has; 0 where nobody knows */
    LoadProgress(Progress progress, String database, int tables) {
        this.progress = progress;
        this.database = database;
        this.tables = tables;
    }

    /** A line of {@code pg_restore --verbose}. */
    void line(String line) {
        if (line.contains("processing data for table")) {
            int done = Math.min(begun.incrementAndGet(), Math.max(tables, 1));
            progress.update(
                    () -> "restore " + database + ": " + (tables == 0 ? begun.get() : done + " of " + tables)
                            + " tables",
                    tables == 0 ? -1 : done / (double) tables);
        }
    }

    /** How much has been carried to the server. */
    void bytes(long soFar) {
        progress.update(() -> "restore " + database + ": " + Room.inWords(soFar) + " carried", -1);
    }
}
