package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.backup.DumpFormat;
import io.github.dbguard.backup.PreDeployBackup;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup comes back into the server that it was made of. */
@EngineTest
class RestoreIT {

    private static TestPostgres postgres;

    @TempDir
    Path directory;

    private RestoreTrial trial;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void fill() {
        for (String name : postgres.psql("SELECT datname FROM pg_database WHERE datname LIKE 'app%'")
                .split("\n")) {
            if (!name.isEmpty()) {
                postgres.psql("DROP DATABASE " + name + " WITH (FORCE)");
            }
        }
        postgres.psql("CREATE DATABASE app");
        postgres.psql(
                "app",
                "CREATE TABLE users (id int PRIMARY KEY, name text); CREATE TABLE log (line text);"
                        + " INSERT INTO users SELECT g, 'user ' || g FROM generate_series(1, 1000) g;"
                        + " INSERT INTO log SELECT 'line ' || g FROM generate_series(1, 300) g");
        trial = new RestoreTrial(directory, postgres.name());
    }

    private static String rows(String database) {
        return postgres.psql(database, "SELECT (SELECT count(*) FROM users) || ' ' || (SELECT count(*) FROM log)");
    }

    @Test
    void whatWasTruncatedIsBackAndWhatWasThereIsKept() {
        PreDeployBackup.Made made = trial.backup();
        postgres.psql("app", "TRUNCATE users; INSERT INTO log VALUES ('since')");

        RestoreOutcome outcome = trial.restore("latest");

        assertThat(rows("app")).isEqualTo("1000 300");
        RestoreOutcome.Back back = outcome.databases().get(0);
        assertThat(outcome.backup()).isEqualTo(made.manifest().id());
        assertThat(back.before().rows()).isEqualTo(301);
        assertThat(back.after().rows()).isEqualTo(1300);
        assertThat(back.kept()).startsWith("app_before_");
        postgres.psql("ALTER DATABASE " + back.kept() + " ALLOW_CONNECTIONS true");
        assertThat(rows(back.kept())).isEqualTo("0 301");
        assertThat(outcome.safety()).isDirectory();
        assertThat(trial.verify().passes()).isTrue();
        assertThat(directory.resolve("journal")).isEmptyDirectory();
    }

    @Test
    void everyFormatComesBack() {
        for (DumpFormat format : DumpFormat.values()) {
            trial.in(format).backup("app");
            postgres.psql("app", "DELETE FROM users WHERE id % 2 = 0");

            trial.restore("latest");

            assertThat(rows("app")).as(format.name()).isEqualTo("1000 300");
        }
    }
}
