package io.github.dbguard.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableTest {

    @TempDir
    Path folder;

    @Test
    void everyFolderThatIsMadeIsPrivate() throws Exception {
        Path deep = folder.resolve("a/b/c");
        Durable.createPrivateFolders(deep);
        Durable.createPrivateFolders(deep);
        for (Path made = deep; !made.equals(folder); made = made.getParent()) {
            assertThat(mode(made)).isEqualTo("rwx------");
        }
    }

    @Test
    void aFolderUnderAFileIsAnError() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> Durable.createPrivateFolders(file.resolve("below")))
                .isInstanceOf(CannotProceed.class);
    }

    @Test
    void aCreatedFileIsPrivateAndNeverReplacesAnother() throws Exception {
        Path file = folder.resolve("dump");
        try (OutputStream out = Durable.create(file)) {
            out.write(new byte[] {1, 2, 3});
            out.write(4);
        }
        assertThat(file).hasBinaryContent(new byte[] {1, 2, 3, 4});
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThatThrownBy(() -> Durable.create(file))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("exists already");
    }

    @Test
    void aWriterThatFailsLeavesTheOldFileAndNoRubbish() throws Exception {
        Path file = Files.writeString(folder.resolve("baseline.json"), "old");
        assertThatThrownBy(() -> Durable.replace(file, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("pulled out");
                }))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("pulled out");
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("baseline.json");
    }

    @Test
    void aLinkIsReplacedAndNotFollowed() throws Exception {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Path link = Files.createSymbolicLink(folder.resolve("link"), precious);
        Durable.writeText(link, "new");
        assertThat(precious).hasContent("precious");
        assertThat(link).hasContent("new");
        assertThat(Files.isSymbolicLink(link)).isFalse();
    }

    @Test
    void publishingNeverReplacesWhatIsThere() throws Exception {
        Path partial = Files.createDirectories(folder.resolve("x.partial/dump"));
        Files.writeString(partial.resolve("toc.dat"), "toc");
        Durable.publish(partial.getParent(), folder.resolve("x"));
        assertThat(folder.resolve("x/dump/toc.dat")).hasContent("toc");

        Files.createDirectory(folder.resolve("x.partial"));
        assertThatThrownBy(() -> Durable.publish(folder.resolve("x.partial"), folder.resolve("x")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("exists already");
        assertThat(folder.resolve("x/dump/toc.dat")).hasContent("toc");
    }

    @Test
    void publishingWhatDoesNotExistIsAnError() {
        assertThatThrownBy(() -> Durable.publish(folder.resolve("none"), folder.resolve("x")))
                .isInstanceOf(CannotProceed.class);
    }

    @Test
    void deletingATreeLeavesAloneWhatItsLinksPointTo() throws Exception {
        Path precious = Files.createDirectory(folder.resolve("precious"));
        Files.writeString(precious.resolve("data"), "data");
        Path tree = Files.createDirectories(folder.resolve("tree/deep"));
        Files.createSymbolicLink(tree.resolve("link"), precious);
        Files.createSymbolicLink(tree.resolve("dangling"), folder.resolve("nowhere"));
        Files.writeString(tree.resolve("file"), "x");
        Durable.deleteTree(folder.resolve("tree"));
        Durable.deleteTree(folder.resolve("tree"));
        assertThat(folder.resolve("tree")).doesNotExist();
        assertThat(precious.resolve("data")).hasContent("data");

        Path linkToFolder = Files.createSymbolicLink(folder.resolve("top"), precious);
        Durable.deleteTree(linkToFolder);
        assertThat(precious.resolve("data")).hasContent("data");
    }

    @Test
    void aFullDiskIsToldWithTheRoomThatIsLeftAndLeavesTheOldFile() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"))) {
            Path file = disk.path().resolve("baseline.json");
            Durable.writeText(file, "old");
            assertThatThrownBy(() -> Durable.writeText(file, "x".repeat(2 * SmallDisk.BYTES)))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("No space left")
                    .hasMessageContaining("are free there");
            assertThat(file).hasContent("old");
            assertThat(disk.path().toFile().list()).containsExactly("baseline.json");
        }
    }

    @Test
    void roomIsAskedOfTheNearestFolderThatExists() {
        Path missing = folder.resolve("not/yet/there");
        assertThat(Room.freeBytes(missing)).isPositive();
        Room.require(missing, 1, "The dump of app");
        assertThatThrownBy(() -> Room.require(missing, Long.MAX_VALUE, "The dump of app"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageStartingWith("The dump of app needs 9.2 EB")
                .hasMessageContaining(folder.toString());
    }

    @Test
    void sizesAreToldInThreeDigitsAtMost() {
        assertThat(Room.inWords(0)).isEqualTo("0 bytes");
        assertThat(Room.inWords(1)).isEqualTo("1 byte");
        assertThat(Room.inWords(999)).isEqualTo("999 bytes");
        assertThat(Room.inWords(1000)).isEqualTo("1.0 kB");
        assertThat(Room.inWords(999_949)).isEqualTo("1.0 MB");
        assertThat(Room.inWords(87_000_000)).isEqualTo("87 MB");
        assertThat(Room.inWords(1_449_000_000)).isEqualTo("1.4 GB");
    }

    @Test
    void aNameIsTakenAwayUnlessSomethingIsInTheWay() throws Exception {
        Path whole = Files.createDirectories(folder.resolve("whole/dump")).getParent();
        Path partial = folder.resolve("whole.partial");
        Durable.withdraw(whole, partial);
        assertThat(whole).doesNotExist();
        assertThat(partial.resolve("dump")).exists();

        Files.createDirectory(whole);
        assertThatThrownBy(() -> Durable.withdraw(whole, partial))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining(partial + " is in its way");
        assertThat(whole).exists();
        assertThatThrownBy(() -> Durable.withdraw(folder.resolve("gone"), folder.resolve("gone.partial")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("it does not exist");
    }

    @Test
    void aFolderThatMayNotBeWrittenIsToldWithWhoseItIs() throws Exception {
        assumeTrue(!"root".equals(System.getProperty("user.name")), "root may write everywhere");
        Path locked = Files.createDirectory(
                folder.resolve("locked"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        assertThatThrownBy(() -> Durable.writeText(locked.resolve("x"), "x"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("permission denied");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
