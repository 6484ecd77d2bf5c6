package io.github.dbguard.docker;

import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * An {@link ExecChannel}. What is written goes straight to the engine; what the command puts out comes through a thread and
 * a ring of fixed size, because only that gives reads a time limit.
 */
final class RelayChannel implements ExecChannel {

    private static final int RING = 256 * 1024;
    private static final int KEPT_OF_STDERR = 8 * 1024;
    private static final long END_BY_ITSELF_MILLIS = 500;
    private static final long END_OF_THREAD_MILLIS = 2_000;

    private final Pipe fromCommand = new Pipe(RING);
    private final Tail stderr = new Tail(KEPT_OF_STDERR);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ReentrantLock writing = new ReentrantLock();
    private final Exec exec;
    private final Thread reader;
    private final Consumer<RelayChannel> whenClosed;
    private volatile boolean open = true;
    private volatile int readTimeout;
    private volatile IOException failure;

    /** Whether the command has put out a byte of its own; only for the reading thread. */
    private boolean anything;

    private RelayChannel(Exec exec, Consumer<RelayChannel> whenClosed) {
        this.exec = exec;
        this.whenClosed = whenClosed;
        reader = new Thread(this::readAll, "dbguard-relay");
        reader.setDaemon(true);
    }

    static RelayChannel open(Api api, String containerId, ExecCommand command, Consumer<RelayChannel> whenClosed) {
        RelayChannel channel = new RelayChannel(Exec.start(api, containerId, command, true), whenClosed);
        channel.reader.start();
        return channel;
    }

    private void readAll() {
        try {
            exec.pump(this::received, stderr::accept);
            // A relay whose server hung up waits for the end of its input before it ends.
            endStdin();
            failure = failure(exec.exitCode());
        } catch (RuntimeException e) {
            failure = new IOException(e.getMessage(), e);
        } finally {
            open = false;
            fromCommand.end(failure);
        }
    }

    private void received(byte[] bytes, int offset, int length) throws IOException {
        if (!anything) {
            // The engine reports a command that it could not start on standard output, after it has set the exit code.
            OptionalInt code = exec.endedWith();
            if (code.isPresent() && code.getAsInt() >= 126) {
                stderr.accept(bytes, offset, length);
                return;
            }
            anything = true;
        }
        fromCommand.write(bytes, offset, length);
    }

    /** Null for an end that is as good as any: the command did its work, and its last step had whatever code. */
    private IOException failure(int exitCode) {
        String said = stderr.text().strip();
        if (exitCode == 0 || (anything && said.isEmpty())) {
            return null;
        }
        return new IOException(
                exec.describe() + " ended with exit code " + exitCode + (said.isEmpty() ? "" : ": " + said));
    }

    @Override
    public InputStream in() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return fromCommand.read(bytes, offset, length, readTimeout);
            }

            @Override
            public int available() {
                return fromCommand.available();
            }

            @Override
            public void close() {
                RelayChannel.this.close();
            }
        };
    }

    @Override
    public OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (!open) {
                    IOException reason = failure;
                    throw reason == null
                            ? new IOException("the channel is closed")
                            : new IOException(reason.getMessage(), reason);
                }
                writing.lock();
                try {
                    exec.stdin().write(bytes, offset, length);
                } finally {
                    writing.unlock();
                }
            }

            @Override
            public void close() {
                RelayChannel.this.close();
            }
        };
    }

    @Override
    public void readTimeout(int millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("a timeout of " + millis + " ms");
        }
        readTimeout = millis;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        open = false;
        boolean interrupted = Thread.interrupted();
        try {
            endStdin();
            fromCommand.abandon();
            join(END_BY_ITSELF_MILLIS);
            closeExec();
            join(END_OF_THREAD_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
            closeExec();
        } finally {
            whenClosed.accept(this);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void endStdin() {
        // A writer that is stuck may hold locks that this would wait for, inside TLS: then the cut has to do.
        if (writing.tryLock()) {
            try {
                exec.endStdin();
            } catch (IOException | RuntimeException e) {
                // Then the command has ended already.
            } finally {
                writing.unlock();
            }
        }
    }

    private void join(long millis) throws InterruptedException {
        if (reader != Thread.currentThread()) {
            TimeUnit.MILLISECONDS.timedJoin(reader, millis);
        }
    }

    /** Who closes a socket cannot do anything about a command that would not end. */
    private void closeExec() {
        try {
            exec.close();
        } catch (CannotProceed e) {
            // The connection is cut: the command has no more input, and its output goes nowhere.
        }
    }
}
