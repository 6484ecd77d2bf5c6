package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.Manifest;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.Restored;
import io.github.dbguard.postgres.Catalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every place at which a restore can be killed, made by hand: the next goal finishes or undoes it, and says which. */
@EngineTest
class RestoreJournalIT {

    private static final String SCRATCH = Catalogue.IN_FLIGHT + "0123456789ab";
    private static final String KEPT = "app_before_20261120_101500";

    private static TestPostgres postgres;
    private static LiveApp live;
    private static Path made;

    @TempDir
    static Path once;

    @TempDir
    Path directory;

    private RestoreTrial trial;
    private Path journal;
    private Manifest manifest;
    private Long oid = 4_000_000_000L;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        live = new LiveApp(postgres).fill();
        made = new RestoreTrial(once, postgres.name()).backup("app").folder();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void backedUp() throws Exception {
        trial = new RestoreTrial(directory, postgres.name()).withoutSafetyBackup();
        BackupCopy.of(made, new BackupStore(directory).folder(postgres.name()));
        manifest = Manifest.read(made);
        long now = Long.parseLong(postgres.psql("SELECT oid FROM pg_database WHERE datname = 'app'"));
        String cluster = manifest.identity().systemIdentifier();
        manifest.baseline()
                .with(List.of(new Restored("app", now, cluster, "a test before", manifest.createdAt())))
                .write(directory.resolve("baseline.json"));
        live.goOn();
        journal = RestoreJournal.file(directory, postgres.name());
    }

    /** Whatever state it was, a restore works afterwards, and nothing is left. */
    @AfterEach
    void theNextRestoreWorks() {
        RestoreOutcome outcome = trial.restore("latest");
        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
        assertThat(outcome.databases())
                .singleElement()
                .satisfies(b -> assertThat(b.proven()).isTrue());
        live.leftNothing();
        assertThat(directory.resolve("journal")).isEmptyDirectory();
        assertThat(trial.verify().passes()).isTrue();
        live.forgetKept();
    }

    private void journal(boolean swapping, String systemIdentifier) {
        new RestoreJournal(
                        RestoreJournal.FORMAT,
                        postgres.name(),
                        manifest.id(),
                        new BackupStore(directory)
                                .folder(postgres.name())
                                .resolve(manifest.id())
                                .toString(),
                        systemIdentifier,
                        "2026-11-20T10:15:00Z",
                        swapping,
                        List.of(new RestoreJournal.Change("app", SCRATCH, KEPT, swapping ? oid : null)))
                .write(journal);
    }

    private void journal(boolean swapping) {
        journal(swapping, manifest.identity().systemIdentifier());
    }

    private void full() {
        scratch();
        assertThat(postgres.exec("sh", "-c", "pg_dump -U postgres app | psql -qU postgres " + SCRATCH)
                        .exitCode())
                .isZero();
        oid = Long.valueOf(postgres.psql("SELECT oid FROM pg_database WHERE datname = '" + SCRATCH + "'"));
    }

    private void scratch() {
        postgres.psql("CREATE DATABASE " + SCRATCH);
        postgres.psql("COMMENT ON DATABASE " + SCRATCH
                + " IS 'dbguard: a restore in flight, or what a killed one left. Holds a copy only.'");
    }

    private void swap() {
        postgres.psql("ALTER DATABASE app RENAME TO " + KEPT);
        postgres.psql("ALTER DATABASE " + SCRATCH + " RENAME TO app");
    }

    private void assertUndone() {
        assertThat(trial.verify().passes()).isTrue();
        assertThat(trial.warnings)
                .singleElement()
                .asString()
                .contains("Undid the restore of " + manifest.id() + " that began at 2026-11-20T10:15:00Z")
                .contains("the live databases are as they were");
        assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
        assertThat(journal).doesNotExist();
        live.leftNothing();
    }

    @Test
    void killedBeforeAnythingWasMade() {
        journal(false);
        assertUndone();
    }

    @Test
    void killedWhileItLoaded() {
        journal(false);
        scratch();
        postgres.psql(SCRATCH, "CREATE TABLE users (id int)");
        assertUndone();
    }

    @Test
    void killedBeforeItCouldSayWhatItsDatabaseIs() {
        journal(false);
        postgres.psql("CREATE DATABASE " + SCRATCH);
        assertUndone();
    }

    @Test
    void killedBeforeTheSwap() {
        full();
        journal(true);
        assertUndone();
    }

    @Test
    void killedBeforeTheBaselineWasTold() {
        full();
        journal(true);
        swap();

        trial.verify();

        assertThat(trial.warnings)
                .singleElement()
                .asString()
                .contains("Finished the restore of " + manifest.id())
                .contains("after its databases were in place");
        assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
        assertThat(live.rows(KEPT)).isEqualTo(LiveApp.LIVE);
        assertThat(Baseline.read(directory.resolve("baseline.json")).restored())
                .last()
                .satisfies(r -> assertThat(r.backup()).isEqualTo(manifest.id()));
        assertThat(journal).doesNotExist();
    }

    @Test
    void killedAfterTheSwapAndTheOneThatWasThereDroppedSinceByAUser() {
        full();
        journal(true);
        swap();
        postgres.psql("DROP DATABASE " + KEPT);

        trial.verify();

        assertThat(trial.warnings).singleElement().asString().contains("Finished the restore of " + manifest.id());
    }

    @Test
    void killedBeforeTheSwapAndCleanedUpByARestoreFromElsewhere() {
        journal(true);
        assertUndone();
    }

    @Test
    void killedAfterTheBaselineWasTold() {
        trial.restore("latest");
        live.goOn();
        trial.warnings.clear();
        oid = Long.valueOf(postgres.psql("SELECT oid FROM pg_database WHERE datname = 'app'"));
        journal(true);
        String kept = postgres.psql("SELECT datname FROM pg_database WHERE datname LIKE 'app_before%'");
        postgres.psql("ALTER DATABASE " + kept + " RENAME TO " + KEPT);

        assertThat(trial.verify().passes()).isTrue();

        assertThat(trial.warnings).singleElement().asString().contains("Finished the restore");
        assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
    }

    @Test
    void aJournalOfAnotherClusterIsNotThisOnesBusiness() {
        journal(true, "1234567890123456789");
        scratch();

        trial.verify();

        assertThat(trial.warnings)
                .singleElement()
                .asString()
                .contains("into another cluster than the one that is here");
        assertThat(journal).doesNotExist();
        assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
    }

    @Test
    void aDatabaseThatIsNotOursIsNeverDroppedWhateverTheJournalSays() {
        postgres.psql("CREATE DATABASE " + SCRATCH);
        postgres.psql("COMMENT ON DATABASE " + SCRATCH + " IS 'of somebody else'");
        journal(false);

        trial.verify();

        assertThat(postgres.psql("SELECT count(*) FROM pg_database WHERE datname = '" + SCRATCH + "'"))
                .isEqualTo("1");
        postgres.psql("DROP DATABASE " + SCRATCH);
    }

    @Test
    void aBaselineThatCannotBeReadDoesNotStopWhatIsInPlace() throws Exception {
        Path baseline = directory.resolve("baseline.json");
        byte[] whole = Files.readAllBytes(baseline);
        Files.writeString(baseline, "damaged");
        full();
        journal(true);
        swap();

        trial.restore("latest");

        assertThat(trial.warnings)
                .anyMatch(w -> w.contains("Finished the restore of " + manifest.id()))
                .anyMatch(w -> w.contains("Record a new baseline: mvn dbguard:record-counts"));
        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
        Files.write(baseline, whole);
    }

    @Test
    void aJournalThatCannotBeReadStopsEverythingAndSaysWhatToDo() throws Exception {
        journal(false);
        scratch();
        String whole = Files.readString(journal);
        for (String damaged : new String[] {whole.substring(0, whole.length() / 2), "", "null", "{}", "[]"}) {
            Files.writeString(journal, damaged);
            assertThat(trial.failure("latest"))
                    .as(damaged)
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining(journal.toString())
                    .hasMessageContaining("delete the journal")
                    .hasMessageContaining("mvn dbguard:restore");
        }
        Files.writeString(journal, whole.replace("\"format\": 1", "\"format\": 2"));
        assertThat(trial.failure("latest"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("has format 2")
                .hasMessageContaining("Use the version of dbguard that wrote it");
        assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
        Files.delete(journal);
    }
}
