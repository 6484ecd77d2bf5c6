package io.github.dbguard.docker;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Watches a tar on its way from the engine: whether the connection broke, and whether the tar ends as a tar does.
 *
 * <p>The engine that fails in the middle of a copy ends its answer in good order: only the missing end of the tar tells.
 */
final class TarStream extends FilterInputStream {

    private static final int BLOCK = 512;

    private long count;
    private long zerosAtEnd;
    private boolean atEnd;
    private IOException failure;

    TarStream(InputStream tar) {
        super(tar);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            int n = in.read(bytes, offset, length);
            if (n < 0) {
                atEnd = true;
            } else {
                seen(bytes, offset, n);
            }
            return n;
        } catch (IOException e) {
            failure = e;
            throw e;
        } catch (RuntimeException e) {
            failure = new IOException(EngineAddress.innermost(e), e);
            throw failure;
        }
    }

    private void seen(byte[] bytes, int offset, int n) {
        count += n;
        int zeros = 0;
        while (zeros < n && bytes[offset + n - 1 - zeros] == 0) {
            zeros++;
        }
        zerosAtEnd = zeros == n ? zerosAtEnd + n : zeros;
    }

    @Override
    public long skip(long n) throws IOException {
        return n <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(n, 64 * 1024)]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Closed by who opened it. */
    @Override
    public void close() {}

    /** What broke the connection, or null. */
    IOException failure() {
        return failure;
    }

    long count() {
        return count;
    }

    /**
     * Reads on to the end, unless that is further than a reader leaves behind that has seen every entry.
     *
     * @return whether the end is missing: two blocks of zeros on a block's border
     */
    boolean endIsMissing() throws IOException {
        byte[] rest = new byte[64 * 1024];
        for (long left = 1024 * 1024; left > 0 && !atEnd; ) {
            left -= Math.max(0, read(rest, 0, rest.length));
        }
        return atEnd && (count % BLOCK != 0 || zerosAtEnd < 2 * BLOCK);
    }
}
