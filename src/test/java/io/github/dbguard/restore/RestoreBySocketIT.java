package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.backup.DumpFormat;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where only the unix socket lets anybody in, PostgreSQL's own tools go by it too. */
@EngineTest
class RestoreBySocketIT {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(DumpFormat.class)
    void aBackupIsMadeAndRestoredWithAStalePassword(DumpFormat format) {
        try (TestPostgres postgres = TestPostgres.start(
                "15", List.of("-e", "POSTGRES_INITDB_ARGS=--auth-host=scram-sha-256 --auth-local=peer"))) {
            as(postgres, "postgres", "CREATE DATABASE shop");
            as(postgres, "shop", "CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 100) g");
            as(postgres, "shop", "ALTER ROLE postgres PASSWORD 'now'");
            RestoreTrial trial = new RestoreTrial(directory, postgres.name()).in(format);

            trial.backup("shop");
            as(postgres, "shop", "DELETE FROM t");
            trial.restore("latest", "shop");

            assertThat(as(postgres, "shop", "SELECT count(*) FROM t")).isEqualTo("100");
        }
    }

    private static String as(TestPostgres postgres, String database, String sql) {
        TestPostgres.Output output =
                TestPostgres.docker("exec", "-u", "postgres", postgres.name(), "psql", "-d", database, "-AtXqc", sql);
        assertThat(output.exitCode()).as(output.stderr()).isZero();
        return output.stdout().strip();
    }
}
