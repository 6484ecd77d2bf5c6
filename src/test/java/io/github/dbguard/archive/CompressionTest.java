package io.github.dbguard.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dbguard.CannotProceed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP", "ZSTD"})
    void whatIsCompressedIsReadBackAndKnownByItsFirstBytes(Compression compression) throws Exception {
        for (int size : new int[] {0, 1, 65_536, 1_000_000}) {
            byte[] compressed = compress(compression, content(size));
            assertThat(decompress(compression, compressed)).isEqualTo(content(size));
            assertThat(Compression.detect(first(compressed))).isEqualTo(compression);
        }
    }

    @ParameterizedTest
    @CsvSource({"GZIP,gzip", "ZSTD,zstd"})
    void theToolsReadWhatWeWrite(Compression compression, String tool) throws Exception {
        Cli.assumeThereIs(tool);
        Path file = folder.resolve("dump" + compression.suffix());
        Files.write(file, compress(compression, content(300_000)));
        assertThat(Cli.run(tool, "-d", "-k", file.toString()).status()).isZero();
        assertThat(folder.resolve("dump")).hasBinaryContent(content(300_000));
    }

    @ParameterizedTest
    @CsvSource({"GZIP,gzip", "ZSTD,zstd", "BZIP2,bzip2", "XZ,xz", "LZ4,lz4"})
    void weReadWhatTheToolsWriteAlsoWhenJoined(Compression compression, String tool) throws Exception {
        Cli.assumeThereIs(tool);
        Path file = Files.write(folder.resolve("dump"), content(300_000));
        pack(tool, file);
        byte[] one = Files.readAllBytes(folder.resolve("dump" + compression.suffix()));
        assertThat(Compression.detect(first(one))).isEqualTo(compression);
        assertThat(decompress(compression, one)).isEqualTo(content(300_000));
        assertThat(decompress(compression, join(one, one))).isEqualTo(join(content(300_000), content(300_000)));
    }

    @Test
    void membersOfAGzipThatArriveOneByOneAreAllRead() throws Exception {
        byte[] one = compress(Compression.GZIP, content(1000));
        InputStream drop = new ByteArrayInputStream(join(one, one)) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(1, length));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
        assertThat(Compression.GZIP.decompress(drop).readAllBytes()).hasSize(2000);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void aStreamThatWasCutNeverEndsQuietly(Compression compression) throws Exception {
        byte[] whole = compress(compression, content(20_000));
        for (int length = 1; length < whole.length; length += length < 100 || whole.length - length < 100 ? 1 : 37) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> decompress(compression, cut))
                    .as("cut to %d of %d bytes", length, whole.length)
                    .isInstanceOfAny(IOException.class, CannotProceed.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void aFlippedBitInTheContentIsNeverReadAsIfNothingWere(Compression compression) throws Exception {
        byte[] content = content(20_000);
        byte[] whole = compress(compression, content);
        for (int at = 0; at < whole.length; at += 11) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            byte[] read;
            try {
                read = decompress(compression, damaged);
            } catch (IOException | CannotProceed found) {
                continue;
            }
            // A few bits of a header mean nothing for the content.
            assertThat(read).as("bit flipped at %d", at).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "B", "BZh", "BZh is a strange way to begin", "-- PostgreSQL database dump", "PGDMP"})
    void aTextIsNotCompressed(String text) {
        assertThat(Compression.detect(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(Compression.NONE);
    }

    @ParameterizedTest
    @CsvSource({"BZIP2,bzip2", "XZ,xz", "LZ4,lz4"})
    void whatTheToolsWroteAndWasCutNeverEndsQuietly(Compression compression, String tool) throws Exception {
        Cli.assumeThereIs(tool);
        Path file = Files.write(folder.resolve("dump"), content(20_000));
        pack(tool, file);
        byte[] whole = Files.readAllBytes(folder.resolve("dump" + compression.suffix()));
        for (int length = 1; length < whole.length; length += length < 100 || whole.length - length < 100 ? 1 : 97) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> decompress(compression, cut))
                    .as("cut to %d of %d bytes", length, whole.length)
                    .isInstanceOfAny(IOException.class, CannotProceed.class);
        }
    }

    @Test
    void aFullDiskFailsTheWriterAtTheLatestWhenItIsClosed() throws Exception {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "no /dev/full on this system");
        for (Compression compression : new Compression[] {Compression.GZIP, Compression.ZSTD}) {
            assertThatThrownBy(() -> {
                        try (OutputStream out = compression.compress(Files.newOutputStream(full))) {
                            out.write(content(1000));
                        }
                    })
                    .isInstanceOfAny(IOException.class, CannotProceed.class)
                    .hasMessageContaining("No space left");
        }
    }

    private static void pack(String tool, Path file) throws Exception {
        // Without a terminal lz4 writes to stdout, unless it is told where to.
        String[] command = tool.equals("lz4")
                ? new String[] {tool, "-q", file.toString(), file + ".lz4"}
                : new String[] {tool, "-k", file.toString()};
        assertThat(Cli.run(command).status()).isZero();
    }

    private static byte[] compress(Compression compression, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = compression.compress(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] decompress(Compression compression, byte[] bytes) throws IOException {
        try (InputStream in = compression.decompress(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    /** Half of it compresses, half of it does not. */
    private static byte[] content(int size) {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Arrays.fill(content, size / 2, size, (byte) 'a');
        return content;
    }

    private static byte[] first(byte[] bytes) {
        return Arrays.copyOf(bytes, Math.min(bytes.length, Compression.MAGIC_BYTES));
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
