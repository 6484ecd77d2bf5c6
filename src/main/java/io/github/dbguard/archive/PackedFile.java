package io.github.dbguard.archive;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.MemoryLimitException;

/**
 * A file that may be compressed, read as what it holds. Its first bytes tell how it is compressed; its name does not
 * matter.
 */
public final class PackedFile {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path path;
    private final Compression compression;

    private PackedFile(Path path, Compression compression) {
        this.path = path;
        this.compression = compression;
    }

    /** @throws CannotProceed when the file cannot be read */
    public static PackedFile of(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return new PackedFile(path, Compression.detect(in.readNBytes(Compression.MAGIC_BYTES)));
        } catch (IOException e) {
            throw DiskError.of("read", path, e);
        }
    }

    public Path path() {
        return path;
    }

    public Compression compression() {
        return compression;
    }

    /**
     * What the file holds, from its beginning. The stream throws no IOException: where the disk fails it throws
     * {@link CannotProceed}, and where what is compressed was cut off or damaged, {@link Refused}.
     */
    public InputStream open() {
        InputStream file;
        try {
            file = new OnDisk(Files.newInputStream(path));
        } catch (IOException e) {
            throw DiskError.of("read", path, e);
        }
        if (compression == Compression.NONE) {
            return file;
        }
        try {
            return new Unpacked(compression.decompress(file));
        } catch (CannotProceed e) {
            if (e.getCause() instanceof IOException damaged) {
                throw damaged(0, damaged);
            }
            throw e;
        }
    }

    private RuntimeException damaged(long bytes, Exception e) {
        String tool = tool();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof MemoryLimitException || message.contains("too much memory")) {
                return new CannotProceed(
                        "Cannot unpack " + path + ": it was packed with a larger window than there is memory for ("
                                + message + "). Nothing was changed. Unpack it first, and give the result: " + tool
                                + (compression == Compression.ZSTD ? " --long=31" : "") + " -dk " + path,
                        e);
            }
        }
        return new Refused("Refused to use " + path + ": its " + tool + " stream was cut off or is damaged, after "
                + Room.inWords(bytes) + " of content (" + e.getMessage() + "). Nothing was changed. See for yourself: "
                + tool + " -t " + path + ", and take another backup.");
    }

    /** The command line tool of the same name as the compression. */
    private String tool() {
        return switch (compression) {
            case GZIP -> "gzip";
            case ZSTD -> "zstd";
            case BZIP2 -> "bzip2";
            case XZ -> "xz";
            case LZ4 -> "lz4";
            case NONE -> throw new IllegalStateException("not compressed");
        };
    }

    /** Tells failures of the disk from those of what is on it. */
    private final class OnDisk extends FilterInputStream {

        OnDisk(InputStream in) {
            super(in);
        }

        @Override
        public int read() {
            try {
                return in.read();
            } catch (IOException e) {
                throw DiskError.of("read", path, e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException e) {
                throw DiskError.of("read", path, e);
            }
        }
    }

    private final class Unpacked extends InputStream {

        private final InputStream in;
        private long bytes;

        Unpacked(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            try {
                int n = in.read(buffer, offset, Math.min(length, BUFFER_BYTES));
                bytes += Math.max(n, 0);
                return n;
            } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
                // Commons Compress lets some damage through as the latter two.
                throw damaged(bytes, e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
