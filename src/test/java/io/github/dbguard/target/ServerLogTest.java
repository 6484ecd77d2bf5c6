package io.github.dbguard.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the log of a server that went down is read for. */
class ServerLogTest {

    private static ServerLog read(String... lines) {
        return ServerLog.read(List.of(lines), List.of("the-secret"));
    }

    @Test
    void theLastReasonIsNamedOnceHoweverOftenTheServerStarted() {
        ServerLog log = read(
                "2026-11-21 14:00:01.100 UTC [1] LOG:  starting PostgreSQL 17.2",
                "2026-11-21 14:00:01.200 UTC [1] FATAL:  could not create lock file \"postmaster.pid\": No space left on device",
                "2026-11-21 14:00:02.200 UTC [1] FATAL:  database files are incompatible with server",
                "2026-11-21 14:00:02.200 UTC [1] DETAIL:  The data directory was initialized by PostgreSQL version 15.",
                "2026-11-21 14:00:04.300 UTC [1] FATAL:  database files are incompatible with server",
                "2026-11-21 14:00:04.300 UTC [1] DETAIL:  The data directory was initialized by PostgreSQL version 15.");

        assertThat(log.lines())
                .endsWith(
                        "FATAL:  database files are incompatible with server",
                        "DETAIL:  The data directory was initialized by PostgreSQL version 15.")
                .doesNotHaveDuplicates();
        assertThat(DownReason.of(log)).contains(DownReason.ANOTHER_MAJOR);
    }

    @Test
    void aLogThatNamesNoReasonSaysNothing() {
        ServerLog log = read("LOG:  database system is ready", "PostgreSQL init process complete; ready for start up.");
        assertThat(log.lines()).isEmpty();
        assertThat(DownReason.of(log)).isEmpty();
    }

    @Test
    void noSecretIsShown() {
        ServerLog log = read(
                "FATAL:  no such setting: the-secret",
                "FATAL:  could not connect to postgres://shop:another-one@db/shop",
                "psql:/docker-entrypoint-initdb.d/1.sql:3: ERROR:  near PASSWORD 'a third'",
                "FATAL:  invalid option: password=fourth-one",
                "STATEMENT:  ALTER ROLE web PASSWORD 'a fifth'");
        assertThat(log.lines()).hasSize(4);
        assertThat(log.text())
                .doesNotContain("the-secret", "another-one", "a third", "fourth-one", "a fifth")
                .contains("postgres://***@db/shop", "no such setting: ***");
    }

    @Test
    void whatClientsWereToldIsNoReasonAndNoRowOfTheirsIsShown() {
        ServerLog log = read(
                "FATAL:  password authentication failed for user \"shop\"",
                "DETAIL:  Connection matched pg_hba.conf line 95",
                "ERROR:  duplicate key value violates unique constraint \"users_pkey\"",
                "DETAIL:  Key (email)=(ann@example.org) already exists.",
                "FATAL:  terminating connection due to administrator command",
                "FATAL:  the database system is shutting down");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void ofTwoReasonsTheLaterOneCounts() {
        assertThat(DownReason.of(read(
                        "FATAL:  database files are incompatible with server",
                        "PANIC:  could not write to file \"pg_wal/xlogtemp.29\": No space left on device")))
                .contains(DownReason.FULL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MOVED_PLACE|Error: in 18+, these Docker images are configured to store database data in a",
                "EMPTY_FOLDER|Error: Database is uninitialized and superuser password is not specified.",
                "OCCUPIED_FOLDER|initdb: error: directory \"/var/lib/postgresql/data\" exists but is not empty",
                "ANOTHER_OWNER|FATAL:  data directory \"/var/lib/postgresql/data\" has wrong ownership",
                "ANOTHER_OWNER|chmod: changing permissions of '/var/lib/postgresql/data': Operation not permitted",
                "FULL|PANIC:  could not write to file \"pg_wal/xlogtemp.29\": No space left on device",
                "DAMAGED|PANIC:  could not locate a valid checkpoint record",
                "ANOTHER_SERVER|FATAL:  lock file \"postmaster.pid\" already exists",
                "SETTING|FATAL:  could not access file \"timescaledb\": No such file or directory",
                "SETTING|FATAL:  configuration file \"/etc/postgresql/postgresql.conf\" contains errors",
                "MEMORY|FATAL:  could not map anonymous shared memory: Cannot allocate memory",
            })
    void whatIsKnownIsToldApart(DownReason reason, String line) {
        assertThat(DownReason.of(read(line))).contains(reason);
    }
}
