package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that asks for a password even on loopback and on its socket, and whose container knows an old one. */
@EngineTest
class RotationRoadsIT {

    private static TestPostgres postgres;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        postgres.psql("CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 70)");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    /** The socket asks for a password as well, so tests get in before this. */
    private void hasAndAsksEverywhere(String password) {
        String hba = postgres.psql("SHOW hba_file");
        postgres.psql("ALTER ROLE postgres PASSWORD '" + password + "'");
        postgres.exec("cp", hba, "/tmp/hba");
        postgres.exec(
                "sh",
                "-c",
                "echo 'host all all all scram-sha-256' > " + hba + "; echo 'local all all" + " scram-sha-256' >> "
                        + hba);
        postgres.psql("SELECT pg_reload_conf()");
        awaitRefusal();
    }

    private void awaitRefusal() {
        for (int n = 0; n < 100; n++) {
            if (postgres.exec("psql", "-w", "-U", "postgres", "-c", "SELECT 1").exitCode() != 0) {
                return;
            }
        }
        throw new IllegalStateException("the socket still trusts");
    }

    private String trustAgain(String password) {
        TestPostgres.Output output = postgres.exec(
                "env", "PGPASSWORD=" + password, "psql", "-XAtw", "-U", "postgres", "-c", "SHOW hba_file");
        postgres.exec("sh", "-c", "cat /tmp/hba > " + output.stdout().strip() + "; kill -HUP 1");
        for (int n = 0;
                n < 100
                        && postgres.exec("psql", "-w", "-U", "postgres", "-c", "SELECT 1")
                                        .exitCode()
                                != 0;
                n++) {
            Thread.onSpinWait();
        }
        return output.stdout();
    }

    @Test
    void thePasswordBeforeGetsInWhereTheContainersDoesNot() throws Exception {
        hasAndAsksEverywhere("the-one-before");
        RotationTrial trial = new RotationTrial(folder, postgres.name())
                .writeEnv("POSTGRES_PASSWORD=brand-new\n")
                .withBackup();
        Files.writeString(folder.resolve(".env.previous"), "POSTGRES_PASSWORD=the-one-before\n");

        RotationOutcome outcome = trial.rotate();

        assertThat(outcome.rows()).isEqualTo(70);
        assertThat(trial.read(".env.previous")).isEqualTo("POSTGRES_PASSWORD=the-one-before\n");
        assertThat(trustAgain("brand-new")).contains("pg_hba.conf");
    }

    @Test
    void aPasswordThatNobodyKnowsTakesALineInPgHbaThatIsGoneAfterwards() throws Exception {
        hasAndAsksEverywhere("known-to-nobody");
        RotationTrial trial = new RotationTrial(folder, postgres.name()).writeEnv("POSTGRES_PASSWORD=brand-new-2\n");

        assertThat(trial.failure()).isInstanceOf(CannotProceed.class).hasMessageContaining("-Ddbguard.allowHbaEdit");

        trial.mayEditHba().rotate();

        assertThat(trustAgain("brand-new-2")).contains("pg_hba.conf");
        assertThat(postgres.exec("sh", "-c", "cat /var/lib/postgresql/data/pg_hba.conf")
                        .stdout())
                .doesNotContain("dbguard");
        try (var left = Files.list(folder.resolve(".dbguard/journal"))) {
            assertThat(left.toList()).isEqualTo(List.of());
        }
    }
}
