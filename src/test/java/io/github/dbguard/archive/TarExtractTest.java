package io.github.dbguard.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarExtractTest {

    @TempDir
    Path folder;

    @Test
    void filesAreUnpackedHashedAndPrivate() throws Exception {
        byte[] large = random(1_000_001);
        byte[] tar = new Tar()
                .folder("dump/")
                .file("dump/toc.dat", "toc".getBytes(StandardCharsets.UTF_8))
                .file("dump/empty", new byte[0])
                .file("dump/deep/er/3012.dat", large)
                .bytes();
        Path out = folder.resolve("out");
        List<Long> progress = new ArrayList<>();
        List<FileDigest> files = TarExtract.extract(new ByteArrayInputStream(tar), out, 1, progress::add);

        assertThat(files).extracting(FileDigest::path).containsExactly("toc.dat", "empty", "deep/er/3012.dat");
        assertThat(out.resolve("deep/er/3012.dat")).hasBinaryContent(large);
        assertThat(files)
                .containsExactlyElementsOf(files.stream()
                        .map(file -> Checksums.of(out, out.resolve(file.path())))
                        .toList());
        assertThat(Checksums.verify(out, files)).isEmpty();
        assertThat(progress).isSorted().endsWith(1_000_004L);
        try (Stream<Path> all = Files.walk(out)) {
            for (Path path : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void aTarCutAnywhereIsAnError() throws Exception {
        byte[] tar = new Tar()
                .folder("dump/")
                .file("dump/a", random(700))
                .file("dump/zeros", new byte[1536])
                .file("dump/last", new byte[1000])
                .bytes();
        for (int length = 0; length < tar.length; length++) {
            byte[] cut = Arrays.copyOf(tar, length);
            Path out = folder.resolve("out");
            assertThatThrownBy(() -> TarExtract.extract(new ByteArrayInputStream(cut), out, 1, bytes -> {}))
                    .as("cut to %d of %d bytes", length, tar.length)
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("run it again");
            Durable.deleteTree(out);
            length += length % 512 > 3 && length % 512 < 500 ? 160 : 0;
        }
        assertThat(TarExtract.extract(new ByteArrayInputStream(tar), folder.resolve("whole"), 1, bytes -> {}))
                .hasSize(3);
    }

    @Test
    void aBitFlippedInAHeaderIsAnErrorAndInTheContentAnotherHash() throws Exception {
        byte[] tar = new Tar().file("a", random(512)).file("b", random(512)).bytes();
        List<FileDigest> right = TarExtract.extract(new ByteArrayInputStream(tar), folder.resolve("r"), 0, n -> {});
        for (int at = 0; at < 4 * 512; at += 13) {
            byte[] damaged = tar.clone();
            damaged[at] ^= 1 << (at % 8);
            Path out = folder.resolve("out");
            List<FileDigest> files;
            try {
                files = TarExtract.extract(new ByteArrayInputStream(damaged), out, 0, bytes -> {});
                assertThat(at / 512 % 2).as("region of byte %d", at).isEqualTo(1);
                assertThat(files).isNotEqualTo(right);
            } catch (CannotProceed | Refused found) {
                assertThat(at / 512 % 2).as("region of byte %d", at).isZero();
            }
            Durable.deleteTree(out);
        }
    }

    @Test
    void garbageNeverGetsThrough() {
        for (int seed = 0; seed < 100; seed++) {
            byte[] garbage = random(512 * (1 + seed % 7) + seed);
            Path out = folder.resolve("out");
            assertThatThrownBy(() -> TarExtract.extract(new ByteArrayInputStream(garbage), out, 0, bytes -> {}))
                    .isInstanceOfAny(CannotProceed.class, Refused.class);
        }
    }

    @Test
    void damagedLongNamesAndSizesNeverGetThroughAsAnotherFailure() throws Exception {
        byte[] tar = new Tar().file("n".repeat(150) + "/ü", random(600)).bytes();
        for (int at = 0; at < tar.length; at += 17) {
            byte[] damaged = tar.clone();
            damaged[at] ^= (byte) (1 + at % 255);
            Path out = folder.resolve("out");
            try {
                TarExtract.extract(new ByteArrayInputStream(damaged), out, 0, bytes -> {});
            } catch (CannotProceed | Refused found) {
                assertThat(found).hasMessageContaining("tar");
            }
            Durable.deleteTree(out);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "dump/../../evil", "dump/..", "..", "/tmp/evil-dbguard"})
    void aNameThatLeadsOutIsRefused(String name) throws Exception {
        byte[] tar = new Tar().file(name, random(10)).bytes();
        Path out = folder.resolve("in/out");
        assertThatThrownBy(() -> TarExtract.extract(new ByteArrayInputStream(tar), out, 0, bytes -> {}))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(name);
        try (Stream<Path> all = Files.walk(folder)) {
            assertThat(all.filter(Files::isRegularFile)).isEmpty();
        }
        assertThat(Path.of("/tmp/evil-dbguard")).doesNotExist();
    }

    @Test
    void aLongAbsoluteNameStaysInsideOrIsRefused() throws Exception {
        byte[] tar = new Tar().file("/tmp/" + "n".repeat(150), random(10)).bytes();
        Path out = folder.resolve("out");
        try {
            TarExtract.extract(new ByteArrayInputStream(tar), out, 0, bytes -> {});
        } catch (Refused refused) {
            assertThat(refused).hasMessageContaining("absolute");
        }
        assertThat(Path.of("/tmp/" + "n".repeat(150))).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {
                TarConstants.LF_SYMLINK,
                TarConstants.LF_LINK,
                TarConstants.LF_CHR,
                TarConstants.LF_BLK,
                TarConstants.LF_FIFO,
                (byte) 'Z'
            })
    void whatIsNeitherAFileNorAFolderIsRefused(byte type) throws Exception {
        byte[] tar =
                new Tar().special("thing", type).file("thing/evil", random(3)).bytes();
        Path out = folder.resolve("out");
        assertThatThrownBy(() -> TarExtract.extract(new ByteArrayInputStream(tar), out, 0, bytes -> {}))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("'thing'");
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void oneNameTwiceIsAnError() throws Exception {
        byte[] tar = new Tar().file("a", random(3)).file("./a", random(4)).bytes();
        assertThatThrownBy(() -> TarExtract.extract(new ByteArrayInputStream(tar), folder.resolve("out"), 0, n -> {}))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("exists already");
    }

    @Test
    void aFileWithTooShortANameToStripIsRefusedAndNotPassedOver() throws Exception {
        byte[] tar = new Tar().file("toc.dat", random(3)).bytes();
        assertThatThrownBy(() -> TarExtract.extract(new ByteArrayInputStream(tar), folder.resolve("out"), 1, n -> {}))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("toc.dat");
    }

    @Test
    void strangeNamesArriveAsTheyAre() throws Exception {
        Cli.assumeUnicodeNames();
        List<String> names =
                List.of("new\nline", "back\\slash", "ünï 数据", " ", "n".repeat(120) + "/" + "m".repeat(120));
        Tar tar = new Tar();
        for (String name : names) {
            tar.file(name, random(5));
        }
        assertThat(TarExtract.extract(new ByteArrayInputStream(tar.bytes()), folder.resolve("out"), 0, n -> {}))
                .extracting(FileDigest::path)
                .containsExactlyElementsOf(names);
    }

    @Test
    void aTarOfGnuTarIsUnpackedWithItsPadding() throws Exception {
        Cli.assumeThereIs("tar");
        Path source = Files.createDirectories(folder.resolve("source/dump/" + "d".repeat(90) + "/" + "d".repeat(90)));
        Files.write(source.resolve("3012.dat"), random(100_000));
        for (String format : new String[] {"gnu", "pax", "ustar", "oldgnu"}) {
            Path file = folder.resolve(format + ".tar");
            assertThat(Cli.runIn(folder.resolve("source"), "tar", "--format", format, "-cf", file.toString(), "dump")
                            .status())
                    .isZero();
            try (InputStream in = Files.newInputStream(file)) {
                List<FileDigest> files = TarExtract.extract(in, folder.resolve(format), 1, n -> {});
                assertThat(files)
                        .containsExactly(Checksums.of(folder.resolve("source/dump"), source.resolve("3012.dat")));
                assertThat(in.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void aConnectionThatBreaksIsTold() throws Exception {
        byte[] tar = new Tar().file("a", random(100_000)).bytes();
        InputStream breaking = new ByteArrayInputStream(tar) {
            @Override
            public synchronized int read(byte[] buffer, int offset, int length) {
                if (pos > 50_000) {
                    throw new java.io.UncheckedIOException(new IOException("connection reset"));
                }
                return super.read(buffer, offset, Math.min(length, 1000));
            }
        };
        assertThatThrownBy(() -> TarExtract.extract(breaking, folder.resolve("out"), 0, n -> {}))
                .hasMessageContaining("connection reset");
    }

    @Test
    void aFullDiskIsToldWithTheRoomThatIsLeft() throws Exception {
        byte[] tar = new Tar().file("large", random(3 * SmallDisk.BYTES)).bytes();
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"))) {
            assertThatThrownBy(() -> TarExtract.extract(
                            new ByteArrayInputStream(tar), disk.path().resolve("out"), 0, n -> {}))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("No space left")
                    .hasMessageContaining("large");
        }
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** A tar with the end marker and no padding behind it, as Go writes it. */
    private static final class Tar {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512, "UTF-8");

        Tar() {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
        }

        Tar folder(String name) throws IOException {
            tar.putArchiveEntry(new TarArchiveEntry(name));
            tar.closeArchiveEntry();
            return this;
        }

        Tar file(String name, byte[] content) throws IOException {
            // The type is given, so that a name which ends with a slash stays a file's.
            TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        }

        Tar special(String name, byte type) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(name, type);
            entry.setLinkName("/etc");
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
            return this;
        }

        byte[] bytes() throws IOException {
            tar.finish();
            return bytes.toByteArray();
        }
    }
}
