package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.backup.StoredBackup.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCatalogueTest {

    private static final String ID = "20261120T101500Z";

    @TempDir
    Path directory;

    private BackupCatalogue catalogue;

    @BeforeEach
    void aStore() {
        catalogue = new BackupCatalogue(new BackupStore(directory));
    }

    private static SampleBackup at(String time) {
        return SampleBackup.of("shop-db", time);
    }

    private Path whole() {
        return at("2026-11-20T10:15:00Z").write(directory);
    }

    private List<StoredBackup> backups() {
        return catalogue.of("shop-db").backups();
    }

    private void assertDamaged(String why) {
        assertThat(backups()).singleElement().satisfies(backup -> {
            assertThat(backup.state()).isEqualTo(State.DAMAGED);
            assertThat(backup.why()).isEqualTo(why);
            assertThat(backup.contents()).isNull();
        });
    }

    @Test
    void whatDoesNotExistIsEmptyAndIsNotMade() {
        BackupCatalogue nowhere = new BackupCatalogue(new BackupStore(directory.resolve("nowhere")));
        assertThat(nowhere.targets(null)).isEmpty();
        assertThat(nowhere.of("shop-db").backups()).isEmpty();
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void aWholeOneTellsWhatItHolds() {
        at("2026-11-20T10:15:00Z")
                .labelled("v1.4")
                .holding(2600, 4711)
                .verified("2026-11-20T11:00:00Z")
                .pinnedByItsMaker()
                .ofARestore()
                .write(directory);
        assertThat(backups()).singleElement().satisfies(backup -> {
            assertThat(backup.whole()).isTrue();
            assertThat(backup.id()).isEqualTo(ID + "-v1.4");
            assertThat(backup.at()).isEqualTo("2026-11-20T10:15:00Z");
            assertThat(backup.contents().databases()).containsExactly("app");
            assertThat(backup.contents().rows()).isEqualTo(2600);
            assertThat(backup.contents().bytes()).isEqualTo(4711);
            assertThat(backup.contents().label()).isEqualTo("v1.4");
            assertThat(backup.contents().verified().at()).isEqualTo("2026-11-20T11:00:00Z");
            assertThat(backup.contents().pinned()).isTrue();
            assertThat(backup.contents().safety()).isTrue();
        });
        assertThat(catalogue.of("shop-db").bytes()).isEqualTo(4711);
    }

    @Test
    void targetsComeByNameAndBackupsTheNewestFirst() {
        at("2026-11-20T10:15:00Z").write(directory);
        at("2026-11-21T10:15:00Z").write(directory);
        SampleBackup.of("shop-db-other", "2026-11-20T10:15:00Z").write(directory);
        assertThat(catalogue.targets(null))
                .extracting(TargetBackups::target)
                .containsExactly("shop-db", "shop-db-other");
        assertThat(backups()).extracting(StoredBackup::id).containsExactly("20261121T101500Z", ID);
        assertThat(catalogue.targets("shop-db"))
                .singleElement()
                .satisfies(found -> assertThat(found.whole()).isEqualTo(2));
    }

    @Test
    void aTargetThatThereIsNotIsNamedWithThoseThatThereAre() throws IOException {
        whole();
        Files.createDirectories(directory.resolve("elsewhere"));
        for (String name : List.of("shop", "shop-*", "../elsewhere", "shop-db/" + ID, "", ".")) {
            assertThatThrownBy(() -> catalogue.targets(name))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("\"" + name + "\" (dbguard.target)")
                    .hasMessageContaining("There are: shop-db");
        }
    }

    @Test
    void whatAFileLacksOrHasTooMuchIsDamage() throws IOException {
        Path dump = whole().resolve("dump/app/toc.dat");
        Files.write(dump, new byte[999]);
        assertDamaged("dump/app/toc.dat has 999 bytes instead of 1000");
        Files.write(dump, new byte[1001]);
        assertDamaged("dump/app/toc.dat has 1001 bytes instead of 1000");
        Files.delete(dump);
        assertDamaged("dump/app/toc.dat is missing");
        Path elsewhere = Files.write(directory.resolve("elsewhere"), new byte[1000]);
        Files.createSymbolicLink(dump, elsewhere);
        assertDamaged("dump/app/toc.dat is not a regular file");
        Files.delete(dump);
        Files.createDirectory(dump);
        assertDamaged("dump/app/toc.dat is not a regular file");
    }

    @Test
    void aBackupThatSha256sumCannotCheckIsDamaged() throws IOException {
        Files.delete(whole().resolve("SHA256SUMS"));
        assertDamaged("SHA256SUMS is missing");
    }

    @Test
    void aManifestThatIsMissingOrUnreadableIsDamage() throws Exception {
        Path manifest = whole().resolve("manifest.json");
        String text = Files.readString(manifest);
        Files.delete(manifest);
        assertDamaged("manifest.json is missing");
        Files.writeString(manifest, text.substring(0, 200));
        assertThat(backups())
                .singleElement()
                .satisfies(backup -> assertThat(backup.why())
                        .startsWith("manifest.json was cut off: it ends in the middle of the document"));
        Files.writeString(manifest, text.replace("\"format\": 1,", "\"format\": 7,"));
        assertThat(backups())
                .singleElement()
                .satisfies(backup -> assertThat(backup.why()).endsWith("has format 7, and this dbguard reads up to 1"));
        Files.writeString(manifest, text.replace("2026-11-20T10:15:00Z", "a while ago"));
        assertDamaged("The manifest manifest.json is damaged: it holds no usable format, id, target or time");
        Files.delete(manifest);
        Files.createDirectory(manifest);
        assertDamaged("manifest.json is not a regular file");
        Files.delete(manifest);
        assertThat(new ProcessBuilder("mkfifo", manifest.toString()).start().waitFor())
                .isZero();
        assertDamaged("manifest.json is not a regular file");
    }

    @Test
    void aBackupThatLiesWhereItDoesNotBelongIsDamaged() throws IOException {
        Path backup = whole();
        Path renamed = Files.move(backup, backup.resolveSibling("20261121T000000Z"));
        assertDamaged("its manifest is that of " + ID);
        Path moved = Files.createDirectories(directory.resolve("backups/other")).resolve(ID);
        Files.move(renamed, moved);
        assertThat(catalogue.of("other").backups())
                .singleElement()
                .satisfies(
                        found -> assertThat(found.why()).isEqualTo("its manifest says that it is of target shop-db"));
    }

    @Test
    void aCopyUnderAnyOtherNameHasTheTimeOfItsManifest() throws IOException {
        Path backup = whole();
        Files.move(backup, backup.resolveSibling("copy"));
        assertThat(backups()).singleElement().satisfies(found -> {
            assertThat(found.state()).isEqualTo(State.DAMAGED);
            assertThat(found.at()).isEqualTo("2026-11-20T10:15:00Z");
        });
    }

    @Test
    void whatAManifestSaysMovesNoCursor() throws IOException {
        Path manifest = whole().resolve("manifest.json");
        Files.writeString(
                manifest, Files.readString(manifest).replace("\"" + ID + "\"", "\"x\\n[INFO] all is well\\u001b[2J\""));
        assertDamaged("its manifest is that of x?[INFO] all is well?[2J");
    }

    @Test
    void unfinishedOnesAreNamed() throws IOException {
        Path target = whole().getParent();
        Files.createDirectories(target.resolve("20261121T000000Z-v2.partial/dump"));
        Files.createDirectories(target.resolve("20261119T000000Z.deleting.partial"));
        assertThat(backups())
                .extracting(StoredBackup::id)
                .containsExactly("20261121T000000Z-v2.partial", ID, "20261119T000000Z.deleting.partial");
        assertThat(backups().get(0).state()).isEqualTo(State.UNFINISHED);
        assertThat(backups().get(0).at()).isEqualTo("2026-11-21T00:00:00Z");
        assertThat(backups().get(2).why()).contains("deleted");
    }

    @Test
    void foreignThingsAreNeitherBackupsNorAnError() throws IOException {
        Path target = whole().getParent();
        Files.createDirectories(target.resolve("lost+found"));
        Files.createDirectories(target.resolve("20269999T000000Z"));
        Files.writeString(target.resolve("README"), "mine");
        Files.writeString(target.resolve("20261121T000000Z.tar.gz"), "mine");
        Files.createSymbolicLink(target.resolve("latest"), Path.of(ID));
        Files.createSymbolicLink(target.resolve("nowhere"), Path.of("nowhere"));
        Files.createSymbolicLink(target.resolve("self"), Path.of("self"));
        Files.createDirectories(directory.resolve("backups/lost+found"));
        Files.writeString(directory.resolve("backups/file"), "mine");
        Files.createSymbolicLink(directory.resolve("backups/nowhere"), Path.of("nowhere"));

        assertThat(catalogue.targets(null)).singleElement().satisfies(found -> {
            assertThat(found.backups()).extracting(StoredBackup::id).containsExactly(ID);
            assertThat(found.foreign())
                    .containsExactly(
                            "20261121T000000Z.tar.gz",
                            "20269999T000000Z",
                            "README",
                            "latest",
                            "lost+found",
                            "nowhere",
                            "self");
        });
    }

    @Test
    void aLinkWithABackupsNameIsDamagedAndALinkedTargetIsFollowed() throws IOException {
        Path backup = whole();
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path target = Files.move(backup.getParent(), elsewhere.resolve("shop-db"));
        Files.createSymbolicLink(directory.resolve("backups/shop-db"), target);
        assertThat(backups())
                .singleElement()
                .satisfies(found -> assertThat(found.whole()).isTrue());

        Files.move(target.resolve(ID), elsewhere.resolve(ID));
        Files.createSymbolicLink(target.resolve(ID), elsewhere.resolve(ID));
        assertDamaged("it is a symbolic link, which is not followed");
    }

    @Test
    void theOneBeforeIsTheNewestThatIsWholeAndNoRestores() throws IOException {
        at("2026-11-17T10:00:00Z").write(directory);
        at("2026-11-18T10:00:00Z").write(directory);
        Files.delete(at("2026-11-19T10:00:00Z").write(directory).resolve("manifest.json"));
        at("2026-11-19T11:00:00Z").ofARestore().write(directory);
        String made = at("2026-11-20T10:00:00Z").write(directory).getFileName().toString();
        at("2031-01-01T10:00:00Z").write(directory);

        assertThat(catalogue.before("shop-db", made))
                .hasValueSatisfying(found -> assertThat(found.at()).isEqualTo(Instant.parse("2026-11-18T10:00:00Z")));
        assertThat(catalogue.before("shop-db", "20261117T100000Z")).isEmpty();
        assertThat(catalogue.before("other", made)).isEmpty();
    }
}
