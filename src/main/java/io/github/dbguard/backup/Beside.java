package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Work that goes on in a thread of its own beside the main one. Closing it before it has ended gives it up. */
final class Beside<T> implements AutoCloseable {

    private static final long END_MILLIS = 5_000;

    private final FutureTask<T> task;
    private final Thread thread;

    private Beside(FutureTask<T> task, String name) {
        this.task = task;
        this.thread = new Thread(task, name);
        thread.setDaemon(true);
    }

    /** @param failed is told when the work fails, from its thread: the main one may then be spared the rest of its own */
    static <T> Beside<T> run(String name, Supplier<T> work, Consumer<RuntimeException> failed) {
        Beside<T> beside = new Beside<>(
                new FutureTask<>(() -> {
                    try {
                        return work.get();
                    } catch (RuntimeException e) {
                        failed.accept(e);
                        throw e;
                    }
                }),
                name);
        beside.thread.start();
        return beside;
    }

    /** Waits for its end. @throws RuntimeException what the work threw */
    T result() {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        } catch (CancellationException | InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed("The backup was interrupted. None was written.", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, END_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
