package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.MavenSandbox;
import io.github.dbguard.Progress;
import io.github.dbguard.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server goes, comes back, or is another one; somebody else rotates too; the journal is not what it should be. */
@EngineTest
class RotationFaultsIT {

    private static final String ENV = "POSTGRES_PASSWORD=%s\n";

    private static TestPostgres postgres;
    private static AppLogin app;

    @TempDir
    static Path home;

    @TempDir
    Path folder;

    @TempDir
    Path otherFolder;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        app = new AppLogin(postgres);
        postgres.psql("CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 700)");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void thePasswordIsTheContainersOwn() {
        app.has("postgres", TestPostgres.PASSWORD);
    }

    @AfterEach
    void everyRowIsThere() {
        assertThat(postgres.psql("SELECT count(*) FROM orders")).isEqualTo("700");
    }

    private RotationTrial trial() {
        return new RotationTrial(folder, postgres.name());
    }

    /** From elsewhere, so that the env file is written too. */
    private RotationTrial toNew() {
        return trial().writeEnv(ENV.formatted(TestPostgres.PASSWORD)).to("brand-new");
    }

    private RotationTrial killedBefore(String step) {
        RotationTrial trial = toNew().telling(At.killedBefore(step));
        assertThat(catchThrowable(trial::rotate)).isInstanceOf(At.Killed.class);
        assertThat(trial.journal()).exists();
        return trial;
    }

    private void requireSettled(RotationTrial trial) {
        assertThat(trial.journal()).doesNotExist();
        assertThat(app.takes("postgres", trial.password(".env"))).isTrue();
    }

    private static void again(String... command) {
        TestPostgres.docker(command);
        postgres.awaitReady();
        app = new AppLogin(postgres);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alter the role", "try the new password", "write .env"})
    void theContainerIsRestartedInBetween(String step) {
        RotationTrial trial = toNew().telling(At.step(step, () -> again("restart", "-t", "10", postgres.name())));

        Throwable failure = catchThrowable(trial::rotate);
        trial.telling(Progress.NONE).recover();

        if (failure != null) {
            assertThat(failure).isInstanceOf(CannotProceed.class);
            assertThat(trial.password(".env")).isEqualTo(TestPostgres.PASSWORD);
        }
        requireSettled(trial);
    }

    @ParameterizedTest
    @CsvSource({"alter the role, throwaway-secret", "try the new password, brand-new"})
    void theServerIsKilledWithAJournalThere(String step, String served) {
        RotationTrial trial = killedBefore(step);
        postgres.kill();

        assertThat(catchThrowable(trial::recover)).isInstanceOf(CannotProceed.class);
        assertThat(trial.journal()).exists();

        again("start", postgres.name());
        assertThat(trial.recover()).isTrue();
        assertThat(trial.password(".env")).isEqualTo(served);
        requireSettled(trial);
    }

    @Test
    void aThirdVerifierIsAConflictThatKeepsTheJournal() {
        RotationTrial trial = killedBefore("write .env");
        app.has("postgres", "somebody-elses");

        for (Throwable failure : List.of(catchThrowable(trial::recover), trial.failure())) {
            assertThat(failure)
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("neither the password of before nor the new one")
                    .hasMessageContaining(trial.journal().toString());
        }
        assertThat(trial.journal()).exists();
        assertThat(app.takes("postgres", "somebody-elses")).isTrue();
        assertThat(trial.password(".env")).isEqualTo(TestPostgres.PASSWORD);
    }

    @Test
    void aJournalOfAnotherClusterSaysThatTheVolumeWasReplaced() throws IOException {
        RotationTrial trial = killedBefore("write .env");
        String identifier = postgres.psql("SELECT system_identifier FROM pg_control_system()");
        String journal = Files.readString(trial.journal());
        assertThat(journal).contains(identifier);
        Files.writeString(trial.journal(), journal.replace(identifier, "7000000000000000001"));

        assertThat(catchThrowable(trial::recover))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("The volume was replaced")
                .hasMessageContaining("7000000000000000001")
                .hasMessageContaining(identifier);
        assertThat(trial.journal()).exists();
        assertThat(trial.password(".env")).isEqualTo(TestPostgres.PASSWORD);
    }

    @Test
    void aDamagedJournalStopsTheNextRotation() throws IOException {
        RotationTrial trial = killedBefore("alter the role");
        Files.writeString(trial.journal(), "{");

        assertThat(trial.failure()).isInstanceOf(CannotProceed.class).hasMessageContaining("is damaged");
        assertThat(trial.journal()).hasContent("{");
        assertThat(app.takes("postgres", TestPostgres.PASSWORD)).isTrue();
    }

    @Test
    void anyOtherGoalFinishesItFirst() throws Exception {
        RotationTrial trial = killedBefore("write .env");
        Path output = home.resolve("output");

        Process maven = MavenSandbox.in(home)
                .mvn(folder, List.of("-B", "-ntp", "dbguard:record-counts", "-Ddbguard.container=" + postgres.name()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(maven.waitFor()).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output)).containsSubsequence("Finished the change of the password", "Baseline of ");
        assertThat(trial.password(".env")).isEqualTo("brand-new");
        requireSettled(trial);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSecondOfTwoAtOnceNamesTheFirstAndTheFirstSucceeds(boolean sameFolder) {
        RotationTrial second =
                new RotationTrial(sameFolder ? folder : otherFolder, postgres.name()).to("of-the-second");
        Throwable[] failure = new Throwable[1];
        RotationTrial first =
                toNew().telling(At.step("alter the role", () -> failure[0] = catchThrowable(second::rotate)));

        first.rotate();

        assertThat(failure[0])
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining(sameFolder ? "Another run of dbguard holds" : "Another rotation of")
                .hasMessageContaining("Nothing was changed");
        assertThat(first.password(".env")).isEqualTo("brand-new");
        requireSettled(first);
        assertThat(second.journal()).doesNotExist();
    }

    @Test
    void somebodyWhoTakesTheTableOfRolesInBetweenIsWaitedForAndEverythingIsAsBefore() {
        RotationTrial trial = toNew().waiting(Duration.ofSeconds(1));
        try (OpenSession session = app.open("postgres", TestPostgres.PASSWORD)) {
            trial.telling(At.step(
                    "alter the role", () -> session.query("BEGIN; LOCK TABLE pg_authid IN SHARE MODE; SELECT 1")));

            assertThat(trial.failure())
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("lock timeout")
                    .hasMessageContaining("Nothing was changed");
        }
        assertThat(trial.password(".env")).isEqualTo(TestPostgres.PASSWORD);
        requireSettled(trial);
    }

    @Test
    void aSessionThatIsEndedWhileItWaitsLeavesEverythingAsBefore() {
        RotationTrial trial = toNew().waiting(Duration.ofSeconds(20));
        try (OpenSession session = app.open("postgres", TestPostgres.PASSWORD)) {
            Thread ending = new Thread(() -> endWhoWaits(session));
            trial.telling(At.step("alter the role", () -> {
                session.query("BEGIN; LOCK TABLE pg_authid IN SHARE MODE; SELECT 1");
                ending.start();
            }));

            assertThat(trial.failure()).isInstanceOf(CannotProceed.class).hasMessageContaining("Nothing was changed");
        }
        assertThat(trial.password(".env")).isEqualTo(TestPostgres.PASSWORD);
        requireSettled(trial);
    }

    private static void endWhoWaits(OpenSession session) {
        String end = "SELECT count(pg_terminate_backend(pid)) FROM pg_locks"
                + " WHERE NOT granted AND relation = 'pg_authid'::regclass";
        for (int n = 0; n < 300 && session.query(end).equals("0"); n++) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void aStandbyIsRefused() {
        postgres.exec("sh", "-c", "touch \"$PGDATA/standby.signal\"; chown postgres \"$PGDATA/standby.signal\"");
        again("restart", "-t", "10", postgres.name());
        try {
            RotationTrial trial = toNew();
            assertThat(trial.failure()).isInstanceOf(CannotProceed.class).hasMessageContaining("it is a standby");
            assertThat(trial.journal()).doesNotExist();
        } finally {
            postgres.psql("SELECT pg_promote()");
        }
        assertThat(app.takes("postgres", TestPostgres.PASSWORD)).isTrue();
    }

    @Test
    void md5VerifiersAreChangedWherePgHbaAsksForMd5() {
        asksFor("scram-sha-256", "md5");
        postgres.psql("ALTER SYSTEM SET password_encryption = 'md5'");
        postgres.psql("SELECT pg_reload_conf()");
        try {
            postgres.psql("SET password_encryption = 'md5'; ALTER ROLE postgres PASSWORD 'first'");
            assertThat(app.verifier("postgres")).startsWith("md5");
            RotationTrial trial = trial().writeEnv(ENV.formatted("first")).to("second");

            trial.rotate();

            assertThat(app.verifier("postgres")).startsWith("md5");
            assertThat(app.takes("postgres", "first")).isFalse();
            requireSettled(trial);

            postgres.psql("ALTER SYSTEM RESET password_encryption");
            postgres.psql("SELECT pg_reload_conf()");
            trial.to("third").rotate();
            assertThat(app.verifier("postgres")).as("an md5 one grows up").startsWith("SCRAM-SHA-256$");
            requireSettled(trial);
        } finally {
            postgres.psql("ALTER SYSTEM RESET password_encryption");
            asksFor("md5", "scram-sha-256");
        }
    }

    private static void asksFor(String before, String method) {
        postgres.exec("sh", "-c", "sed -i 's/" + before + "$/" + method + "/' \"$PGDATA/pg_hba.conf\"");
        postgres.psql("SELECT pg_reload_conf()");
    }
}
