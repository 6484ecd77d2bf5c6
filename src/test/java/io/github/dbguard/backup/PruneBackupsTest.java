package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.archive.FolderLock;
import io.github.dbguard.backup.PruneBackups.Pruned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruneBackupsTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final KeepRules LAST = new KeepRules(1, 0, 0, 0);
    private static final String NEWEST = "20261120T100000Z";
    private static final String OLDER = "20261119T100000Z";
    private static final String OLDEST = "20261118T100000Z";

    @TempDir
    Path directory;

    private Path newest;

    @BeforeEach
    void threeBackups() {
        newest = at("2026-11-20T10:00:00Z").write(directory);
        at("2026-11-19T10:00:00Z").write(directory);
        at("2026-11-18T10:00:00Z").write(directory);
    }

    private static SampleBackup at(String time) {
        return SampleBackup.of("shop-db", time);
    }

    private PruneBackups prune() {
        return new PruneBackups(new BackupStore(directory), LAST, NOW);
    }

    private List<String> left(String target) throws IOException {
        try (Stream<Path> entries = Files.list(directory.resolve("backups").resolve(target))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private void assertRefusedWithAllLeft(String... why) throws IOException {
        List<String> before = left("shop-db");
        assertThat(prune().apply(null)).singleElement().satisfies(pruned -> {
            assertThat(pruned.deleted()).isEmpty();
            assertThat(pruned.refused()).contains(why);
            assertThat(pruned.problems())
                    .singleElement()
                    .asString()
                    .contains(
                            "Nothing of shop-db was deleted", "Every backup is as it was", "mvn dbguard:list-backups");
        });
        assertThat(left("shop-db")).isEqualTo(before);
    }

    @Test
    void aPlanChangesNothingAndWaitsForNobody() throws IOException {
        try (FolderLock held = FolderLock.acquire(directory, "pre-deploy-backup of shop-db", Duration.ZERO)) {
            assertThat(prune().plan(null))
                    .singleElement()
                    .satisfies(plan -> assertThat(plan.doomed())
                            .extracting(StoredBackup::id)
                            .containsExactly(OLDEST, OLDER));
        }
        assertThat(left("shop-db")).containsExactly(OLDEST, OLDER, NEWEST);
    }

    @Test
    void whatNoRuleKeepsIsDeletedWithAllThatIsInIt() throws IOException {
        assertThat(prune().apply(null)).singleElement().satisfies(pruned -> {
            assertThat(pruned.deleted()).extracting(StoredBackup::id).containsExactly(OLDEST, OLDER);
            assertThat(pruned.problems()).isEmpty();
        });
        assertThat(left("shop-db")).containsExactly(NEWEST);
        assertThat(newest.resolve("dump/app/toc.dat")).hasSize(1000);
        assertThat(prune().apply(null))
                .singleElement()
                .satisfies(pruned -> assertThat(pruned.deleted()).isEmpty());
    }

    @Test
    void anotherTargetIsAnotherMatter() throws IOException {
        SampleBackup.of("shop-db-2", "2026-01-01T10:00:00Z").write(directory);
        SampleBackup.of("shop-db-2", "2025-01-01T10:00:00Z").write(directory);
        assertThat(prune().apply("shop-db"))
                .extracting(pruned -> pruned.plan().target())
                .containsExactly("shop-db");
        assertThat(left("shop-db-2")).hasSize(2);
        assertThat(prune().apply(null)).hasSize(2);
        assertThat(left("shop-db-2")).containsExactly("20260101T100000Z");
    }

    @Test
    void oneTargetsDamageKeepsNoOtherFromBeingPruned() throws IOException {
        SampleBackup.of("aaa", "2026-01-01T10:00:00Z").write(directory);
        Files.delete(
                SampleBackup.of("aaa", "2026-01-02T10:00:00Z").write(directory).resolve("manifest.json"));
        List<Pruned> all = prune().apply(null);
        assertThat(all.get(0).refused()).contains("20260102T100000Z", "manifest.json is missing");
        assertThat(all.get(1).deleted()).hasSize(2);
        assertThat(left("aaa")).hasSize(2);
    }

    @Test
    void nothingIsDeletedWhenTheNewestIsDamaged() throws IOException {
        Files.delete(newest.resolve("dump/app/toc.dat"));
        assertRefusedWithAllLeft(NEWEST, "damaged", "dump/app/toc.dat is missing");
    }

    @Test
    void nothingIsDeletedWhenTheNewestRunWasKilled() throws IOException {
        Files.createDirectories(newest.resolveSibling("20261120T110000Z.partial"));
        assertRefusedWithAllLeft("20261120T110000Z.partial", "unfinished");
    }

    @Test
    void nothingIsDeletedWhenTheNewestHasAnotherChecksum() throws IOException {
        byte[] dump = new byte[1000];
        dump[500] = 1;
        Files.write(newest.resolve("dump/app/toc.dat"), dump);
        assertRefusedWithAllLeft(NEWEST, "does not match its checksums", "dump/app/toc.dat was altered");
    }

    @Test
    void whatLiesBesideTheDumpOfTheNewestTakesNothingAwayFromIt() throws IOException {
        Files.writeString(newest.resolve("NOTES.txt"), "mine");
        prune().apply(null);
        assertThat(left("shop-db")).containsExactly(NEWEST);
    }

    @Test
    void aDamagedOneThatIsNotTheNewestIsLeftThere() throws IOException {
        Path damaged = newest.resolveSibling(OLDER);
        Files.delete(damaged.resolve("SHA256SUMS"));
        assertThat(prune().apply(null)).singleElement().satisfies(pruned -> {
            assertThat(pruned.deleted()).extracting(StoredBackup::id).containsExactly(OLDEST);
            assertThat(pruned.plan().leftAlone()).extracting(StoredBackup::id).containsExactly(OLDER);
        });
        assertThat(left("shop-db")).containsExactly(OLDER, NEWEST);
    }

    @Test
    void theBaselinesBackupIsKept() throws IOException {
        at("2026-11-18T10:00:00Z").asBaseline(directory);
        prune().apply(null);
        assertThat(left("shop-db")).containsExactly(OLDEST, NEWEST);
    }

    @Test
    void aBaselineOfAnotherTargetKeepsNothing() throws IOException {
        SampleBackup.of("other", "2026-11-18T10:00:00Z").asBaseline(directory);
        prune().apply(null);
        assertThat(left("shop-db")).containsExactly(NEWEST);
    }

    @Test
    void aBaselineThatCannotBeReadKeepsEverything() throws IOException {
        Path baseline = Files.writeString(directory.resolve("baseline.json"), "{");
        for (int n = 0; n < 2; n++) {
            assertThatThrownBy(() -> prune().apply(null))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("Nothing was deleted")
                    .hasMessageContaining(baseline.toString());
            Files.delete(baseline);
            Files.createSymbolicLink(baseline, Path.of("nowhere"));
        }
        assertThat(left("shop-db")).hasSize(3);
    }

    @Test
    void aBackupThatAJournalNamesStaysAndADamagedJournalKeepsEverything() throws IOException {
        Path journal = Files.createDirectories(directory.resolve("journal")).resolve("deploy-shop-db.json");
        String oldest = left("shop-db").stream().sorted().findFirst().orElseThrow();
        Files.writeString(journal, "{\"target\": \"shop-db\", \"backup\": \"" + oldest + "\"}");
        new PruneBackups(new BackupStore(directory), new KeepRules(1, 0, 0, 0), NOW).apply(null);
        assertThat(left("shop-db")).hasSize(2).contains(oldest);

        Files.writeString(journal, "{\"target\": ");
        assertThatThrownBy(() -> prune().apply(null))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("Nothing was deleted")
                .hasMessageContaining(journal.toString());
    }

    @Test
    void whileAnotherRunIsAtWorkNothingIsDeleted() throws IOException {
        try (FolderLock held = FolderLock.acquire(directory, "restore of shop-db", Duration.ZERO)) {
            assertThatThrownBy(() -> prune().apply(null))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("restore of shop-db");
        }
        assertThat(left("shop-db")).hasSize(3);
    }

    @Test
    void whereThereIsNoStoreNoneIsMade() {
        PruneBackups nowhere = new PruneBackups(new BackupStore(directory.resolve("nowhere")), LAST, NOW);
        assertThat(nowhere.plan(null)).isEmpty();
        assertThat(nowhere.apply(null)).isEmpty();
        assertThatThrownBy(() -> nowhere.apply("shop-db")).isInstanceOf(CannotProceed.class);
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void whatCannotBeDeletedIsNamedAndTheOthersGo() throws IOException {
        // In its way: no user, not even root, can give a folder the name of one that holds something.
        Path inTheWay = newest.resolveSibling(OLDEST + ".deleting.partial");
        Files.createDirectories(inTheWay.resolve("dump"));
        assertThat(prune().apply(null)).singleElement().satisfies(pruned -> {
            assertThat(pruned.deleted()).extracting(StoredBackup::id).containsExactly(OLDER);
            assertThat(pruned.problems())
                    .singleElement()
                    .asString()
                    .contains("Could not delete the backup " + OLDEST, inTheWay.toString(), "It is whole, as it was");
        });
        assertThat(left("shop-db"))
                .containsExactly(OLDEST, inTheWay.getFileName().toString(), NEWEST);
    }

    @Test
    void whatIsLeftOfAHalfDeletedOneLooksWholeToNobody() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("root may delete anything")
                .isNotEqualTo("root");
        Path dump = newest.resolveSibling(OLDEST).resolve("dump/app");
        dump.toFile().setWritable(false);
        try {
            assertThat(prune().apply(null))
                    .singleElement()
                    .satisfies(pruned -> assertThat(pruned.problems())
                            .singleElement()
                            .asString()
                            .contains(OLDEST, "is no backup: delete it by hand"));
            assertThat(left("shop-db")).containsExactly(OLDEST + ".deleting.partial", NEWEST);
        } finally {
            newest.resolveSibling(OLDEST + ".deleting.partial/dump/app")
                    .toFile()
                    .setWritable(true);
        }
    }

    @Test
    void theNextBackupRemovesWhatAKilledRunLeftOfADeletedOne() throws IOException {
        Files.move(newest.resolveSibling(OLDEST), newest.resolveSibling(OLDEST + BackupStore.DELETING));
        List<String> warnings = new ArrayList<>();
        new BackupStore(directory).removePartial("shop-db", new Log() {
            @Override
            public void info(String line) {}

            @Override
            public void warn(String line) {
                warnings.add(line);
            }
        });
        assertThat(warnings).singleElement().asString().startsWith("Removed " + OLDEST + ".deleting.partial");
        assertThat(left("shop-db")).containsExactly(OLDER, NEWEST);
    }
}
