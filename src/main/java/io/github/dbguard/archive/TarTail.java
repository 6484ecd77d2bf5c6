package io.github.dbguard.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Knows whether a tar's end marker has come. TarArchiveInputStream cannot tell: to it, a stream that just ends after
 * an entry is a whole tar.
 */
final class TarTail extends InputStream {

    static final int RECORD_BYTES = 512;
    private static final int END_MARKER_BYTES = 2 * RECORD_BYTES;

    private final InputStream in;
    private long position;
    private long end;
    private boolean zeros;

    TarTail(InputStream in) {
        this.in = in;
    }

    /** Bytes read so far. */
    long position() {
        return position;
    }

    /** From this position on, either a header comes or the end marker. */
    void expectEndAt(long here) {
        end = here;
        zeros = true;
    }

    boolean endedWithMarker() {
        return zeros && position - end >= END_MARKER_BYTES;
    }

    /** Some writers pad a tar to 10 KiB; whoever sends it wants to be rid of all of it. */
    void drain() throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = in.read(buffer, offset, length);
        for (int i = (int) Math.max(0, end - position); zeros && i < n; i++) {
            zeros = buffer[offset + i] == 0;
        }
        position += Math.max(n, 0);
        return n;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }
}
