package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.Refused;
import io.github.dbguard.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server gets the password of the files, whatever it had, and the files say so. */
@EngineTest
class RotationIT {

    private static TestPostgres postgres;
    private static AppLogin app;

    @TempDir
    Path folder;

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

    private RotationTrial trial() {
        return new RotationTrial(folder, postgres.name());
    }

    @Test
    void aNewEnvFileIsEnoughThoughThePreviousOneIsMissing() {
        RotationTrial trial = trial().writeEnv("# ours\nPOSTGRES_PASSWORD=brand-new-1\nOTHER=x\n");

        RotationOutcome outcome = trial.rotate();

        assertThat(app.takes("postgres", "brand-new-1")).isTrue();
        assertThat(app.takes("postgres", TestPostgres.PASSWORD)).isFalse();
        assertThat(trial.read(".env")).isEqualTo("# ours\nPOSTGRES_PASSWORD=brand-new-1\nOTHER=x\n");
        assertThat(trial.read(".env.previous"))
                .isEqualTo("# ours\nPOSTGRES_PASSWORD=" + TestPostgres.PASSWORD + "\nOTHER=x\n");
        assertThat(trial.warnings).anyMatch(w -> w.contains(".env.previous was missing"));
        assertThat(outcome.changed()).isTrue();
        assertThat(outcome.rows()).isEqualTo(700);
        assertThat(outcome.databaseHolds()).isTrue();
        assertThat(trial.journal()).doesNotExist();
    }

    @Test
    void aPasswordThatNobodyKnowsIsChangedAllTheSame() {
        app.has("postgres", "known-to-nobody");
        RotationTrial trial = trial().writeEnv("POSTGRES_PASSWORD=brand-new-2\n");

        trial.rotate();

        assertThat(app.takes("postgres", "brand-new-2")).isTrue();
        assertThat(app.takes("postgres", "known-to-nobody")).isFalse();
        assertThat(trial.read(".env.previous")).isNull();
        assertThat(trial.warnings).anyMatch(w -> w.contains("Nobody knows the password"));
    }

    @Test
    void aPasswordThatIsRightAlreadyIsNotSaltedAnew() {
        RotationTrial trial = trial().writeEnv("POSTGRES_PASSWORD=" + TestPostgres.PASSWORD + "\n");
        String verifier = app.verifier("postgres");

        RotationOutcome outcome = trial.rotate();

        assertThat(outcome.changed()).isFalse();
        assertThat(outcome.written()).isEmpty();
        assertThat(app.verifier("postgres")).isEqualTo(verifier);
        assertThat(trial.read(".env.previous")).isNull();
    }

    @Test
    void aPasswordFromElsewhereIsWrittenToTheEnvFileAndTheOneBeforeKept() {
        String before = "POSTGRES_PASSWORD='" + TestPostgres.PASSWORD + "' # do not lose\r\nA=1\r\n";
        RotationTrial trial = trial().writeEnv(before).to("it's $new\"");

        trial.rotate();

        assertThat(app.takes("postgres", "it's $new\"")).isTrue();
        assertThat(trial.password(".env")).isEqualTo("it's $new\"");
        assertThat(trial.read(".env")).endsWith("\r\nA=1\r\n");
        assertThat(trial.read(".env.previous")).isEqualTo(before);
    }

    @Test
    void aGeneratedPasswordMakesTheEnvFileWhereThereIsNone() throws Exception {
        RotationTrial trial = trial().toAGeneratedOne();

        trial.rotate();

        assertThat(trial.password(".env")).hasSize(40);
        assertThat(app.takes("postgres", trial.password(".env"))).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(trial.env())))
                .isEqualTo("rw-------");
    }

    @Test
    void everyNamedKeyCarriesIt() {
        RotationTrial trial = trial().keys("POSTGRES_PASSWORD", "DATABASE_URL", "SPRING_DATASOURCE_PASSWORD")
                .writeEnv("POSTGRES_PASSWORD=p@ss/word\nDATABASE_URL=postgres://app:old%40@db:5432/app?x=1\n"
                        + "SPRING_DATASOURCE_PASSWORD=old@\n");

        trial.rotate();

        assertThat(trial.read(".env"))
                .isEqualTo("POSTGRES_PASSWORD=p@ss/word\nDATABASE_URL=postgres://app:p%40ss%2Fword@db:5432/app?x=1\n"
                        + "SPRING_DATASOURCE_PASSWORD=p@ss/word\n");
    }

    @Test
    void aKeyThatWasForgottenIsNamed() {
        RotationTrial trial = trial().writeEnv("POSTGRES_PASSWORD=brand-new-3\nDATABASE_URL=postgres://postgres:"
                + TestPostgres.PASSWORD + "@db/app\n");

        trial.rotate();

        assertThat(trial.warnings).anyMatch(w -> w.contains("-Ddbguard.passwordKeys=DATABASE_URL"));
    }

    @Test
    void aBackupIsMadeFirst() {
        RotationTrial trial =
                trial().writeEnv("POSTGRES_PASSWORD=brand-new-4\n").withBackup();

        RotationOutcome outcome = trial.rotate();

        assertThat(outcome.backup()).exists();
        assertThat(outcome.backup().getFileName().toString()).endsWith("before-rotation");
    }

    @Test
    void aRoleOfItsOwnIsRotatedByASuperuser() {
        postgres.psql("DROP ROLE IF EXISTS app; CREATE ROLE app LOGIN PASSWORD 'first'");
        RotationTrial trial = trial().ofRole("app").keys("APP_PASSWORD").writeEnv("APP_PASSWORD=second\n");

        trial.rotate();

        assertThat(app.takes("app", "second")).isTrue();
        assertThat(app.takes("app", "first")).isFalse();
        assertThat(app.takes("postgres", TestPostgres.PASSWORD)).isTrue();
    }

    @Test
    void openSessionsGoOn() throws Exception {
        RotationTrial trial = trial().writeEnv("POSTGRES_PASSWORD=brand-new-5\n");
        try (OpenSession session = app.open("postgres", TestPostgres.PASSWORD)) {
            trial.rotate();
            assertThat(session.query("SELECT count(*) FROM orders")).isEqualTo("700");
        }
    }

    @Test
    void aRoleThatIsMissingIsNamedWithThoseThereAre() {
        RotationTrial trial = trial().ofRole("nobody").writeEnv("POSTGRES_PASSWORD=x\n");

        assertThat(trial.failure())
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("no role \"nobody\"")
                .hasMessageContaining("postgres");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOLOGIN", "LOGIN VALID UNTIL '2001-01-01'"})
    void aRoleThatCannotLogInIsRefused(String option) {
        postgres.psql("DROP ROLE IF EXISTS broken; CREATE ROLE broken PASSWORD 'old' " + option);
        RotationTrial trial = trial().ofRole("broken").writeEnv("POSTGRES_PASSWORD=x\n");
        String verifier = app.verifier("broken");

        assertThat(trial.failure()).isInstanceOf(Refused.class).hasMessageContaining("Nothing was changed");
        assertThat(app.verifier("broken")).isEqualTo(verifier);
    }

    @Test
    void somebodyWhoHoldsTheTableOfRolesIsWaitedForAndNamed() throws Exception {
        RotationTrial trial =
                trial().writeEnv("POSTGRES_PASSWORD=brand-new-6\n").waiting(Duration.ofSeconds(1));
        try (OpenSession session = app.open("postgres", TestPostgres.PASSWORD)) {
            session.query("BEGIN; LOCK TABLE pg_authid IN SHARE MODE; SELECT 1");
            assertThat(trial.failure()).hasMessageContaining("Somebody holds pg_authid");
        }
        assertThat(app.takes("postgres", TestPostgres.PASSWORD)).isTrue();
    }

    @Test
    void aServerThatKeepsMd5GetsMd5() {
        postgres.psql("ALTER SYSTEM SET password_encryption = 'md5'");
        postgres.psql("SELECT pg_reload_conf()");
        postgres.psql(
                "DROP ROLE IF EXISTS old; SET password_encryption = 'md5'; CREATE ROLE old LOGIN PASSWORD 'first'");
        try {
            RotationTrial trial = trial().ofRole("old").writeEnv("POSTGRES_PASSWORD=second\n");
            // The image asks for SCRAM, which an md5 verifier cannot answer: that is found out, and undone.
            assertThat(trial.failure()).isInstanceOf(CannotProceed.class);
            assertThat(app.verifier("old")).startsWith("md5");
            assertThat(trial.journal()).doesNotExist();
        } finally {
            postgres.psql("ALTER SYSTEM RESET password_encryption");
            postgres.psql("SELECT pg_reload_conf()");
        }
    }
}
