package io.github.dbguard.counts;

import static io.github.dbguard.counts.CountedServer.change;
import static io.github.dbguard.counts.CountedServer.labels;
import static io.github.dbguard.counts.CountedServer.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Progress;
import io.github.dbguard.target.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that may not, or not now, be read: named, never counted as fewer rows; and changes while they are. */
class AccessIT {

    private static final String DB = "access";

    private static CountedServer server;

    @BeforeAll
    static void start() {
        server = CountedServer.embedded();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void anEmptyDatabase() {
        server.sql("postgres", "DROP DATABASE IF EXISTS " + DB + " WITH (FORCE)", "CREATE DATABASE " + DB);
    }

    private static CountOptions impatient(Policies policies) {
        return new CountOptions(
                FingerprintMode.KEYS, policies, List.of(), 1, Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    private static RowCounts countAs(String role, CountOptions options) {
        try (Target target = server.targetAs(role, DB)) {
            return CountTarget.count(target, options, null, Progress.NONE);
        }
    }

    private static void role(String name, String... more) {
        server.sql(DB, "DROP ROLE IF EXISTS " + name, "CREATE ROLE " + name + " LOGIN PASSWORD 'throwaway-secret'");
        server.sql(DB, more);
    }

    @Test
    void everyTableThatTheRoleMayNotReadIsNamedAndIgnoringThemHelps() {
        server.sql(
                DB,
                "CREATE TABLE open AS SELECT 1 AS id",
                "CREATE TABLE secret AS SELECT 1 AS id",
                "CREATE TABLE \"Other secret\" AS SELECT 1 AS id, 2 AS v",
                "CREATE SCHEMA closed",
                "CREATE TABLE closed.hidden AS SELECT 1 AS id",
                "CREATE TABLE alembic_version (version_num varchar(32))",
                "GRANT SELECT ON closed.hidden TO PUBLIC");
        role("reader", "GRANT SELECT ON open TO reader", "GRANT SELECT (id) ON \"Other secret\" TO reader");
        assertThatThrownBy(() -> countAs("reader", CountedServer.options(FingerprintMode.KEYS)))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("closed.hidden, public.\"Other secret\", public.alembic_version, public.secret")
                .hasMessageNotContaining("public.open");
        Policies ignoring = Policies.parse(
                null, List.of("closed.*", "\"Other secret\"", "secret", "alembic_version"), null, null, null);
        RowCounts counts = countAs("reader", CountedServer.options(FingerprintMode.KEYS, ignoring));
        assertThat(labels(counts)).containsExactly("public.open");
        assertThat(counts.databases().get(0).leftOut())
                .extracting(LeftOut::why)
                .hasSize(4)
                .containsOnly(LeftOut.Why.IGNORED);
    }

    @Test
    void aPolicyThatHidesRowsFailsAndNamesTheTable() {
        server.sql(
                DB,
                "CREATE TABLE mine AS SELECT i AS id FROM generate_series(1, 10) i",
                "CREATE TABLE open AS SELECT 1 AS id",
                "ALTER TABLE mine ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY few ON mine USING (id < 3)");
        role("tenant", "GRANT SELECT ON mine, open TO tenant");
        assertThatThrownBy(() -> countAs("tenant", CountedServer.options(FingerprintMode.KEYS)))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("public.mine: query would be affected by row-level security")
                .hasMessageNotContaining("public.open");
        server.sql(DB, "ALTER ROLE tenant BYPASSRLS");
        assertThat(table(countAs("tenant", CountedServer.options(FingerprintMode.KEYS)), "public.mine")
                        .rows())
                .isEqualTo(10);
    }

    @Test
    void aTableThatStaysLockedIsAClearErrorWithinTheTimeout() throws SQLException {
        server.sql(DB, "CREATE TABLE orders AS SELECT 1 AS id", "CREATE TABLE open AS SELECT 1 AS id");
        try (Connection migration = server.connect(DB)) {
            CountedServer.run(migration, "SET application_name = 'the migration'");
            migration.setAutoCommit(false);
            CountedServer.run(migration, "LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");
            long start = System.nanoTime();
            assertThatThrownBy(() -> countAs("postgres", impatient(Policies.STRICT)))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("stayed locked for 1 s")
                    .hasMessageContaining("public.orders (process ")
                    .hasMessageContaining("the migration)");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            Policies ignoring = Policies.parse(null, List.of("orders"), null, null, null);
            assertThat(labels(countAs("postgres", impatient(ignoring)))).containsExactly("public.open");
        }
    }

    @Test
    void aCountThatTakesTooLongIsNamedAndTheOthersAreNot() {
        server.sql(
                DB,
                "CREATE FUNCTION slow(int) RETURNS text LANGUAGE sql AS $$ SELECT pg_sleep(0.4)::text $$",
                "CREATE TABLE quick (id int PRIMARY KEY)",
                "CREATE DOMAIN d AS int",
                "CREATE TABLE long (id int PRIMARY KEY, v text GENERATED ALWAYS AS (id::text) STORED)",
                "INSERT INTO long SELECT i FROM generate_series(1, 2000000) i");
        CountOptions options = new CountOptions(
                FingerprintMode.ROWS, Policies.STRICT, List.of(), 1, Duration.ofSeconds(1), Duration.ofMillis(50));
        assertThatThrownBy(() -> countAs("postgres", options))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("public.long: took longer than")
                .hasMessageContaining("dbguard.statementTimeout")
                .hasMessageNotContaining("public.quick");
    }

    @Test
    void aTruncateMeanwhileWaitsAndIsNeverCountedAsNothing() throws Exception {
        server.sql(DB, "CREATE TABLE busy AS SELECT i AS id FROM generate_series(1, 5000) i");
        try (Target target = server.target(DB);
                Snapshot snapshot = Snapshot.take(target, DB, Duration.ofSeconds(5))) {
            CompletableFuture<Void> truncate = CompletableFuture.runAsync(() -> server.sql(DB, "TRUNCATE busy"));
            assertThatThrownBy(() -> truncate.get(500, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            DatabaseCounts counts =
                    new CountDatabase(14, CountedServer.options(FingerprintMode.KEYS)).count(snapshot, Progress.NONE);
            assertThat(counts.rows()).isEqualTo(5000);
            assertThat(truncate).isNotDone();
            snapshot.close();
            truncate.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void tablesThatComeAndGoMeanwhileDoNotBreakTheCountOfTheOthers() throws Exception {
        server.sql(DB, "CREATE TABLE steady AS SELECT i AS id FROM generate_series(1, 100) i");
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> churn = CompletableFuture.runAsync(() -> {
            try (Connection connection = server.connect(DB)) {
                for (int i = 0; !stop.get(); i++) {
                    CountedServer.run(connection, "CREATE TABLE passing_" + i + " AS SELECT 1 AS id");
                    Thread.sleep(30);
                    CountedServer.run(connection, "DROP TABLE passing_" + i);
                    Thread.sleep(30);
                }
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            for (int i = 0; i < 15; i++) {
                RowCounts counts = countAs("postgres", CountedServer.options(FingerprintMode.KEYS));
                assertThat(table(counts, "public.steady").rows()).isEqualTo(100);
                assertThat(counts.databases().get(0).tables()).allMatch(t -> t.rows() > 0);
            }
        } finally {
            stop.set(true);
            churn.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void settingsOfTheRoleDoNotReachTheCount() {
        server.sql(
                DB,
                "CREATE TABLE t (at timestamptz PRIMARY KEY, b bytea, f float8)",
                "INSERT INTO t SELECT timestamptz '2026-01-01 00:00Z' + i * interval '1 day', 'x', i / 3.0"
                        + " FROM generate_series(1, 10) i");
        RowCounts plain = countAs("postgres", CountedServer.options(FingerprintMode.ROWS));
        role("odd", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO odd");
        server.sql(
                DB,
                "ALTER ROLE odd SET TimeZone = 'Asia/Kolkata'",
                "ALTER ROLE odd SET DateStyle = 'German'",
                "ALTER ROLE odd SET bytea_output = 'escape'",
                "ALTER ROLE odd SET extra_float_digits = -3",
                "ALTER ROLE odd SET standard_conforming_strings = off",
                "ALTER ROLE odd SET search_path = nowhere",
                "ALTER ROLE odd SET statement_timeout = '1ms'",
                "ALTER ROLE odd SET idle_in_transaction_session_timeout = '1ms'",
                "ALTER ROLE odd SET default_transaction_isolation = 'serializable'",
                "ALTER ROLE odd SET enable_seqscan = off",
                "ALTER ROLE odd SET quote_all_identifiers = on");
        RowCounts odd = countAs("odd", CountedServer.options(FingerprintMode.ROWS));
        assertThat(table(odd, "public.t").keys())
                .isEqualTo(table(plain, "public.t").keys());
        assertThat(table(odd, "public.t").rowHash())
                .isEqualTo(table(plain, "public.t").rowHash());
    }

    @Test
    void aTableThatIsNotReadableAtTheSecondLookIsNoPass() {
        server.sql(DB, "CREATE TABLE t AS SELECT 1 AS id");
        role("fading", "GRANT SELECT ON t TO fading");
        Baseline baseline = CountedServer.baseline(countAs("fading", CountedServer.options(FingerprintMode.KEYS)));
        server.sql(DB, "REVOKE SELECT ON t FROM fading");
        try (Target target = server.targetAs("fading", DB)) {
            VerifyCounts verify = new VerifyCounts(CountedServer.options(FingerprintMode.KEYS), Progress.NONE);
            assertThatThrownBy(() -> verify.verify(target, baseline))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("public.t");
        }
        assertThat(change(server.verify(baseline, DB), "public.t").fails()).isFalse();
    }
}
