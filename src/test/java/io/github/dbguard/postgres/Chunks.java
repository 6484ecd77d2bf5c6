package io.github.dbguard.postgres;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** A stream that gives no more than a few bytes at a time. */
final class Chunks extends ByteArrayInputStream {

    private final int most;

    Chunks(byte[] bytes, int most) {
        super(bytes);
        this.most = most;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
        return super.read(into, offset, Math.min(length, most));
    }

    /** A text with so many bytes of another one in its middle. */
    static InputStream repeated(String before, String middle, int bytes, String after) {
        InputStream repeated = new InputStream() {
            private final byte[] block = middle.repeat(100_000).getBytes(StandardCharsets.UTF_8);
            private int left = bytes;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                int n = Math.min(Math.min(length, left), block.length) / middle.length() * middle.length();
                System.arraycopy(block, 0, into, offset, n);
                left -= n;
                return n == 0 ? -1 : n;
            }
        };
        return new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(before.getBytes(StandardCharsets.UTF_8)),
                repeated,
                new ByteArrayInputStream(after.getBytes(StandardCharsets.UTF_8)))));
    }
}
