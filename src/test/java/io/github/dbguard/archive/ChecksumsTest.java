package io.github.dbguard.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumsTest {

    private static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir
    Path root;

    private final List<FileDigest> files = new ArrayList<>();

    @BeforeEach
    void aBackup() throws IOException {
        add("globals.sql", "CREATE ROLE app;");
        add("dump/app/toc.dat", "toc");
        add("dump/app/3012.dat", "x".repeat(1_000_000));
        add("dump/app/empty", "");
    }

    @Test
    void aDigestIsWhatSha256sumSays() {
        assertThat(files.get(3)).isEqualTo(new FileDigest("dump/app/empty", 0, EMPTY));
        assertThat(files.get(2).bytes()).isEqualTo(1_000_000);
    }

    @Test
    void sha256sumChecksTheListWithAnyName() throws Exception {
        Cli.assumeThereIs("sha256sum");
        Cli.assumeUnicodeNames();
        add("new\nline", "1");
        add("back\\slash", "2");
        add("back\\nslash", "3");
        add(" blanks  ", "4");
        add("*star", "5");
        add("ünï/数据.dat", "6");
        add("\\", "7");
        Checksums.write(root.resolve("SHA256SUMS"), files);
        Cli.Answer answer = Cli.runIn(root, "sha256sum", "--strict", "-c", "SHA256SUMS");
        assertThat(answer.output()).doesNotContain("FAILED").doesNotContain("WARNING");
        assertThat(answer.status()).isZero();
        assertThat(Checksums.read(root.resolve("SHA256SUMS")))
                .extracting(FileDigest::path, FileDigest::sha256, FileDigest::bytes)
                .containsExactlyElementsOf(files.stream()
                        .map(file -> tuple(file.path(), file.sha256(), FileDigest.UNKNOWN))
                        .toList());
        assertThat(Checksums.verify(root, files)).isEmpty();
    }

    @Test
    void whatSha256sumPrintsIsRead() throws Exception {
        Cli.assumeThereIs("sha256sum");
        add("new\nline", "1");
        add("back\\slash", "2");
        String text = Cli.runIn(root, "sh", "-c", "find . -type f -exec sha256sum {} +")
                .output();
        Map<String, String> sums = Checksums.parseSha256sumOutput(text);
        assertThat(sums).hasSize(files.size());
        files.forEach(file -> assertThat(sums).containsEntry(file.path(), file.sha256()));
        String binary = Cli.runIn(root, "sha256sum", "-b", "globals.sql").output();
        assertThat(Checksums.parseSha256sumOutput(binary)).containsKey("globals.sql");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256sum: toc.dat: No such file or directory",
                "e3b0c442  toc.dat",
                EMPTY + "  ",
                EMPTY,
                EMPTY + " toc.dat",
                "\\" + EMPTY + "  a\\tb",
                "\\" + EMPTY + "  a\\"
            })
    void aLineThatIsNotOneOfSha256sumsIsRefused(String line) {
        assertThatThrownBy(() -> Checksums.parseSha256sumOutput(EMPTY + "  good\n" + line + "\n"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void twoAnswersForOneFileAreRefused() {
        String other = "0".repeat(64);
        assertThatThrownBy(() -> Checksums.parseSha256sumOutput(EMPTY + "  a\n" + other + "  a\n"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("second");
    }

    @Test
    void anEmptyListIsRefusedAndAMissingOneCannotBeRead() throws Exception {
        Path list = Files.createFile(root.resolve("SHA256SUMS"));
        assertThatThrownBy(() -> Checksums.read(list))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("no file");
        assertThatThrownBy(() -> Checksums.read(root.resolve("none"))).isInstanceOf(CannotProceed.class);
    }

    @Test
    void aListThatIsNotTextIsRefusedOrCannotBeRead() throws Exception {
        Path list = Files.write(root.resolve("SHA256SUMS"), new byte[] {(byte) 0xff, 0, (byte) 0xc3, 10});
        assertThatThrownBy(() -> Checksums.read(list)).isInstanceOfAny(CannotProceed.class, Refused.class);
    }

    @Test
    void everyWayOfBeingWrongIsFound() throws Exception {
        Files.writeString(root.resolve("manifest.json"), "{}");
        Files.writeString(root.resolve("SHA256SUMS"), "");
        assertThat(Checksums.verify(root, files)).isEmpty();

        Files.delete(root.resolve("globals.sql"));
        Files.writeString(root.resolve("dump/app/toc.dat"), "tuc");
        Files.writeString(root.resolve("dump/app/3012.dat"), "x".repeat(999_999));
        Files.writeString(root.resolve("dump/app/empty"), "not any more");
        Files.writeString(root.resolve("dump/app/manifest.json"), "only at the top it is ours");
        Files.createSymbolicLink(root.resolve("link"), root.resolve("dump"));
        assertThat(Checksums.verify(root, files))
                .extracting(Mismatch::path, Mismatch::kind)
                .containsExactly(
                        tuple("dump/app/3012.dat", Mismatch.Kind.SHORT),
                        tuple("dump/app/empty", Mismatch.Kind.LONG),
                        tuple("dump/app/manifest.json", Mismatch.Kind.EXTRA),
                        tuple("dump/app/toc.dat", Mismatch.Kind.ALTERED),
                        tuple("globals.sql", Mismatch.Kind.MISSING),
                        tuple("link", Mismatch.Kind.EXTRA));
        assertThat(Checksums.verify(root, files).get(0).inWords())
                .isEqualTo("dump/app/3012.dat is short: 999999 of 1000000 bytes");
    }

    @Test
    void aFlippedBitIsFoundWhereverItIs() throws Exception {
        Path file = root.resolve("dump/app/3012.dat");
        byte[] content = Files.readAllBytes(file);
        for (int at : new int[] {0, 262_143, 262_144, 500_000, 999_999}) {
            content[at] ^= 1;
            Files.write(file, content);
            assertThat(Checksums.verify(root, files)).extracting(Mismatch::kind).containsExactly(Mismatch.Kind.ALTERED);
            content[at] ^= 1;
        }
    }

    @Test
    void aLinkToTheRightContentIsNotTheFile() throws Exception {
        Path elsewhere = Files.move(root.resolve("globals.sql"), root.resolve("SHA256SUMS"));
        Files.createSymbolicLink(root.resolve("globals.sql"), elsewhere);
        assertThat(Checksums.verify(root, files)).extracting(Mismatch::kind).containsExactly(Mismatch.Kind.NOT_A_FILE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "a/../../outside", "/etc/passwd", "", "a\u0000b"})
    void aListThatLeadsOutOfItsFolderIsRefused(String path) {
        assertThatThrownBy(() -> Checksums.verify(root, List.of(new FileDigest(path, 0, EMPTY))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("outside");
    }

    @Test
    void aFolderThatIsGoneCannotBeVerified() {
        assertThatThrownBy(() -> Checksums.verify(root.resolve("none"), files)).isInstanceOf(CannotProceed.class);
    }

    private void add(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        files.add(Checksums.of(root, file));
    }
}
