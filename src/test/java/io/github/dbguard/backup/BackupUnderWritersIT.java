package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.Log;
import io.github.dbguard.Progress;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.counts.CountedServer;
import io.github.dbguard.counts.DatabaseCounts;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.TableCount;
import io.github.dbguard.target.Target;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The heart of a backup: what the manifest counted is exactly what the dump holds, whoever writes meanwhile. */
@EngineTest
class BackupUnderWritersIT {

    private static final String ODD = "we\"ird/db";
    private static final int WRITERS = 3;

    @TempDir
    Path folder;

    private static final class Silent implements Log {
        @Override
        public void info(String line) {}

        @Override
        public void warn(String line) {}
    }

    @ParameterizedTest
    @CsvSource({"13, DIRECTORY", "17, DIRECTORY"})
    void theManifestCountsExactlyWhatTheDumpRestores(String tag, DumpFormat format) throws Exception {
        try (CountedServer server = CountedServer.container(tag)) {
            prepare(server);
            AtomicBoolean stop = new AtomicBoolean();
            AtomicLong transactions = new AtomicLong();
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int seed = i;
                writers.add(CompletableFuture.runAsync(
                        () -> write(server, seed, stop, transactions), task -> new Thread(task).start()));
            }
            PreDeployBackup.Made made;
            long before = transactions.get();
            try {
                made = backup(server, format);
            } finally {
                stop.set(true);
                for (CompletableFuture<Void> writer : writers) {
                    writer.get(20, TimeUnit.SECONDS);
                }
            }
            assertThat(transactions.get() - before).as("transactions meanwhile").isGreaterThan(50);
            Manifest.DatabaseBackup backup = made.manifest().databases().get(0);
            restore(server, made.folder().resolve(backup.dump()));

            Map<String, TableCount> restored =
                    byLabel(server.count(CountedServer.options(FingerprintMode.ROWS), null, "restored")
                            .databases()
                            .get(0));
            Map<String, TableCount> counted = byLabel(backup.counts());
            assertThat(restored.keySet()).isEqualTo(counted.keySet()).hasSizeGreaterThan(8);
            counted.forEach((label, count) -> {
                assertThat(restored.get(label).rows()).as(label).isEqualTo(count.rows());
                assertThat(restored.get(label).keys()).as(label).isEqualTo(count.keys());
                assertThat(restored.get(label).rowHash()).as(label).isEqualTo(count.rowHash());
                assertThat(restored.get(label).largestKey()).as(label).isEqualTo(count.largestKey());
            });
            // Of one moment, not only each table for itself: what is moved in one transaction is nowhere twice.
            assertThat(counted.get("public.purse").rows()
                            + counted.get("public.till").rows())
                    .isEqualTo(20_000);
        }
    }

    @Test
    void anEmptyDatabaseMakesABackupThatRestores() throws Exception {
        try (CountedServer server = CountedServer.container("15")) {
            server.sql("postgres", "CREATE DATABASE \"we\"\"ird/db\"");
            PreDeployBackup.Made made = backup(server, DumpFormat.DIRECTORY);
            Manifest.DatabaseBackup backup = made.manifest().databases().get(0);
            assertThat(backup.counts().tables()).isEmpty();
            restore(server, made.folder().resolve(backup.dump()));
            assertThat(server.count(CountedServer.options(FingerprintMode.ROWS), null, "restored")
                            .rows())
                    .isZero();
        }
    }

    private static void prepare(CountedServer server) {
        server.sql("postgres", "CREATE DATABASE \"we\"\"ird/db\"");
        server.sql(
                ODD,
                "CREATE TABLE purse (id int PRIMARY KEY, v text)",
                "CREATE TABLE till (id int PRIMARY KEY, v text)",
                "INSERT INTO purse SELECT i, repeat('p', 200) FROM generate_series(1, 20000) i",
                "CREATE TABLE visit (id bigserial PRIMARY KEY, at timestamptz DEFAULT clock_timestamp())",
                "CREATE TABLE keyless (v text)",
                "INSERT INTO keyless SELECT md5(i::text) FROM generate_series(1, 20000) i",
                "CREATE SCHEMA \"Odd \"\"schema\"",
                "CREATE TABLE \"Odd \"\"schema\".\"line\nbreak\" (\"Ke.y\" uuid PRIMARY KEY, j json, b bytea)",
                "INSERT INTO \"Odd \"\"schema\".\"line\nbreak\" SELECT md5(i::text)::uuid, '{}', 'x'"
                        + " FROM generate_series(1, 500) i",
                "CREATE TABLE part (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
                "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2026-01-01') TO ('2026-07-01')",
                "CREATE TABLE part_rest PARTITION OF part DEFAULT",
                "INSERT INTO part SELECT i, date '2026-01-01' + i % 365 FROM generate_series(1, 5000) i",
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE child () INHERITS (parent)",
                "INSERT INTO parent VALUES (1)",
                "INSERT INTO child VALUES (2)",
                "CREATE UNLOGGED TABLE cache AS SELECT 1 AS id",
                "CREATE MATERIALIZED VIEW seen AS SELECT count(*) FROM purse",
                "CREATE TABLE wide (a int, b int, c int GENERATED ALWAYS AS (a + b) STORED, PRIMARY KEY (b, a))",
                "INSERT INTO wide SELECT i, -i FROM generate_series(1, 100) i",
                "SELECT lo_from_bytea(0, 'large') FROM generate_series(1, 10)");
    }

    private static void write(CountedServer server, int seed, AtomicBoolean stop, AtomicLong transactions) {
        try (Connection connection = server.connect(ODD)) {
            for (int i = 0; !stop.get(); i++) {
                int id = 1 + (i * WRITERS + seed) * 7 % 20_000;
                String from = i % 2 == 0 ? "purse" : "till";
                String to = i % 2 == 0 ? "till" : "purse";
                CountedServer.run(
                        connection,
                        "WITH moved AS (DELETE FROM " + from + " WHERE id = " + id + " RETURNING *) INSERT INTO " + to
                                + " SELECT * FROM moved",
                        "INSERT INTO visit DEFAULT VALUES",
                        "UPDATE keyless SET v = v || 'x' WHERE ctid = '(" + i % 100 + ",1)'",
                        "DELETE FROM part WHERE id = " + i,
                        "INSERT INTO part VALUES (" + (100_000 + i * WRITERS + seed) + ", '2026-03-03')");
                if (seed == 0 && i % 50 == 0) {
                    CountedServer.run(connection, "SELECT lo_from_bytea(0, 'more')");
                }
                transactions.addAndGet(5);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private PreDeployBackup.Made backup(CountedServer server, DumpFormat format) {
        DumpOptions dumping = new DumpOptions(format, 2, Compression.GZIP, false, Duration.ofSeconds(10), null);
        try (Target target = server.target(ODD)) {
            return new PreDeployBackup(
                            new BackupStore(folder.resolve(".dbguard")),
                            dumping,
                            CountedServer.options(FingerprintMode.ROWS),
                            "test",
                            new Silent(),
                            Progress.NONE)
                    .make(target, null);
        }
    }

    /** By the image's own pg_restore, into a database of the same server, so that fingerprints can be compared. */
    private static void restore(CountedServer server, Path dump) {
        String container = server.container().name();
        server.sql("postgres", "CREATE DATABASE restored");
        ok(TestPostgres.docker("cp", dump.toString(), container + ":/tmp/dump"));
        ok(server.container()
                .exec("pg_restore", "-U", "postgres", "--exit-on-error", "-j2", "-d", "restored", "/tmp/dump"));
    }

    private static void ok(TestPostgres.Output output) {
        assertThat(output.exitCode()).as(output.stderr()).isZero();
    }

    private static Map<String, TableCount> byLabel(DatabaseCounts counts) {
        return counts.tables().stream().collect(Collectors.toMap(TableCount::label, t -> t));
    }
}
