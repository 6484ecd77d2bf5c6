package io.github.dbguard.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.KeepRules;
import io.github.dbguard.backup.SampleBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoParameter;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

/** list-backups and prune-backups: what they say, how they end, and what they never touch. */
@MojoTest
class CatalogueMojosTest {

    @TempDir
    Path folder;

    @Inject
    private MavenSession session;

    private final CapturedLog log = new CapturedLog();
    private Path directory;

    @BeforeEach
    void aFolderWithoutAPom() {
        Mockito.when(session.getExecutionRootDirectory()).thenReturn(folder.toString());
        directory = folder.resolve(".dbguard");
    }

    private Path backup(String at) {
        return SampleBackup.of("shop-db", at).write(directory);
    }

    private void threeBackups() {
        backup("2024-01-01T10:00:00Z");
        backup("2024-01-02T10:00:00Z");
        backup("2024-01-03T10:00:00Z");
    }

    private List<String> left() throws IOException {
        try (Stream<Path> entries = Files.list(directory.resolve("backups/shop-db"))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    @InjectMojo(goal = "list-backups")
    void anEmptyStoreIsSaidWithHowToFillItAndIsNotMade(ListBackupsMojo mojo) throws Exception {
        mojo.setLog(log);
        mojo.execute();
        assertThat(log.lines)
                .singleElement()
                .asString()
                .contains("There is no backup in", "mvn dbguard:pre-deploy-backup");
        assertThat(directory).doesNotExist();
    }

    @Test
    @InjectMojo(goal = "list-backups")
    void whatThereIsIsListedAndWhatIsBrokenIsAWarning(ListBackupsMojo mojo) throws Exception {
        threeBackups();
        Files.delete(directory.resolve("backups/shop-db/20240102T100000Z/SHA256SUMS"));
        Files.createDirectories(directory.resolve("backups/shop-db/20240104T100000Z.partial"));
        mojo.setLog(log);
        mojo.execute();
        assertThat(log.lines.get(0)).isEqualTo("INFO shop-db: 2 backups, 2.0 kB");
        assertThat(log.text())
                .contains("WARN 20240102T100000Z is damaged: SHA256SUMS is missing")
                .contains("WARN 20240104T100000Z.partial is unfinished")
                .contains("INFO Whole backups: 2, 2.0 kB.")
                .contains("reports/backups.json");
        assertThat(directory.resolve("reports/backups.json"))
                .content()
                .contains("\"format\": 1,", "\"state\": \"DAMAGED\"", "\"backups\": 2,", "\"bytes\": 2000,");
    }

    @Test
    @InjectMojo(goal = "list-backups")
    @MojoParameter(name = "target", value = "shop")
    void aTargetThatThereIsNotIsNoEmptyList(ListBackupsMojo mojo) {
        threeBackups();
        assertThatThrownBy(mojo::execute)
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining("There are: shop-db");
    }

    @Test
    @InjectMojo(goal = "list-backups")
    @MojoParameter(name = "skipListBackups", value = "true")
    @MojoParameter(name = "target", value = "nobody")
    void listBackupsIsSkippedByItsOwnParameter(ListBackupsMojo mojo) throws Exception {
        mojo.setLog(log);
        mojo.execute();
        assertThat(log.text()).startsWith("WARN Skipped");
    }

    @Test
    @InjectMojo(goal = "prune-backups")
    @MojoParameter(name = "skipPruneBackups", value = "true")
    @MojoParameter(name = "keepLast", value = "-1")
    void pruneBackupsIsSkippedByItsOwnParameter(PruneBackupsMojo mojo) throws Exception {
        mojo.setLog(log);
        mojo.execute();
        assertThat(log.text()).startsWith("WARN Skipped");
    }

    @Test
    @InjectMojo(goal = "prune-backups")
    @MojoParameter(name = "keepDaily", value = "2")
    @MojoParameter(name = "keepLast", value = "0")
    @MojoParameter(name = "keepWeekly", value = "0")
    @MojoParameter(name = "keepMonthly", value = "0")
    void withoutApplyItOnlySaysWhatItWouldDo(PruneBackupsMojo mojo) throws Exception {
        threeBackups();
        mojo.setLog(log);
        mojo.execute();
        assertThat(log.lines)
                .anyMatch(line -> line.matches(
                        "INFO keep   \\| 20240103T100000Z \\| .* \\| 1.0 kB \\| newest, daily 2024-01-03"));
        assertThat(log.lines).anyMatch(line -> line.matches("INFO delete \\| 20240101T100000Z \\| .*no rule keeps it"));
        assertThat(log.text())
                .contains("Would delete 1 of 3 backups of shop-db: 1.0 kB.", "again with -Ddbguard.apply=true");
        assertThat(left()).hasSize(3);
    }

    @Test
    @InjectMojo(goal = "prune-backups")
    @MojoParameter(name = "keepDaily", value = "2")
    @MojoParameter(name = "keepLast", value = "0")
    @MojoParameter(name = "keepWeekly", value = "0")
    @MojoParameter(name = "keepMonthly", value = "0")
    @MojoParameter(name = "apply", value = "true")
    void withApplyItDeletes(PruneBackupsMojo mojo) throws Exception {
        threeBackups();
        mojo.setLog(log);
        mojo.execute();
        assertThat(log.text()).contains("Deleted 1 of 3 backups of shop-db: 1.0 kB freed.");
        assertThat(left()).containsExactly("20240102T100000Z", "20240103T100000Z");
    }

    @Test
    @InjectMojo(goal = "prune-backups")
    void theDefaultsAreThreeSevenFourSix(PruneBackupsMojo mojo) throws Exception {
        for (int n = 10; n < 30; n++) {
            backup("2024-01-" + n + "T10:00:00Z");
        }
        mojo.setLog(log);
        mojo.execute();
        assertThat(log.text())
                .contains("newest, last 3, daily 2024-01-29, weekly 2024-W05, monthly 2024-01")
                .contains("Would delete 11 of 20 backups");
    }

    @Test
    @InjectMojo(goal = "prune-backups")
    @MojoParameter(name = "keepLast", value = "-1")
    @MojoParameter(name = "apply", value = "true")
    void aNegativeNumberDeletesNothing(PruneBackupsMojo mojo) throws Exception {
        threeBackups();
        assertThatThrownBy(mojo::execute)
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining("dbguard.keepLast is -1");
        assertThat(left()).hasSize(3);
    }

    @Test
    @InjectMojo(goal = "prune-backups")
    @MojoParameter(name = "keepLast", value = "1")
    @MojoParameter(name = "keepDaily", value = "0")
    @MojoParameter(name = "apply", value = "true")
    void aDamagedNewestBackupIsARefusal(PruneBackupsMojo mojo) throws Exception {
        threeBackups();
        Files.delete(directory.resolve("backups/shop-db/20240103T100000Z/manifest.json"));
        mojo.setLog(log);
        assertThatThrownBy(mojo::execute)
                .isInstanceOf(MojoFailureException.class)
                .hasMessageContaining(
                        "Nothing of shop-db was deleted: its newest backup, 20240103T100000Z, is damaged");
        assertThat(left()).hasSize(3);
    }

    @Test
    @InjectMojo(goal = "prune-backups")
    void aDryRunSaysWhatWouldBeRefused(PruneBackupsMojo mojo) throws Exception {
        threeBackups();
        Files.delete(directory.resolve("backups/shop-db/20240103T100000Z/manifest.json"));
        mojo.setLog(log);
        mojo.execute();
        assertThat(log.text()).contains("WARN Nothing of shop-db may be deleted: its newest backup, 20240103T100000Z");
    }

    @Test
    @InjectMojo(goal = "pre-deploy-backup")
    @MojoParameter(name = "keepMonthly", value = "-6")
    void aBackupWithAWrongRuleIsNotEvenBegun(PreDeployBackupMojo mojo) {
        assertThatThrownBy(() -> mojo.run(null)).hasMessageContaining("dbguard.keepMonthly is -6");
    }

    @Test
    @InjectMojo(goal = "pre-deploy-backup")
    @MojoParameter(name = "prune", value = "true")
    @MojoParameter(name = "keepLast", value = "1")
    @MojoParameter(name = "keepDaily", value = "0")
    @MojoParameter(name = "keepWeekly", value = "0")
    @MojoParameter(name = "keepMonthly", value = "0")
    void whatGoesWrongWithPruningAfterABackupIsAWarning(PreDeployBackupMojo mojo) throws Exception {
        threeBackups();
        Path foreign = SampleBackup.of("other", "2024-01-01T10:00:00Z").write(directory);
        SampleBackup.of("other", "2024-01-02T10:00:00Z").write(directory);
        Files.createDirectories(directory.resolve("backups/shop-db/29990101T000000Z"));
        BackupStore store = new BackupStore(directory);
        mojo.setLog(log);
        mojo.pruneWhereWanted(store, "shop-db", mojo.keepRules());
        assertThat(log.lines)
                .anyMatch(line -> line.startsWith("WARN Nothing of shop-db was deleted: its newest backup, 29990101"));
        assertThat(left()).hasSize(4);

        Files.writeString(directory.resolve("baseline.json"), "{");
        mojo.pruneWhereWanted(store, "shop-db", mojo.keepRules());
        assertThat(log.lines)
                .last()
                .asString()
                .startsWith("WARN The new backup is whole, but older ones were not pruned");
        assertThat(foreign).as("another target's").exists();
    }

    @Test
    @InjectMojo(goal = "pre-deploy-backup")
    void aBackupPrunesNothingUnasked(PreDeployBackupMojo mojo) throws Exception {
        threeBackups();
        mojo.setLog(log);
        mojo.pruneWhereWanted(new BackupStore(directory), "shop-db", new KeepRules(0, 0, 0, 0));
        assertThat(left()).hasSize(3);
        assertThat(log.lines).isEmpty();
    }
}
