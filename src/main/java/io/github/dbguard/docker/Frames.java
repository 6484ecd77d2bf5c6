package io.github.dbguard.docker;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Takes the engine's stream of a command without a terminal apart: frames of 8 bytes of header (stream, three zeros, length
 * big endian) and as many bytes of one stream.
 *
 * <p>docker-java can do that too, but ends without an error where the stream breaks off inside a frame.
 */
final class Frames {

    /** Takes bytes; the array is good only for the call. Blocking is the backpressure. */
    interface Sink {
        void accept(byte[] bytes, int offset, int length) throws IOException;
    }

    /** A sink failed, not the stream: a full disk is no fault of the engine's. */
    static final class SinkFailed extends IOException {
        private static final long serialVersionUID = 1L;

        SinkFailed(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static final int SYSTEM_ERROR = 3;

    private final InputStream body;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;

    Frames(InputStream body) {
        this.body = body;
    }

    /**
     * Reads to the end of the stream.
     *
     * @throws EOFException when it ends inside a frame
     * @throws SinkFailed when a sink threw
     * @throws IOException when the connection broke
     */
    void pump(Sink stdout, Sink stderr) throws IOException {
        while (position < limit || fill()) {
            int stream = next();
            if (stream > SYSTEM_ERROR || (next() | next() | next()) != 0) {
                throw new IOException("the engine sent a stream that is not framed");
            }
            long length = ((long) next() << 24) | (next() << 16) | (next() << 8) | next();
            while (length > 0) {
                if (position == limit && !fill()) {
                    throw cut();
                }
                int n = (int) Math.min(length, limit - position);
                if (stream == SYSTEM_ERROR) {
                    throw new IOException(
                            "the engine broke off: " + new String(buffer, position, n, StandardCharsets.UTF_8).strip());
                }
                pass(stream == 2 ? stderr : stdout, n);
                position += n;
                length -= n;
            }
        }
    }

    private void pass(Sink sink, int n) throws SinkFailed {
        try {
            sink.accept(buffer, position, n);
        } catch (IOException e) {
            throw new SinkFailed(e);
        }
    }

    private int next() throws IOException {
        if (position == limit && !fill()) {
            throw cut();
        }
        return buffer[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, body.read(buffer, 0, buffer.length));
        return limit > 0;
    }

    private static EOFException cut() {
        return new EOFException("the stream was cut inside a frame");
    }
}
