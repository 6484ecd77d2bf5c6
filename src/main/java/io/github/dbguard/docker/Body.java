package io.github.dbguard.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an HTTP answer: chunked, or of a length told in its head. One that ends early is an error, not an end. */
final class Body extends InputStream {

    private static final int LONGEST_LINE = 1024;

    private final InputStream wire;
    private final boolean chunked;
    private long left;
    private boolean ended;

    private Body(InputStream wire, boolean chunked, long left) {
        this.wire = wire;
        this.chunked = chunked;
        this.left = left;
    }

    static Body chunked(InputStream wire) {
        return new Body(wire, true, 0);
    }

    static Body ofLength(InputStream wire, long length) {
        return new Body(wire, false, length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0 && !ended) {
            if (chunked) {
                nextChunk();
            } else {
                ended = true;
            }
        }
        if (ended) {
            return -1;
        }
        int n = wire.read(bytes, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw cut();
        }
        left -= n;
        if (left == 0 && chunked && !line().isEmpty()) {
            throw new IOException("the engine sent a chunk that is longer than it says");
        }
        return n;
    }

    private void nextChunk() throws IOException {
        String size = line().split(";", 2)[0].strip();
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw new IOException("the engine sent a chunk of no size: \"" + size + "\"");
        }
        left = Long.parseLong(size, 16);
        ended = left == 0;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_LINE) {
            int b = wire.read();
            if (b < 0) {
                throw cut();
            }
            if (b == '\n') {
                return line.toString().stripTrailing();
            }
            line.append((char) b);
        }
        throw new IOException("the engine sent a chunk's head that has no end");
    }

    private static EOFException cut() {
        return new EOFException("the engine's answer was cut off");
    }
}
