package io.github.dbguard.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Preflight of containers that Compose has no part in: images with other places, and servers that are not well. */
@EngineTest
class PreflightLayoutsIT {

    private final String volume = "dbguard-test-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    Path folder;

    @AfterEach
    void removeVolume() {
        TestPostgres.docker("volume", "rm", volume);
    }

    private Target find(TestPostgres postgres, String user) {
        return FindTarget.find(new TargetOptions(
                folder, postgres.name(), null, null, null, user, null, List.of(), null, Duration.ofSeconds(30)));
    }

    private Map<String, Line> look(TestPostgres postgres) {
        try (Target target = find(postgres, null)) {
            return Preflight.of(target, new BackupStore(folder.resolve(".dbguard")), folder, null, Instant.now())
                    .look()
                    .stream()
                    .collect(Collectors.toMap(Line::name, Function.identity()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the official one, 15, , /var/lib/postgresql/data, /var/lib/postgresql/data",
        "the official one from 18 on, 18, , /var/lib/postgresql, /var/lib/postgresql/18/docker",
        "timescaledb-ha's, 15, /home/postgres/pgdata/data, /home/postgres/pgdata, /home/postgres/pgdata/data",
        "Bitnami's, 15, /bitnami/postgresql/data, /bitnami/postgresql, /bitnami/postgresql/data",
    })
    void aVolumeWhereTheImageKeepsItsDataIsFine(String whose, String tag, String pgdata, String mount, String data) {
        List<String> arguments = new ArrayList<>(List.of("-v", volume + ":" + mount));
        if (pgdata != null) {
            arguments.addAll(List.of("-e", "PGDATA=" + pgdata));
        }
        try (TestPostgres postgres = TestPostgres.start(tag, arguments)) {
            Map<String, Line> lines = look(postgres);
            assertThat(lines.get("PGDATA")).isEqualTo(Line.ok("PGDATA", data + " is on volume " + volume));
            assertThat(lines.values())
                    .filteredOn(line -> line.severity() == Severity.ERROR)
                    .isEmpty();
        }
    }

    @Test
    void aDataDirectoryThatAConfigurationFileNamesIsFoundWhereItIs() throws IOException {
        // As with Supabase's image: the configuration lies elsewhere, and says where the data is.
        String place = "/var/lib/postgresql/data";
        try (TestPostgres first = TestPostgres.start("15", List.of("-v", volume + ":" + place))) {
            for (String file : List.of("PG_VERSION", "postgresql.conf", "pg_hba.conf", "pg_ident.conf")) {
                TestPostgres.docker(
                        "cp",
                        first.name() + ":" + place + "/" + file,
                        folder.resolve(file).toString());
            }
            first.exec("pg_ctl", "stop");
        }
        Files.writeString(
                folder.resolve("postgresql.conf"), "data_directory = '" + place + "'\n", StandardOpenOption.APPEND);
        List<String> arguments =
                List.of("-v", volume + ":" + place, "-v", folder + ":/etc/postgresql", "-e", "PGDATA=/etc/postgresql");
        try (TestPostgres postgres = TestPostgres.start("15", arguments)) {
            assertThat(postgres.psql("SHOW data_directory")).isEqualTo(place);
            assertThat(look(postgres).get("PGDATA")).isEqualTo(Line.ok("PGDATA", place + " is on volume " + volume));
        }
    }

    @Test
    void aVolumeAboveTheDataHoldsNothingOfItBefore18() {
        try (TestPostgres old = TestPostgres.start("15", List.of("-v", volume + ":/var/lib/postgresql"))) {
            assertThat(look(old).get("PGDATA")).satisfies(line -> {
                assertThat(line.severity()).isEqualTo(Severity.ERROR);
                assertThat(line.found())
                        .contains("on the anonymous volume")
                        .contains(volume + " is mounted at /var/lib/postgresql, and the data is not in it");
            });
        }
    }

    @Test
    void theContainersOwnLayerIsAnError() {
        try (TestPostgres postgres = TestPostgres.start("15", List.of("-e", "PGDATA=/srv/pg"))) {
            Map<String, Line> lines = look(postgres);
            assertThat(lines.get("PGDATA").severity()).isEqualTo(Severity.ERROR);
            assertThat(lines.get("PGDATA").found()).contains("the container's own layer");
            assertThat(lines.get("pin").severity()).isEqualTo(Severity.OK);
        }
    }

    @Test
    void aServerThatTrustsItsNetworkIsSaidToLetAnyPasswordIn() {
        try (TestPostgres postgres = TestPostgres.start("15", List.of("-e", "POSTGRES_HOST_AUTH_METHOD=trust"))) {
            assertThat(look(postgres).get("password").found()).contains("lets postgres in with any password");
        }
    }

    @Test
    void aServerWithoutNetworkOrThatListensOnLoopbackAloneIsToldApart() {
        try (TestPostgres alone = TestPostgres.start("15", List.of("--network", "none"))) {
            assertThat(look(alone).get("password").found()).contains("no network");
        }
        try (TestPostgres loopback = TestPostgres.start("15", List.of(), "-c", "listen_addresses=127.0.0.1")) {
            assertThat(look(loopback).get("password").found()).startsWith("could not look: there is no way");
        }
    }

    @Test
    void fewConnectionsAndChecksumsAreSeen() {
        try (TestPostgres postgres = TestPostgres.start(
                "15",
                List.of("-e", "POSTGRES_INITDB_ARGS=--data-checksums"),
                "-c",
                "max_connections=8",
                "-c",
                "max_wal_senders=0")) {
            Map<String, Line> lines = look(postgres);
            assertThat(lines.get("connections").found()).contains("of 8 connections");
            assertThat(lines.get("connections").severity()).isEqualTo(Severity.ERROR);
            assertThat(lines.get("checksums").severity()).isEqualTo(Severity.OK);
        }
    }

    @Test
    void transactionsThatAreOpenForLongAreNamedAndARoleThatCannotSeeThemIsToldSo() throws Exception {
        try (TestPostgres postgres = TestPostgres.start("15", List.of(), "-c", "max_prepared_transactions=2")) {
            assertThat(look(postgres).get("checksums").severity()).isEqualTo(Severity.NOTE);
            postgres.psql("CREATE TABLE t (i int)");
            postgres.psql("BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'left behind'");
            Process open = new ProcessBuilder(
                            "docker", "exec", postgres.name(), "psql", "-U", "postgres", "-c", "SELECT pg_sleep(60)")
                    .redirectErrorStream(true)
                    .start();
            try {
                await(postgres, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'", "1");
                try (Target target = find(postgres, null)) {
                    assertThat(new TransactionsCheck(target, Duration.ofMinutes(5))
                                    .look()
                                    .severity())
                            .isEqualTo(Severity.OK);
                    Thread.sleep(1100);
                    Line line = new TransactionsCheck(target, Duration.ofSeconds(1)).look();
                    assertThat(line.severity()).isEqualTo(Severity.WARNING);
                    assertThat(line.found())
                            .contains("(psql) in postgres, active")
                            .contains("'left behind'");
                }
                postgres.psql("CREATE ROLE app LOGIN PASSWORD 'x'");
                try (ContainerTarget target = (ContainerTarget) find(postgres, "app")) {
                    Line blind = new TransactionsCheck(target, Duration.ofMinutes(5)).look();
                    assertThat(blind.severity()).isEqualTo(Severity.ERROR);
                    assertThat(blind.found()).startsWith("could not look");
                }
            } finally {
                postgres.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
                open.waitFor();
            }
        }
    }

    @Test
    void aContainerWithoutToolsIsNotLookedOver() {
        try (TestPostgres postgres = TestPostgres.start("15")) {
            Map<String, Line> before = look(postgres);
            assertThat(before.get("server").severity()).isEqualTo(Severity.NOTE);
            assertThat(before.get("server").found()).contains("without a health check");
            assertThat(before.get("tools").severity()).isEqualTo(Severity.OK);
            assertThat(before.get("room").severity()).isEqualTo(Severity.OK);

            postgres.exec("sh", "-c", "rm -f /usr/bin/pg_dump /usr/lib/postgresql/15/bin/pg_dump /bin/df /usr/bin/df");

            Map<String, Line> after = look(postgres);
            assertThat(after.get("tools").severity()).isEqualTo(Severity.ERROR);
            assertThat(after.get("room").severity()).isEqualTo(Severity.ERROR);
            assertThat(after.get("room").found()).startsWith("could not look: how full the disk");
        }
    }

    @Test
    void aStandbyIsNoPlaceToDeployTo() {
        try (TestPostgres postgres = TestPostgres.start("15")) {
            postgres.exec("touch", "/var/lib/postgresql/data/standby.signal");
            TestPostgres.docker("restart", postgres.name());
            postgres.awaitReady();

            assertThat(look(postgres).get("server")).satisfies(line -> {
                assertThat(line.severity()).isEqualTo(Severity.ERROR);
                assertThat(line.found()).contains("is in recovery");
            });
        }
    }

    private static void await(TestPostgres postgres, String sql, String answer) throws InterruptedException {
        for (int n = 0; n < 200 && !postgres.psql(sql).equals(answer); n++) {
            Thread.sleep(50);
        }
        assertThat(postgres.psql(sql)).isEqualTo(answer);
    }
}
