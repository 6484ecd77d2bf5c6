package io.github.dbguard.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PackedFileTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"NONE", "GZIP", "ZSTD"})
    void aFileIsReadAsWhatItHoldsWhateverItsName(Compression compression) throws Exception {
        PackedFile file = PackedFile.of(packed(compression, "dump.bz2"));
        assertThat(file.compression()).isEqualTo(compression);
        try (InputStream in = file.open()) {
            assertThat(in.readAllBytes()).isEqualTo(content());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void whatWasCutIsRefusedAndNamed(Compression compression) throws Exception {
        Path file = packed(compression, "dump");
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {12, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> PackedFile.of(file).open().readAllBytes())
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining(compression.name().toLowerCase() + " -t");
        }
    }

    @Test
    void aMissingFileIsNoRefusal() {
        assertThatThrownBy(() -> PackedFile.of(folder.resolve("none")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> PackedFile.of(folder)).isInstanceOf(CannotProceed.class);
    }

    @ParameterizedTest
    @CsvSource({"xz, -9", "xz, --lzma2=dict=1GiB", "zstd, --long=31", "zstd, --long=27"})
    void aWindowThatTheHeapCannotHoldIsSaid(String tool, String option) throws Exception {
        Cli.assumeThereIs(tool);
        Path file = Files.write(folder.resolve("dump"), content());
        // From a pipe zstd does not know how little there is, and keeps the window that it was told.
        String pack = "cat " + file + " | " + tool + " -q " + option + " -c > " + file + ".packed";
        assertThat(Cli.run("sh", "-c", pack).status()).isZero();
        PackedFile packed = PackedFile.of(folder.resolve("dump.packed"));
        if (option.contains("1GiB") || option.contains("31")) {
            assertThatThrownBy(() -> packed.open().readAllBytes())
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining(tool)
                    .hasMessageContaining("-dk");
        } else {
            assertThat(packed.open().readAllBytes()).isEqualTo(content());
        }
    }

    @Test
    void aMemberIsFoundInATarAndACutTarIsRefused() throws Exception {
        Cli.assumeThereIs("tar");
        Files.createDirectory(folder.resolve("dump"));
        Files.write(folder.resolve("dump/1.dat"), content());
        Files.writeString(folder.resolve("dump/toc.dat"), "PGDMP...");
        assertThat(Cli.runIn(folder, "tar", "-cf", "t.tar", "dump/1.dat", "dump/toc.dat")
                        .status())
                .isZero();
        byte[] tar = Files.readAllBytes(folder.resolve("t.tar"));
        assertThat(TarMember.isTar(tar)).isTrue();
        assertThat(TarMember.isTar(content())).isFalse();
        assertThat(TarMember.isTar(new byte[10])).isFalse();
        TarMember toc = TarMember.find(PackedFile.of(folder.resolve("t.tar")).open(), "toc.dat", 5)
                .orElseThrow();
        assertThat(toc.name()).isEqualTo("dump/toc.dat");
        assertThat(toc.position()).isEqualTo(1);
        assertThat(toc.beginning()).asString().isEqualTo("PGDMP");
        assertThat(TarMember.namesOfWhole(PackedFile.of(folder.resolve("t.tar")).open()))
                .isEqualTo(List.of("dump/1.dat", "dump/toc.dat"));
        int end = 512 + (content().length + 511) / 512 * 512 + 512 + 512;
        for (int cut : new int[] {100, 512, 5000, end - 512, end, end + 512, end + 1023}) {
            Files.write(folder.resolve("cut.tar"), Arrays.copyOf(tar, cut));
            assertThatThrownBy(() -> TarMember.namesOfWhole(
                            PackedFile.of(folder.resolve("cut.tar")).open()))
                    .as("cut to %d", cut)
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("tar -tf");
        }
    }

    private Path packed(Compression compression, String name) throws Exception {
        Path file = folder.resolve(name);
        try (OutputStream out = compression.compress(Files.newOutputStream(file))) {
            out.write(content());
        }
        return file;
    }

    private static byte[] content() {
        byte[] content = new byte[100_000];
        new Random(1).nextBytes(content);
        return content;
    }
}
