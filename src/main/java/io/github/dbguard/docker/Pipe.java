package io.github.dbguard.docker;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands bytes from one thread to another through a ring of fixed size: a full one blocks the writer.
 *
 * <p>{@link java.io.PipedInputStream} would do, but looks for bytes only once a second when it is not notified, and takes a
 * writer thread that ended for a broken pipe.
 */
final class Pipe {

    private final byte[] ring;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition readable = lock.newCondition();
    private final Condition writable = lock.newCondition();
    private int start;
    private int size;
    private boolean ended;
    private boolean abandoned;
    private IOException failure;

    Pipe(int capacity) {
        ring = new byte[capacity];
    }

    /** Blocks until all is taken over. */
    void write(byte[] bytes, int offset, int length) throws InterruptedIOException {
        lock.lock();
        try {
            int from = offset;
            int left = length;
            while (left > 0) {
                while (size == ring.length && !abandoned) {
                    await(writable);
                }
                if (abandoned) {
                    return;
                }
                int end = (start + size) % ring.length;
                int n = Math.min(Math.min(left, ring.length - size), ring.length - end);
                System.arraycopy(bytes, from, ring, end, n);
                size += n;
                from += n;
                left -= n;
                readable.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Blocks until there is at least one byte.
     *
     * @param timeoutMillis 0 waits for ever
     * @return how many bytes; -1 at the end
     * @throws SocketTimeoutException when none came in time
     * @throws IOException what {@link #end} was given, after the last byte
     */
    int read(byte[] bytes, int offset, int length, int timeoutMillis) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (size == 0 && !ended && !abandoned) {
                if (timeoutMillis == 0) {
                    await(readable);
                } else if (left <= 0) {
                    throw new SocketTimeoutException("nothing came within " + timeoutMillis + " ms");
                } else {
                    left = await(readable, left);
                }
            }
            if (size == 0 || abandoned) {
                if (failure != null) {
                    throw new IOException(failure.getMessage(), failure);
                }
                if (abandoned) {
                    throw new IOException("the channel is closed");
                }
                return -1;
            }
            int n = Math.min(Math.min(length, size), ring.length - start);
            System.arraycopy(ring, start, bytes, offset, n);
            start = (start + n) % ring.length;
            size -= n;
            writable.signal();
            return n;
        } finally {
            lock.unlock();
        }
    }

    int available() {
        lock.lock();
        try {
            return abandoned ? 0 : size;
        } finally {
            lock.unlock();
        }
    }

    /**
     * No more is written: the reader still gets what is there, then the end.
     *
     * @param reason what the reader gets instead of the end; null for an ordinary one
     */
    void end(IOException reason) {
        lock.lock();
        try {
            ended = true;
            failure = reason;
            readable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No more is read: what is there and what is still written is thrown away, so that the writer runs to its end. */
    void abandon() {
        lock.lock();
        try {
            abandoned = true;
            readable.signalAll();
            writable.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void await(Condition condition) throws InterruptedIOException {
        await(condition, Long.MAX_VALUE);
    }

    private long await(Condition condition, long nanos) throws InterruptedIOException {
        try {
            return condition.awaitNanos(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
