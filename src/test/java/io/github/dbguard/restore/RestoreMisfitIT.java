package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.Refused;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.DumpFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that is whole, and not the one for this server: nothing is restored, and the message says what would be. */
@EngineTest
class RestoreMisfitIT {

    private static TestPostgres postgres;
    private static LiveApp live;
    private static Path backup;

    @TempDir
    static Path made;

    @TempDir
    Path directory;

    private RestoreTrial trial;
    private String databases;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        live = new LiveApp(postgres).fill();
        backup = new RestoreTrial(made, postgres.name()).backup("app").folder();
        live.goOn();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void look() {
        trial = new RestoreTrial(directory, postgres.name());
        databases = live.databases();
    }

    @AfterEach
    void nothingHappened() {
        assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
        assertThat(live.databases()).isEqualTo(databases);
        live.leftNothing();
    }

    private Path folder(String target) {
        return new BackupStore(directory).folder(target);
    }

    private BackupCopy copy() {
        return BackupCopy.of(backup, folder(postgres.name()));
    }

    @Test
    void whatCameHasToBeWhatWasCounted() {
        copy().telling("\"rows\": 1000", "\"rows\": 1001");
        assertThat(trial.failure("latest"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("public.users: 1,000 rows instead of 1,001 rows")
                .hasMessageContaining("The live database is untouched");
        assertThat(trial.warnings).anyMatch(w -> w.contains("the live databases are as they were"));
    }

    @Test
    void aTableOfWhichTheManifestDoesNotTellIsADifferenceToo() {
        copy().telling("\"name\": \"log\"", "\"name\": \"other\"");
        assertThat(trial.failure("latest"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("public.other: missing, with 300 rows")
                .hasMessageContaining("public.log: not in the backup's counts, with 300 rows");
    }

    @Test
    void theBackupOfAnotherTargetHasToBeAskedForByItsName() {
        BackupCopy other = BackupCopy.of(backup, folder("production-db"))
                .telling("\"target\": \"" + postgres.name() + "\"", "\"target\": \"production-db\"");
        assertThat(trial.failure(other.folder().toString()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("is of target production-db, not of " + postgres.name())
                .hasMessageContaining("-Ddbguard.backupOf=production-db");
        assertThat(trial.failure("latest"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is no backup of " + postgres.name());
        // It is found as soon as it is asked for: what is said no to then is its content.
        other.telling("\"rows\": 1000", "\"rows\": 999");
        assertThat(trial.of("production-db").failure("latest"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("public.users: 1,000 rows instead of 999 rows");
    }

    @Test
    void anUnknownIdIsAnsweredWithTheNewestOnes() throws Exception {
        copy();
        for (int n = 1; n < 8; n++) {
            Files.createDirectories(folder(postgres.name()).resolve("2026010" + n + "T000000Z"));
        }
        assertThat(trial.failure("20251231T235959Z"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is no backup \"20251231T235959Z\" of " + postgres.name())
                .hasMessageContaining(
                        "The newest are: " + backup.getFileName() + ", 20260107T000000Z, 20260106T000000Z")
                .message()
                .doesNotContain("20260102T000000Z");
    }

    @Test
    void whereThereIsNoBackupAtAllThatIsSaid() {
        assertThat(trial.failure("latest"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is no backup of " + postgres.name());
        assertThat(trial.failure("20251231T235959Z"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is none of this target at all");
        assertThat(trial.failure("/nowhere/at/all")).isInstanceOf(CannotProceed.class);
    }

    @Test
    void theLatestIsNeverASafetyBackup() {
        copy().telling("\"safety\": false", "\"safety\": true");
        assertThat(trial.failure("latest"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is no backup of");
    }

    @Test
    void anExtensionThatTheServerLacksIsSaidBeforeAnything() {
        copy().telling("\"plpgsql\"", "\"plpgsql\", \"postgis\"");
        assertThat(trial.failure("latest"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("Database app of the backup uses the extension postgis")
                .hasMessageContaining("Nothing was changed");
        assertThat(trial.lines).noneMatch(line -> line.startsWith("Safety backup"));
    }

    @Test
    void aDatabaseThatTheBackupDoesNotHoldIsNotRestored() {
        copy();
        assertThat(trial.failure("latest", "app", "ap"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("holds no database \"ap\"")
                .hasMessageContaining("It holds: app")
                .hasMessageContaining("-Ddbguard.databases=");
    }

    @Test
    void aBackupWithoutATableRestoresNothing() {
        RestoreTrial empty = new RestoreTrial(directory, postgres.name());
        empty.backup("postgres");
        assertThat(trial.failure("latest"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("The backup holds no table at all");
    }

    @Test
    void theSameBackupOfANewerServerIsRefusedAndOfAnOlderOneIsNot() {
        try (TestPostgres newer = TestPostgres.start("18")) {
            LiveApp there = new LiveApp(newer).fill();
            RestoreTrial inNewer = new RestoreTrial(directory.resolve("newer"), newer.name());
            Path of18 = inNewer.backup("app").folder();
            assertThat(trial.of(newer.name()).failure(of18.toString()))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("The backup is of PostgreSQL 18")
                    .hasMessageContaining("Restore it into PostgreSQL 18 or later");

            for (DumpFormat format : DumpFormat.values()) {
                there.goOn();
                Path of15 = new RestoreTrial(directory.resolve("older"), postgres.name())
                        .in(format)
                        .backup("app")
                        .folder();
                RestoreOutcome outcome = inNewer.of(postgres.name()).restore(of15.toString());
                assertThat(outcome.databases())
                        .singleElement()
                        .satisfies(back -> assertThat(back.proven()).isTrue());
                assertThat(there.rows()).as(format.name()).isEqualTo(LiveApp.LIVE);
                newer.psql("app", "DELETE FROM users WHERE id > 1000");
            }
            there.leftNothing();
        }
    }

    @Test
    void aBackupThatIsReachedByALinkIsAsGoodAsAny() throws Exception {
        copy().telling("\"rows\": 1000", "\"rows\": 1001");
        Path link = Files.createSymbolicLink(
                directory.resolve("link"), folder(postgres.name()).resolve(backup.getFileName()));
        assertThat(trial.failure(link.toString()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("public.users: 1,000 rows instead of 1,001 rows");
    }
}
