package io.github.dbguard.docker;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;

/** Writes a stream to a command's standard input, on a thread of its own, while the command's output is read. */
final class Feed {

    private static final long LAST_WRITE_MILLIS = 1_000;

    private final InputStream source;
    private final Exec exec;
    private final Thread thread = new Thread(this::copy, "dbguard-stdin");
    private volatile IOException failure;

    private Feed(InputStream source, Exec exec) {
        this.source = source;
        this.exec = exec;
    }

    static Feed start(InputStream source, Exec exec) {
        Feed feed = new Feed(source, exec);
        feed.thread.setDaemon(true);
        feed.thread.start();
        return feed;
    }

    private void copy() {
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int n = read(buffer); n >= 0; n = read(buffer)) {
                exec.stdin().write(buffer, 0, n);
            }
            exec.endStdin();
        } catch (IOException | RuntimeException e) {
            // A command that ended before it read everything: its exit code says whether that was well.
            if (failure != null) {
                exec.cut();
            }
        }
    }

    private int read(byte[] buffer) throws IOException {
        try {
            return source.read(buffer, 0, buffer.length);
        } catch (IOException | RuntimeException e) {
            failure = new IOException(EngineAddress.innermost(e), e);
            throw failure;
        }
    }

    /** What the source threw; null when it threw nothing. The command then got no end of file, but was cut off. */
    IOException failure() {
        return failure;
    }

    /** To call when the connection is closed: a write ends then, a source that blocks is left to who closes it. */
    void join() {
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, LAST_WRITE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
