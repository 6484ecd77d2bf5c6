package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.rotation.CommitCut.Where;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A URL target: the network breaks in mid-change, and roles that may not read verifiers rotate their own password. */
@EngineTest
class RotationCutIT {

    private static final String ADMIN = "postgres";
    private static final String PLAIN = "plain";
    private static final String KEEPER = "keeper";
    private static final String ENV = "POSTGRES_PASSWORD=%s\n";

    private static TestPostgres postgres;
    private static AppLogin app;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        app = new AppLogin(postgres);
        postgres.psql("CREATE ROLE plain LOGIN; CREATE ROLE keeper LOGIN CREATEROLE; GRANT plain TO keeper");
        postgres.psql("CREATE DATABASE shop OWNER plain");
        postgres.psql(
                "shop",
                "SET ROLE plain; CREATE TABLE orders (id int PRIMARY KEY);"
                        + " INSERT INTO orders SELECT generate_series(1, 700)");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void thePasswordsAreThoseOfBefore() {
        app.has(ADMIN, TestPostgres.PASSWORD);
        app.has(PLAIN, "first");
        app.has(KEEPER, "keeps");
    }

    private RotationTrial trial(int port, String role, String password) {
        return new RotationTrial(folder, "127.0.0.1-" + port)
                .along("jdbc:postgresql://127.0.0.1:" + port + "/shop?sslmode=disable", role, password);
    }

    private void everyRow() {
        assertThat(postgres.psql("shop", "SELECT count(*) FROM orders")).isEqualTo("700");
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_COMMIT", "AFTER_THE_COMMIT"})
    void aConnectionThatBreaksIsMadeAnewAndEverythingIsAsBefore(Where where) throws Exception {
        try (CommitCut network = new CommitCut(app.address())) {
            RotationTrial trial = trial(network.port(), ADMIN, TestPostgres.PASSWORD)
                    .ofRole(PLAIN)
                    .writeEnv(ENV.formatted("second"))
                    .telling(At.step("alter the role", () -> network.breakAt(where, false)));
            String verifier = app.verifier(PLAIN);

            assertThat(trial.failure())
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("broke: ")
                    .hasMessageContaining("Nothing was changed");

            assertThat(app.verifier(PLAIN)).isEqualTo(verifier);
            assertThat(trial.journal()).doesNotExist();
            assertThat(trial.read(".env")).isEqualTo(ENV.formatted("second"));
            assertThat(trial.read(".env.previous")).isNull();
            everyRow();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_THE_COMMIT", "AFTER_THE_COMMIT"})
    void aServerThatIsOutOfReachKeepsTheJournalAndTheNextGoalSettlesIt(Where where) throws Exception {
        try (CommitCut network = new CommitCut(app.address())) {
            RotationTrial trial = trial(network.port(), ADMIN, TestPostgres.PASSWORD)
                    .ofRole(PLAIN)
                    .patient(Duration.ofSeconds(1))
                    .writeEnv(ENV.formatted("first"))
                    .to("second")
                    .telling(At.step("alter the role", () -> network.breakAt(where, true)));

            assertThat(trial.failure())
                    .hasMessageContaining("the journal is kept")
                    .hasMessageContaining("-Ddbguard.recover=true");
            assertThat(trial.journal()).exists();
            assertThat(catchThrowable(trial::recover)).isInstanceOf(CannotProceed.class);
            assertThat(trial.journal()).exists();

            network.mend();
            assertThat(trial.recover()).isTrue();
            boolean changed = where == Where.AFTER_THE_COMMIT;
            assertThat(trial.password(".env")).isEqualTo(changed ? "second" : "first");
            assertThat(app.takes(PLAIN, trial.password(".env"))).isTrue();
            assertThat(trial.journal()).doesNotExist();
            everyRow();
        }
    }

    @Test
    void whoeverReadsNoVerifiersButMayAlterRolesRotatesTheirPasswords() throws Exception {
        try (CommitCut network = new CommitCut(app.address())) {
            RotationTrial trial = keepers(network).writeEnv(ENV.formatted("second"));

            RotationOutcome outcome = trial.rotate();

            assertThat(outcome.rows()).isEqualTo(700);
            assertThat(app.takes(PLAIN, "second")).isTrue();
            assertThat(app.takes(PLAIN, "first")).isFalse();
        }
    }

    /** A role that may alter others and no superuser: verifiers are not for it to read. */
    private RotationTrial keepers(CommitCut network) {
        return trial(network.port(), KEEPER, "keeps").ofRole(PLAIN);
    }

    @ParameterizedTest
    @CsvSource({
        "write the journal, first, true",
        "alter the role, first, true",
        "alter the role, first, false",
        "try the new password, second, true",
        "try the new password, second, false",
        "try the password of before, second, true",
        "files written, second, true",
        "count the rows again, second, false",
        "drop the journal, second, true"
    })
    void whenItIsKilledTheLoginsTellWhatHappened(String step, String served, boolean inEnv) throws Exception {
        try (CommitCut network = new CommitCut(app.address())) {
            Files.writeString(folder.resolve(".env.previous"), ENV.formatted("first"));
            RotationTrial trial = keepers(network).telling(At.killedBefore(step));
            trial = inEnv
                    ? trial.writeEnv(ENV.formatted("second"))
                    : trial.writeEnv(ENV.formatted("first")).to("second");

            assertThat(catchThrowable(trial::rotate)).isInstanceOf(At.Killed.class);

            assertThat(app.takes(PLAIN, served)).isTrue();
            boolean journal = Files.exists(trial.journal());
            assertThat(keepers(network).recover()).isEqualTo(journal);
            assertThat(trial.journal()).doesNotExist();
            assertThat(trial.password(".env")).isEqualTo(inEnv ? "second" : served);
            keepers(network).rotate();
            assertThat(app.takes(PLAIN, trial.password(".env"))).isTrue();
            everyRow();
        }
    }

    @Test
    void aRoleThatReadsNoVerifiersIsPutBackWhereTheNewPasswordIsRefused() throws Exception {
        try (CommitCut network = new CommitCut(app.address())) {
            postgres.psql("ALTER ROLE plain SET password_encryption = 'md5'");
            RotationTrial trial = trial(network.port(), PLAIN, "first").writeEnv(ENV.formatted("second"));

            // The image asks for SCRAM, which an md5 verifier cannot answer.
            assertThat(trial.failure())
                    .hasMessageContaining("refuses the new password")
                    .hasMessageContaining("Nothing was changed");

            assertThat(app.takes(PLAIN, "first")).isTrue();
            assertThat(trial.journal()).doesNotExist();
        } finally {
            postgres.psql("ALTER ROLE plain RESET password_encryption");
        }
        everyRow();
    }

    @Test
    void whatNobodyKnowsAndMayReadIsNotPutBackAsNothing() throws Exception {
        try (CommitCut network = new CommitCut(app.address())) {
            postgres.psql("ALTER ROLE keeper SET password_encryption = 'md5'");
            app.has(PLAIN, "known-to-nobody");
            RotationTrial trial = keepers(network).writeEnv(ENV.formatted("second"));

            assertThat(trial.failure())
                    .hasMessageContaining("nobody knows the password of before")
                    .hasMessageContaining("the journal is kept");

            assertThat(app.verifier(PLAIN)).startsWith("md5");
            assertThat(trial.journal()).exists();
        } finally {
            postgres.psql("ALTER ROLE keeper RESET password_encryption");
        }
        everyRow();
    }

    private RotationTrial direct(String role, String password) {
        return new RotationTrial(folder, app.address() + "-5432")
                .along("jdbc:postgresql://" + app.address() + ":5432/shop?sslmode=disable", role, password);
    }

    @ParameterizedTest
    @CsvSource({"write the journal, first, false", "alter the role, first, true", "write .env, second, true"})
    void whatASuperuserBeganIsSettledByTheLoginsForWhoeverReadsNoVerifiers(
            String step, String served, boolean journal) {
        RotationTrial superuser = direct(ADMIN, TestPostgres.PASSWORD)
                .ofRole(PLAIN)
                .writeEnv(ENV.formatted("first"))
                .to("second")
                .telling(At.killedBefore(step));
        assertThat(catchThrowable(superuser::rotate)).isInstanceOf(At.Killed.class);

        RotationTrial next = direct(KEEPER, "keeps");
        assertThat(next.recover()).isEqualTo(journal);

        assertThat(next.journal()).doesNotExist();
        assertThat(next.password(".env")).isEqualTo(served);
        assertThat(app.takes(PLAIN, served)).isTrue();
    }

    @Test
    void aNewRoleThatASuperuserMadeIsNotTakenForOneWithoutAPassword() {
        postgres.psql("CREATE ROLE front LOGIN PASSWORD 'p0'");
        String env = "POSTGRES_USER=%s\nPOSTGRES_PASSWORD=%s\n";
        RotationTrial superuser = direct(ADMIN, TestPostgres.PASSWORD)
                .alternating("POSTGRES_USER")
                .writeEnv(env.formatted("front", "p0"))
                .to("p1")
                .telling(At.killedBefore("write .env"));
        assertThat(catchThrowable(superuser::rotate)).isInstanceOf(At.Killed.class);
        assertThat(app.takes("front_a", "p1")).isTrue();

        RotationTrial next = direct(KEEPER, "keeps");
        assertThat(next.recover()).isTrue();

        assertThat(next.journal()).doesNotExist();
        assertThat(next.read(".env")).isEqualTo(env.formatted("front_a", "p1"));
    }

    @Test
    void whatNeitherALoginNorTheVerifierTellsKeepsTheJournalForASuperuser() {
        // Nobody knows the password of before.
        RotationTrial superuser = direct(ADMIN, TestPostgres.PASSWORD)
                .ofRole(PLAIN)
                .writeEnv(ENV.formatted("not-the-first"))
                .to("second")
                .telling(At.killedBefore("alter the role"));
        assertThat(catchThrowable(superuser::rotate)).isInstanceOf(At.Killed.class);

        assertThat(catchThrowable(direct(KEEPER, "keeps")::recover))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("cannot be told")
                .hasMessageContaining("pg_authid")
                .hasMessageNotContaining("delete");
        assertThat(superuser.journal()).exists();

        RotationTrial next = direct(ADMIN, TestPostgres.PASSWORD);
        assertThat(next.recover()).isTrue();
        assertThat(next.warnings).anyMatch(line -> line.startsWith("Undid"));
        assertThat(app.takes(PLAIN, "first")).isTrue();
    }
}
