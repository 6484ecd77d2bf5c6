package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that asks for a password even on loopback and on its socket, and whose container knows an old one. */
@EngineTest
class RotationRoadsIT {

    private TestPostgres postgres;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        postgres = TestPostgres.start("15");
        postgres.psql("CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 70)");
    }

    @AfterEach
    void stop() {
        postgres.close();
    }

    /** The socket asks for a password as well, so tests get in before this. */
    private void hasAndAsksEverywhere(String password) {
        String hba = postgres.psql("SHOW hba_file");
        postgres.psql("ALTER ROLE postgres PASSWORD '" + password + "'");
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

    private boolean takes(String password) {
        return postgres.exec("env", "PGPASSWORD=" + password, "psql", "-XAtw", "-U", "postgres", "-c", "SELECT 1")
                        .exitCode()
                == 0;
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
        assertThat(takes("brand-new")).isTrue();
        assertThat(takes("the-one-before")).isFalse();
    }

    @Test
    void aPasswordThatNobodyKnowsTakesALineInPgHbaThatIsGoneAfterwards() throws Exception {
        hasAndAsksEverywhere("known-to-nobody");
        RotationTrial trial = new RotationTrial(folder, postgres.name()).writeEnv("POSTGRES_PASSWORD=brand-new-2\n");

        assertThat(trial.failure()).isInstanceOf(CannotProceed.class).hasMessageContaining("-Ddbguard.allowHbaEdit");

        trial.mayEditHba().rotate();

        assertThat(takes("brand-new-2")).isTrue();
        assertThat(postgres.exec("sh", "-c", "cat /var/lib/postgresql/data/pg_hba.conf")
                        .stdout())
                .doesNotContain("dbguard");
        try (var left = Files.list(folder.resolve(".dbguard/journal"))) {
            assertThat(left.toList()).isEqualTo(List.of());
        }
    }
}
