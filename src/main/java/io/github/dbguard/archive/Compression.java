package io.github.dbguard.archive;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.github.dbguard.CannotProceed;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * How a stream is compressed. A stream is known by its first bytes, never by its name.
 *
 * <p>dbguard writes gzip and zstd; the others are read, because people bring such dumps to {@code restore}. Reading one
 * that was cut off ends in an IOException, never in a quiet end.
 */
public enum Compression {
    NONE("", 0),
    GZIP(".gz", 1, 0x1f, 0x8b),
    ZSTD(".zst", 3, 0x28, 0xb5, 0x2f, 0xfd),
    BZIP2(".bz2", 9, 'B', 'Z', 'h'),
    XZ(".xz", 6, 0xfd, '7', 'z', 'X', 'Z', 0x00),
    LZ4(".lz4", 1, 0x04, 0x22, 0x4d, 0x18);

    /** As many first bytes as {@link #detect} looks at. */
    public static final int MAGIC_BYTES = 10;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final String suffix;
    private final int fastLevel;
    private final int[] magic;

    Compression(String suffix, int fastLevel, int... magic) {
        this.suffix = suffix;
        this.fastLevel = fastLevel;
        this.magic = magic;
    }

    /**
     * Tells from a stream's first bytes how it is compressed.
     *
     * @param firstBytes {@link #MAGIC_BYTES} of them, fewer when the stream is shorter
     */
    public static Compression detect(byte[] firstBytes) {
        for (Compression compression : values()) {
            if (compression != NONE && startsWith(firstBytes, compression.magic)) {
                return compression == BZIP2 && !bzip2Block(firstBytes) ? NONE : compression;
            }
        }
        return zstdSkippableFrame(firstBytes) ? ZSTD : NONE;
    }

    /** What a file of this compression has behind its name: {@code ".gz"}; empty for {@link #NONE}. */
    public String suffix() {
        return suffix;
    }

    /** {@link #compress(OutputStream, int)} at the level that costs little time. */
    public OutputStream compress(OutputStream out) {
        return compress(out, fastLevel);
    }

    /**
     * Compresses what is written. Closing it ends the compressed stream and closes the one below.
     *
     * @param level gzip 1 to 9, zstd 1 to 22; {@link #NONE} has none
     */
    public OutputStream compress(OutputStream out, int level) {
        try {
            return switch (this) {
                case NONE -> out;
                case GZIP -> gzip(out, level);
                case ZSTD -> new ZstdOutputStream(out, level).setChecksum(true);
                case BZIP2, XZ, LZ4 ->
                    throw new IllegalArgumentException("dbguard reads " + this + ", and writes gzip or zstd");
            };
        } catch (IOException e) {
            throw new CannotProceed("Cannot begin a compressed stream (" + this + "): " + e.getMessage(), e);
        }
    }

    /**
     * Decompresses what is read, all members or frames that are joined in it.
     *
     * @throws CannotProceed when the stream does not even begin as this compression does
     */
    public InputStream decompress(InputStream in) {
        try {
            return switch (this) {
                case NONE -> in;
                case GZIP ->
                    GzipCompressorInputStream.builder()
                            .setInputStream(buffered(in))
                            .setDecompressConcatenated(true)
                            .get();
                case ZSTD -> new ZstdInputStream(buffered(in));
                case BZIP2 -> new BZip2CompressorInputStream(buffered(in), true);
                case XZ -> xz(in);
                case LZ4 -> new FramedLZ4CompressorInputStream(buffered(in), true);
            };
        } catch (IOException e) {
            throw new CannotProceed(
                    "Cannot read it as " + this + ": " + e.getMessage()
                            + ". It is damaged or something else. Nothing was changed. See what it is: file <name>",
                    e);
        }
    }

    private static InputStream xz(InputStream in) throws IOException {
        return XZCompressorInputStream.builder()
                .setInputStream(buffered(in))
                .setDecompressConcatenated(true)
                .setMemoryLimitKiB(memoryKib())
                .get();
    }

    /** Half of the heap and a little: a dictionary may take up to 1.5 GiB, and one of 64 MiB (xz -9) is common. */
    private static int memoryKib() {
        return (int) Math.min(Runtime.getRuntime().maxMemory() / 2 / 1024 + 16 * 1024, Integer.MAX_VALUE);
    }

    private static OutputStream gzip(OutputStream out, int level) throws IOException {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(level);
        parameters.setBufferSize(BUFFER_BYTES);
        return new GzipCompressorOutputStream(out, parameters);
    }

    private static InputStream buffered(InputStream in) {
        return new BufferedInputStream(in, BUFFER_BYTES);
    }

    private static boolean startsWith(byte[] bytes, int[] magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** "BZh" alone may begin a text; a level and the first block's mark, or the end's of an empty stream, must follow. */
    private static boolean bzip2Block(byte[] bytes) {
        if (bytes.length < 10 || bytes[3] < '1' || bytes[3] > '9') {
            return false;
        }
        byte[] mark = Arrays.copyOfRange(bytes, 4, 10);
        return Arrays.equals(mark, new byte[] {0x31, 0x41, 0x59, 0x26, 0x53, 0x59})
                || Arrays.equals(mark, new byte[] {0x17, 0x72, 0x45, 0x38, 0x50, (byte) 0x90});
    }

    /** pzstd and seekable zstd begin with a frame that decoders skip: 0x184D2A50 to 0x184D2A5F, little endian. */
    private static boolean zstdSkippableFrame(byte[] bytes) {
        return bytes.length >= 4
                && (bytes[0] & 0xf0) == 0x50
                && bytes[1] == 0x2a
                && bytes[2] == 0x4d
                && bytes[3] == 0x18;
    }
}
