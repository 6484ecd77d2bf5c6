package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.target.TargetOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is there and does not do what a backup needs. */
@EngineTest
class UnwillingServerIT {

    private static TestPostgres postgres;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        postgres.psql("CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 100) g");
        postgres.psql("CREATE ROLE weak LOGIN PASSWORD 'weak'");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static TargetOptions as(String user, String password, String... databases) {
        return new TargetOptions(
                Path.of("."),
                postgres.name(),
                null,
                null,
                null,
                user,
                password,
                List.of(databases),
                null,
                Duration.ofSeconds(30));
    }

    private Throwable failure(TargetOptions options) {
        Trial trial = new Trial(directory);
        Throwable failure = trial.failure(options);
        assertThat(failure).isInstanceOf(CannotProceed.class);
        trial.leftNothingHere();
        Trial.leftNothingIn(postgres);
        return failure;
    }

    @Test
    void aDatabaseThatIsNotThereIsNamedWithThoseThatAre() {
        assertThat(failure(as(null, null, "postgres", "shop")))
                .hasMessageContaining("There is no database \"shop\"")
                .hasMessageContaining("There are: postgres")
                .hasMessageContaining("-Ddbguard.databases=");
    }

    @Test
    void aRoleThatMayNotReadEveryTableIsToldWhatToGrant() {
        assertThat(failure(as("weak", null)))
                .hasMessageContaining("permission denied for table t")
                .hasMessageContaining("pg_read_all_data");
    }

    @Test
    void aRoleThatMayNotEvenConnectIsSaidSo() {
        postgres.psql("CREATE DATABASE closed");
        postgres.psql("REVOKE CONNECT ON DATABASE closed FROM PUBLIC");
        try {
            assertThat(failure(as("weak", null, "closed"))).hasMessageContaining("permission denied for database");
        } finally {
            postgres.psql("DROP DATABASE closed");
        }
    }

    @Test
    void aRoleThatMayReadTheTablesAndNothingElseIsEnough() {
        postgres.psql("CREATE ROLE reader LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader");

        Trial trial = new Trial(directory);
        PreDeployBackup.Made made = trial.backup(as("reader", null));

        assertThat(trial.warnings).singleElement().asString().contains("without them");
        assertThat(made.folder().resolve("globals.sql")).content().contains("CREATE ROLE weak");
    }

    @Test
    void aRoleThatIsNotThereAndAWrongPasswordAreRefusedLogins() {
        assertThat(failure(as("nobody", null)))
                .hasMessageContaining("refuses the login")
                .hasMessageContaining("role \"nobody\" does not exist");
        String hba = "/var/lib/postgresql/data/pg_hba.conf";
        postgres.exec("sh", "-c", "cp " + hba + " /var/hba; sed -i 's/trust$/scram-sha-256/' " + hba);
        postgres.exec(
                "sh", "-c", "PGPASSWORD=" + TestPostgres.PASSWORD + " psql -U postgres -c 'SELECT pg_reload_conf()'");
        try {
            assertThat(failure(as(null, "not-the-password-4711")))
                    .hasMessageContaining("refuses the login")
                    .hasMessageContaining("no volume needs to go for this")
                    .hasMessageContaining("dbguard.passwordEnv")
                    .hasMessageNotContaining("4711");
        } finally {
            postgres.exec("sh", "-c", "cat /var/hba > " + hba + "; kill -HUP 1");
        }
    }

    @Test
    void aStandbyIsRefused() {
        try (TestPostgres standby = TestPostgres.start("17")) {
            standby.exec("sh", "-c", "touch $PGDATA/standby.signal && chown postgres $PGDATA/standby.signal");
            TestPostgres.docker("restart", standby.name());
            standby.awaitReady();
            Trial trial = new Trial(directory);

            assertThat(trial.failure(Trial.container(standby.name())))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("is in recovery")
                    .hasMessageContaining("Point dbguard at the primary");
            trial.leftNothingHere();
            Trial.leftNothingIn(standby);
        }
    }

    @Test
    void aServerThatIsStillStartingIsWaitedFor() throws Exception {
        Path script = Files.writeString(directory.resolve("slow.sh"), "sleep 4\n");
        String name = "dbguard-test-slow-" + ProcessHandle.current().pid();
        try {
            TestPostgres.docker(
                    "run",
                    "-d",
                    "--name",
                    name,
                    "--label",
                    "dbguard-test=1",
                    "-e",
                    "POSTGRES_PASSWORD=x",
                    "-v",
                    script + ":/docker-entrypoint-initdb.d/slow.sh",
                    "dbguard-testbed/postgres:15");

            assertThat(new Trial(directory).backup(Trial.container(name)).folder())
                    .isDirectory();
        } finally {
            TestPostgres.docker("rm", "-fv", name);
        }
    }

    @Test
    void aContainerWithoutPgDumpIsSaidToLackIt() {
        try (TestPostgres bare = TestPostgres.start("15")) {
            bare.exec("rm", "/usr/bin/pg_dump", "/usr/lib/postgresql/15/bin/pg_dump");
            Trial trial = new Trial(directory);

            assertThat(trial.failure(Trial.container(bare.name())))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("There is no pg_dump in container " + bare.name())
                    .hasMessageContaining("client tools");
            trial.leftNothingHere();
            Trial.leftNothingIn(bare);
        }
    }

    @Test
    void aTableThatAMigrationHoldsIsAnErrorAfterTheWait() throws Exception {
        Process migration = new ProcessBuilder(
                        "docker",
                        "exec",
                        postgres.name(),
                        "psql",
                        "-U",
                        "postgres",
                        "-c",
                        "BEGIN; LOCK TABLE t; SELECT pg_sleep(20)")
                .start();
        try {
            Trial.sleep(500);
            assertThat(failure(as(null, null)))
                    .hasMessageContaining("stayed locked for 5 s")
                    .hasMessageContaining("dbguard.lockTimeout");
        } finally {
            postgres.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%'");
            migration.waitFor();
        }
    }
}
