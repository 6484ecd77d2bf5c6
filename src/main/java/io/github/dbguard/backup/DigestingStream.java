package io.github.dbguard.backup;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Passes bytes on, and keeps their SHA-256, their number and their end. */
final class DigestingStream extends FilterOutputStream {

    private final MessageDigest digest;
    private final PlainEnd end;
    private final DumpProgress progress;
    private long bytes;

    DigestingStream(OutputStream out, PlainEnd end, DumpProgress progress) {
        super(out);
        this.end = end;
        this.progress = progress;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
        digest.update(buffer, offset, length);
        end.write(buffer, offset, length);
        bytes += length;
        progress.bytes(bytes);
    }

    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
