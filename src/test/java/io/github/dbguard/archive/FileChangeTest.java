package io.github.dbguard.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChangeTest {

    private static final String NOBODY = "65534";

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();
    private final Log log = new Log() {
        @Override
        public void info(String line) {}

        @Override
        public void warn(String line) {
            warnings.add(line);
        }
    };

    @Test
    void aNewFileIsPrivate() throws Exception {
        Path file = folder.resolve(".env.previous");
        write(file, "PW=a\n");
        assertThat(file).hasContent("PW=a\n");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(warnings).isEmpty();
        assertOnly(".env.previous");
    }

    @Test
    void modeOwnerAndGroupStay() throws Exception {
        assumeRoot();
        Path file = env("PW=old\n", "rw-r-x---");
        Files.setAttribute(file, "unix:uid", 1234);
        Files.setAttribute(file, "unix:gid", 4321);
        Object inode = Files.getAttribute(file, "unix:ino");
        write(file, "PW=new\n");
        assertThat(file).hasContent("PW=new\n");
        assertThat(mode(file)).isEqualTo("rw-r-x---");
        assertThat(Files.readAttributes(file, "unix:uid,gid"))
                .containsEntry("uid", 1234)
                .containsEntry("gid", 4321);
        assertThat(Files.getAttribute(file, "unix:ino")).as("renamed over").isNotEqualTo(inode);
        assertThat(warnings).isEmpty();
        assertOnly(".env");
    }

    @Test
    void aLinkStaysALinkAndItsTargetIsChanged() throws Exception {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Path real = Files.writeString(shared.resolve("production.env"), "PW=old\n");
        Path middle = Files.createSymbolicLink(folder.resolve("middle"), Path.of("shared/production.env"));
        Path link = Files.createSymbolicLink(folder.resolve(".env"), middle);
        write(link, "PW=new\n");
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.isSymbolicLink(middle)).isTrue();
        assertThat(Files.isSymbolicLink(real)).isFalse();
        assertThat(real).hasContent("PW=new\n");
        assertThat(shared.toFile().list()).containsExactly("production.env");
    }

    @Test
    void aLinkThatLeadsNowhereOrInACircleIsUnderstood() throws Exception {
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("made"));
        write(dangling, "x");
        assertThat(folder.resolve("made")).hasContent("x");
        Path lost = Files.createSymbolicLink(folder.resolve("lost"), Path.of("no/folder"));
        assertCannot(lost, "does not exist");
        Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
        assertCannot(circle, "in a circle");
    }

    @Test
    void aHardLinkIsWrittenInPlaceAndThatIsSaid() throws Exception {
        Path file = env("PW=old and longer\n", "rw-r-----");
        Path other = Files.createLink(folder.resolve("other"), file);
        write(file, "PW=new\n");
        assertThat(other).hasContent("PW=new\n");
        assertThat(Files.isSameFile(file, other)).isTrue();
        assertThat(mode(file)).isEqualTo("rw-r-----");
        assertThat(warnings).singleElement().asString().contains("in place").contains("hard links");
        write(file, "PW=longer than it was before\n");
        assertThat(other).hasContent("PW=longer than it was before\n");
        assertOnly(".env", "other");
    }

    @Test
    void aMountedFileIsWrittenInPlaceAndThatIsSaid() throws Exception {
        assumeRoot();
        Path outside = Files.writeString(folder.resolve("out side.env"), "PW=old\n");
        Path inside = Files.createFile(folder.resolve("in side.env"));
        assumeTrue(
                Cli.run("mount", "--bind", outside.toString(), inside.toString())
                                .status()
                        == 0,
                "this container may not mount");
        try {
            assertThatThrownBy(() -> Durable.writeText(inside, "PW=lost\n"))
                    .as("what a rename does there")
                    .hasMessageContaining("busy");
            write(inside, "PW=new\n");
        } finally {
            Cli.run("umount", inside.toString());
        }
        assertThat(outside).hasContent("PW=new\n");
        assertThat(inside).isEmptyFile();
        assertThat(warnings).singleElement().asString().contains("in place").contains("mounted");
        assertOnly("out side.env", "in side.env");
    }

    @Test
    void aFullDiskLeavesTheOldBytesAndNoTemporaryFile() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"))) {
            Path file = Files.writeString(disk.path().resolve(".env"), "PW=old\n");
            assertFull(file, "x".repeat(2 * SmallDisk.BYTES));
            assertThat(disk.path().toFile().list()).containsExactly(".env");

            fill(disk);
            assertFull(file, "PW=new\n");
            assertThat(disk.path().toFile().list()).containsExactlyInAnyOrder(".env", "filler");
        }
    }

    @Test
    void aFullDiskLeavesTheOldBytesOfAFileThatIsWrittenInPlace() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"))) {
            Path file = Files.writeString(disk.path().resolve(".env"), "PW=old\n");
            Files.createLink(disk.path().resolve("other"), file);
            fill(disk);
            assertFull(file, "PW=new\n".repeat(10_000));
            assertThat(disk.path().toFile().list()).containsExactlyInAnyOrder(".env", "filler", "other");
            write(file, "PW=new\n");
            assertThat(file).hasContent("PW=new\n");
        }
    }

    @Test
    void aReadOnlyFileSystemIsToldBeforeAnythingIsChanged() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"))) {
            Path file = Files.writeString(disk.path().resolve(".env"), "PW=old\n");
            assertThat(Cli.run("mount", "-o", "remount,ro", disk.path().toString())
                            .status())
                    .isZero();
            assertCannot(file, "read-only");
            assertCannot(disk.path().resolve(".env.previous"), "read-only");
            assertThat(file).hasContent("PW=old\n");
        }
    }

    @Test
    void aFolderThatAnotherMayNotWriteIsToldAndNothingChanged() throws Exception {
        assumeRoot();
        Path file = env("PW=old\n", "rw-rw-rw-");
        assertThat(asNobody(file)).contains("may not write to its folder");
        assertThat(file).hasContent("PW=old\n");
        assertOnly(".env");
    }

    @Test
    void aFileThatIsNotOursIsToldAndNothingChanged() throws Exception {
        assumeRoot();
        Path file = env("PW=old\n", "rw-rw-rw-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(asNobody(file)).contains("belongs to the user with id 0");
        assertThat(file).hasContent("PW=old\n");
        Files.setAttribute(file, "unix:uid", Integer.parseInt(NOBODY));
        assertThat(asNobody(file)).startsWith("in place").contains("its group");
        assertThat(file).hasContent("PW=new");
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(0);
        assertOnly(".env");
        Files.setAttribute(file, "unix:gid", Integer.parseInt(NOBODY));
        assertThat(asNobody(file)).isEqualTo("written\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        assertThat(asNobody(file)).contains("may not read it");
    }

    @Test
    void whatIsNoFileIsTold() throws Exception {
        Path directory = Files.createDirectory(folder.resolve(".env"));
        assertCannot(directory, "it is not a file");
        assertCannot(folder.resolve("none/.env"), "does not exist");
    }

    @Test
    void whatAKilledRunLeftIsReplacedAndNotFollowed() throws Exception {
        Path file = env("PW=old\n", "rw-------");
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Path leftover = Files.createSymbolicLink(folder.resolve("..env.dbguard.partial"), precious);
        write(file, "PW=new\n");
        assertThat(precious).hasContent("precious");
        assertThat(file).hasContent("PW=new\n");
        assertOnly(".env", "precious");

        Files.writeString(leftover, "PW=half");
        FileChange.removeLeftover(file);
        FileChange.removeLeftover(file);
        assertOnly(".env", "precious");
    }

    @Test
    void aKilledProcessLeavesOneContentOrTheOtherWhole() throws Exception {
        String one = "PW=" + "1".repeat(20_000) + "\n";
        String two = "PW=" + "2".repeat(30_000) + "\n";
        Path file = env(one, "rw-r-----");
        for (int kill = 0; kill < 8; kill++) {
            Process process = probe(List.of(), file, one, two);
            for (int line = 0; line <= kill; line++) {
                process.inputReader().readLine();
            }
            process.destroyForcibly().waitFor();
            assertThat(Files.readString(file)).isIn(one, two);
            assertThat(mode(file)).isEqualTo("rw-r-----");
            FileChange.removeLeftover(file);
            assertOnly(".env");
        }
    }

    private void assertFull(Path file, String content) {
        assertThatThrownBy(() -> write(file, content))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("No space left")
                .hasMessageNotContaining("-Ddbguard.directory");
        assertThat(file).hasContent("PW=old\n");
    }

    private void assertCannot(Path file, String why) {
        assertThatThrownBy(() -> FileChange.check(file))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining(why)
                .hasMessageContaining("Nothing was changed");
        assertThatThrownBy(() -> write(file, "PW=new\n")).isInstanceOf(CannotProceed.class);
    }

    private void assertOnly(String... names) {
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder(names);
    }

    /** As a user who owns nothing here; what the probe says. */
    private String asNobody(Path file) throws Exception {
        for (Path above = folder; above != null; above = above.getParent()) {
            if (!Files.getPosixFilePermissions(above).containsAll(PosixFilePermissions.fromString("------r-x"))) {
                assumeTrue(above.equals(folder), "others may not come to " + above);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        Process process =
                probe(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), file, "PW=new");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assumeTrue(!said.contains("Could not find or load main class"), "others may not read our classes");
        return said;
    }

    /** @param before a command that runs another */
    private static Process probe(List<String> before, Path file, String... contents) throws Exception {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx32m", "-cp", home(FileChange.class) + ":" + home(FileChangeProbe.class)));
        command.addAll(List.of(FileChangeProbe.class.getName(), file.toString()));
        command.addAll(List.of(contents));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static Path home(Class<?> of) throws Exception {
        return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private void write(Path file, String content) {
        FileChange.write(file, content.getBytes(StandardCharsets.UTF_8), log);
    }

    private Path env(String content, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve(".env"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static void fill(SmallDisk disk) throws IOException {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(disk.path().resolve("filler"))) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static void assumeRoot() {
        assumeTrue("root".equals(System.getProperty("user.name")), "giving files away takes root");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
