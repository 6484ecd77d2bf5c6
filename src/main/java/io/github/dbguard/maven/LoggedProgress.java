package io.github.dbguard.maven;

import io.github.dbguard.Log;
import io.github.dbguard.Progress;
import java.util.function.Supplier;

/** A line now and then: enough to see that it goes on, not so many that a CI log is nothing else. */
final class LoggedProgress implements Progress {

    private static final long EVERY_NANOS = 10_000_000_000L;

    private final Log log;
    private long next = System.nanoTime() + EVERY_NANOS;

    LoggedProgress(Log log) {
        this.log = log;
    }

    @Override
    public synchronized void update(Supplier<String> line, double fraction) {
        if (System.nanoTime() - next >= 0) {
            next = System.nanoTime() + EVERY_NANOS;
            log.info("… " + line.get() + (fraction < 0 ? "" : String.format(" (%.0f %%)", fraction * 100)));
        }
    }

    @Override
    public void finish() {
        // Lines stay.
    }
}
