package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Progress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Ends a running backup before its time, in good order: when the process is told to go (Ctrl-C, a cancelled CI job), or
 * when the counting beside the dump has failed. The dump's commands are ended where they run, so the main thread gets
 * an error and cleans up as after any other; a process that is told to go waits for that, up to a limit.
 */
final class Cancellation implements Progress, AutoCloseable {

    private static final long CLEAN_UP_SECONDS = 20;

    private final Progress shown;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::whenToldToGo, "dbguard-stop");
    private volatile Dump dump;
    private volatile RuntimeException reason;

    Cancellation(Progress shown) {
        this.shown = shown;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Names the dump that is to be ended; null for none. */
    void running(Dump now) {
        dump = now;
        check();
    }

    private void whenToldToGo() {
        cancel(new CannotProceed(
                "The backup was stopped: this process was told to end. The database is untouched, and no"
                        + " backup was written. Run it again."));
        try {
            done.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From any thread. */
    void cancel(RuntimeException why) {
        if (reason == null) {
            reason = why;
        }
        Dump ending = dump;
        if (ending != null) {
            try {
                ending.cancel();
            } catch (RuntimeException e) {
                // Then the check at the next sign of progress has to do.
                why.addSuppressed(e);
            }
        }
    }

    /** What the backup failed of: why it was cancelled, if it was. */
    RuntimeException reason(RuntimeException failure) {
        RuntimeException why = reason;
        return why == null ? failure : why;
    }

    /** @throws RuntimeException why it was cancelled, if it was */
    void check() {
        RuntimeException why = reason;
        if (why != null) {
            throw why;
        }
    }

    @Override
    public void update(Supplier<String> line, double fraction) {
        check();
        shown.update(line, fraction);
    }

    @Override
    public void finish() {
        shown.finish();
    }

    @Override
    public void close() {
        finish();
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is on its way out: the hook runs, and was let go.
        }
    }
}
