package io.github.dbguard.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a seed file may not hold, and what psql gets of those that may run. */
class SeedFileTest {

    @TempDir
    Path folder;

    private SeedFile read(String sql) throws IOException {
        return SeedFile.read(Files.writeString(folder.resolve("seed.sql"), sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN;\nINSERT INTO t VALUES (1);",
                "start transaction;",
                "COMMIT;",
                "commit and chain;",
                "/* done */ END;",
                "ROLLBACK;",
                "ABORT;",
                "PREPARE TRANSACTION 'half';",
                "\\c other\n",
                "\\connect other\n",
                "\\q\n",
                "\\set ON_ERROR_STOP off\n",
                "\\unset on_error_stop\n",
                "\\set AUTOCOMMIT off\n",
            })
    void whatWouldLeaveTheOneTransactionIsRefusedWithItsLine(String sql) {
        assertThatThrownBy(() -> read("SELECT 1;\n" + sql))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("seed.sql, line 2, has ")
                .hasMessageContaining("Nothing was seeded");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\i more.sql\n",
                "\\ir more.sql\n",
                "\\include more.sql\n",
                "\\include_relative more.sql\n",
                "\\set n 1 \\i more.sql\n",
                "SELECT 'COMMIT' \\gexec\n",
                "\\! psql -c 'INSERT INTO t VALUES (1)'\n",
            })
    void whatWouldRunUnreadIsRefusedWithItsLineAndThePlaceForIt(String sql) {
        assertThatThrownBy(() -> read("SELECT 1;\n" + sql))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("seed.sql, line 2, has \\")
                .hasMessageContaining("Nothing was seeded. Give the files in dbguard.seed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES ('COMMIT;');",
                "INSERT INTO t VALUES ('\\i \\! \\gexec');",
                "PREPARE one AS SELECT 1;\n\\if true\n\\echo in\n\\endif\n",
                "-- COMMIT;\nSELECT 1;",
                "SAVEPOINT a; ROLLBACK TO SAVEPOINT a; RELEASE a;",
                "DO $$ BEGIN PERFORM 1; END $$;",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END;",
                "\\set name value\nSELECT :'name';",
                "COPY t FROM stdin;\n1\n2\n\\.\n",
                "",
            })
    void whatStaysWithinItIsTaken(String sql) throws IOException {
        assertThat(read(sql).open()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT INTO t VALUES ('a", "SELECT 1; /* and", "COPY t FROM stdin;\n1\n"})
    void aFileThatWasCutIsRefused(String sql) {
        assertThatThrownBy(() -> read(sql)).isInstanceOf(Refused.class).hasMessageContaining("it was cut");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> SeedFile.read(folder.resolve("none.sql")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("none.sql");
    }

    @Test
    void psqlGetsAllFilesBetweenBeginAndCommitAndTellsThePlaceInTheFile() throws IOException {
        SeedFile first = SeedFile.read(Files.writeString(folder.resolve("1.sql"), "SELECT 1;\nSELECT 2"));
        SeedFile second = SeedFile.read(Files.writeString(folder.resolve("2.sql"), "SELECT 3;\n"));
        SeedScript script = new SeedScript(new GuardedTables(List.of()), List.of(first, second));
        String text;
        try (InputStream in = script.open()) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(first.open()).isTrue();
        List<String> lines = text.lines().toList();
        assertThat(lines.get(0)).startsWith("BEGIN; DO $dbguard$ BEGIN PERFORM pg_advisory_xact_lock(");
        assertThat(lines.subList(1, lines.size()))
                .containsExactly("SELECT 1;", "SELECT 2", ";", "SELECT 3;", "", "COMMIT;");
        assertThat(script.placed("psql:<stdin>:1: ERROR")).isEqualTo("dbguard: ERROR");
        assertThat(script.placed("psql:<stdin>:3: ERROR")).isEqualTo("1.sql, line 2: ERROR");
        assertThat(script.placed("psql:<stdin>:5: ERROR")).isEqualTo("2.sql, line 1: ERROR");
        assertThat(script.placed("psql:<stdin>:7: ERROR")).isEqualTo("at the end: ERROR");
    }
}
