package io.github.dbguard.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarWriteTest {

    private static final TarWrite.Owner POSTGRES = TarWrite.Owner.only(999, 70);

    @TempDir
    Path folder;

    @Test
    void aFolderThatIsPackedIsUnpackedAsItWas() throws Exception {
        Path source = aBackup();
        List<FileDigest> expected = List.of(
                Checksums.of(source, source.resolve("dump/app/3012.dat")),
                Checksums.of(source, source.resolve("dump/app/" + "n".repeat(200))),
                Checksums.of(source, source.resolve("empty")));
        for (String top : new String[] {"", "restore-1"}) {
            Path out = folder.resolve("out" + top);
            List<Long> progress = new ArrayList<>();
            try (InputStream tar = TarWrite.open(source, top, POSTGRES, progress::add)) {
                assertThat(TarExtract.extract(tar, out, top.isEmpty() ? 0 : 1, n -> {}))
                        .isEqualTo(expected);
            }
            assertThat(progress).isSorted().endsWith(100_007L);
            assertThat(out.resolve("an-empty-folder")).isEmptyDirectory();
        }
    }

    @Test
    void gnuTarReadsItWithOwnerAndMode() throws Exception {
        Cli.assumeThereIs("tar");
        Path file = folder.resolve("x.tar");
        try (var out = Files.newOutputStream(file)) {
            TarWrite.write(aBackup(), "restore-1", new TarWrite.Owner(999, 70, 0640, 0750), out, n -> {});
        }
        Cli.Answer list = Cli.run("tar", "--numeric-owner", "-tvf", file.toString());
        assertThat(list.status()).isZero();
        assertThat(list.output())
                .contains("n".repeat(200))
                .containsPattern("drwxr-x--- 999/70 +0 .* restore-1/\n")
                .containsPattern("-rw-r----- 999/70 +100000 .* restore-1/dump/app/3012.dat\n");
    }

    @Test
    void aFileOfMoreThanEightGigabytesHasItsSizeInAHeaderThatTarReads() throws Exception {
        long size = 9L << 30;
        Path source = Files.createDirectory(folder.resolve("source"));
        try (RandomAccessFile sparse =
                new RandomAccessFile(source.resolve("big").toFile(), "rw")) {
            sparse.setLength(size);
        }
        try (InputStream tar = TarWrite.open(source, "", TarWrite.Owner.only(3_000_000, 3_000_000), n -> {})) {
            byte[] head = tar.readNBytes(4096);
            var reader =
                    new org.apache.commons.compress.archivers.tar.TarArchiveInputStream(new ByteArrayInputStream(head));
            var entry = reader.getNextEntry();
            assertThat(entry.getName()).isEqualTo("big");
            assertThat(entry.getSize()).isEqualTo(size);
            assertThat(entry.getLongUserId()).isEqualTo(3_000_000);
        }
    }

    @Test
    void aTarReadByteByByteIsTheSame() throws Exception {
        Path source = aBackup();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        TarWrite.write(source, "top", POSTGRES, whole, n -> {});
        ByteArrayOutputStream single = new ByteArrayOutputStream();
        try (InputStream tar = TarWrite.open(source, "top", POSTGRES, n -> {})) {
            for (int b = tar.read(); b != -1; b = tar.read()) {
                single.write(b);
            }
        }
        assertThat(single.toByteArray()).isEqualTo(whole.toByteArray());
        assertThat(whole.size() % 512).isZero();
    }

    @Test
    void aFileThatShrinksMeanwhileFailsTheReader() throws Exception {
        Path source = Files.createDirectory(folder.resolve("source"));
        Path file = Files.write(source.resolve("a"), TarExtractTest.random(100_000));
        try (InputStream tar = TarWrite.open(source, "", POSTGRES, n -> {})) {
            tar.readNBytes(2000);
            Files.write(file, new byte[0]);
            assertThatThrownBy(tar::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("shorter");
        }
    }

    @Test
    void linksAreNotCarriedAlong() throws Exception {
        Path source = aBackup();
        Files.createSymbolicLink(source.resolve("link"), Path.of("/etc/passwd"));
        assertThatThrownBy(() -> TarWrite.write(source, "", POSTGRES, new ByteArrayOutputStream(), n -> {}))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("link")
                .hasMessageContaining("neither a regular file nor a folder");
    }

    @Test
    void whatIsNotAFolderCannotBePacked() {
        assertThatThrownBy(() -> TarWrite.open(folder.resolve("none"), "", POSTGRES, n -> {}))
                .isInstanceOf(CannotProceed.class);
    }

    private Path aBackup() throws IOException {
        Path source = folder.resolve("source");
        Files.createDirectories(source.resolve("dump/app"));
        Files.createDirectories(source.resolve("an-empty-folder"));
        Files.write(source.resolve("dump/app/3012.dat"), TarExtractTest.random(100_000));
        Files.write(source.resolve("dump/app/" + "n".repeat(200)), TarExtractTest.random(7));
        Files.createFile(source.resolve("empty"));
        return source;
    }
}
