package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A URL names a server and one database of it: that one comes back, and its neighbours stay. Needs pg_restore here. */
@EngineTest
class RestoreByUrlIT {

    private static TestPostgres postgres;
    private static String server;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("13");
        String address = TestPostgres.docker("inspect", "--format", "{{.NetworkSettings.IPAddress}}", postgres.name())
                .stdout()
                .strip();
        server = "jdbc:postgresql://" + address + ":5432/";
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void fill() {
        for (String name : new String[] {"app1", "app2"}) {
            postgres.psql("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
            postgres.psql("CREATE DATABASE " + name);
            postgres.psql(name, "CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 100) g");
        }
    }

    private RestoreTrial by(String database) {
        return new RestoreTrial(directory, null).by(server + database);
    }

    private static String rows(String database) {
        return postgres.psql(database, "SELECT count(*) FROM t");
    }

    @Test
    void theDatabaseOfTheUrlComesBackFromItsOwnLatestBackup() {
        String ofApp1 = by("app1").backup().manifest().id();
        String ofApp2 = by("app2").backup().manifest().id();
        postgres.psql("app1", "DELETE FROM t");
        postgres.psql("app2", "INSERT INTO t VALUES (101)");
        RestoreTrial trial = by("app1");

        RestoreOutcome outcome = trial.restore("latest");

        assertThat(outcome.backup()).isEqualTo(ofApp1);
        assertThat(rows("app1")).isEqualTo("100");
        assertThat(rows("app2")).isEqualTo("101");
        assertThat(trial.lines).contains("Passed over " + ofApp2 + ": it holds no database \"app1\". It holds: app2.");
    }

    @Test
    void ofABackupOfSeveralTheNeighboursStayAndAreNamed() {
        by("app1").backup("app1", "app2");
        postgres.psql("app1", "DELETE FROM t");
        postgres.psql("app2", "INSERT INTO t VALUES (101)");
        RestoreTrial trial = by("app1");

        trial.restore("latest");

        assertThat(rows("app1")).isEqualTo("100");
        assertThat(rows("app2")).isEqualTo("101");
        assertThat(trial.lines).anyMatch(line -> line.startsWith("Of the backup app2 is not restored"));
    }

    @Test
    void whatRoomItNeedsIsSaidBeforeItAsks() {
        by("app1").backup();
        RestoreTrial trial = by("app1");

        assertThat(trial.confirming(plan -> {
                            assertThat(trial.warnings)
                                    .singleElement()
                                    .asString()
                                    .contains("the restore needs 1", " MB beside what is there", "look there first");
                            throw new CannotProceed("not now");
                        })
                        .failure("latest"))
                .hasMessage("not now");
    }

    @Test
    void aDatabaseThatWasDroppedIsMadeAgainAndOtherGoalsSayHow() {
        by("app1").backup();
        postgres.psql("DROP DATABASE app1");

        assertThatThrownBy(() -> by("app1").verify())
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is no database \"app1\"")
                .hasMessageContaining("mvn dbguard:restore");
        RestoreOutcome outcome = by("app1").restore("latest");

        assertThat(outcome.databases().get(0).kept()).isNull();
        assertThat(rows("app1")).isEqualTo("100");
        assertThat(by("app1").verify().passes()).isTrue();
    }

    @Test
    void whereNothingButTemplatesIsLeftTheBackupComesBackAndAnothersDumpNeedsAName() throws Exception {
        Path dump = Files.writeString(directory.resolve("dump.sql"), """
                --
                -- PostgreSQL database dump
                --

                CREATE TABLE t (id int);

                --
                -- PostgreSQL database dump complete
                --
                """);
        by("app1").backup();
        postgres.psql("template1", "DROP DATABASE app1");
        postgres.psql("template1", "DROP DATABASE app2");
        postgres.psql("template1", "DROP DATABASE postgres");
        RestoreTrial inside = new RestoreTrial(directory, postgres.name());
        try {
            assertThat(inside.failure(dump.toString()))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("templates only")
                    .hasMessageContaining("-Ddbguard.databases=");

            by("app1").restore("latest");

            assertThat(rows("app1")).isEqualTo("100");
        } finally {
            postgres.psql("template1", "CREATE DATABASE postgres");
        }
    }
}
