package io.github.dbguard.counts;

import static io.github.dbguard.counts.CountedServer.change;
import static io.github.dbguard.counts.CountedServer.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.Relation;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which rows of the baseline nobody has touched since, as transaction ids tell. */
class SurvivorsIT {

    private static final String DB = "survivors";

    private static CountedServer server;

    @BeforeAll
    static void start() {
        server = CountedServer.embedded();
        server.sql("postgres", "CREATE DATABASE " + DB);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void tenThousandRows() {
        server.sql(
                DB,
                "DROP TABLE IF EXISTS person, small, keyless",
                "CREATE TABLE person (id int PRIMARY KEY, name text)",
                "INSERT INTO person SELECT i, 'name ' || i FROM generate_series(1, 10000) i",
                "CREATE TABLE small (id int PRIMARY KEY)",
                "INSERT INTO small VALUES (1), (2)",
                "CREATE TABLE keyless (name text)",
                "INSERT INTO keyless SELECT 'x' FROM generate_series(1, 50)");
    }

    private static long survivors(Baseline baseline) {
        return table(server.count(CountedServer.options(FingerprintMode.KEYS), baseline.counts(), DB), "public.person")
                .survivors();
    }

    @Test
    void updatesDeletesAndInsertsTakeExactlyTheRowsThatTheyTouched() {
        Baseline baseline = server.record(FingerprintMode.KEYS, DB);
        assertThat(survivors(baseline)).isEqualTo(10_000);
        server.sql(DB, "UPDATE person SET name = 'new' WHERE id <= 100");
        assertThat(survivors(baseline)).isEqualTo(9_900);
        server.sql(
                DB,
                "DELETE FROM person WHERE id BETWEEN 101 AND 150",
                "INSERT INTO person SELECT i, '' FROM generate_series(10001, 10050) i");
        assertThat(survivors(baseline)).isEqualTo(9_850);
        server.sql(DB, "VACUUM FULL person");
        assertThat(survivors(baseline)).isEqualTo(9_850);
        server.sql(DB, "VACUUM FREEZE person");
        assertThat(survivors(baseline)).isEqualTo(9_850);
        server.sql(DB, "TRUNCATE person", "INSERT INTO person SELECT i, '' FROM generate_series(1, 10000) i");
        assertThat(survivors(baseline)).isZero();
        assertThat(change(server.verify(baseline, DB), "public.person").cause())
                .isEqualTo(Cause.TRUNCATED_AND_RESEEDED);
    }

    @Test
    void aLargeTableIsAskedWithAListAndAManyTransactionsWithARange() throws SQLException {
        server.sql(DB, "INSERT INTO person SELECT i, repeat('x', 500) FROM generate_series(10001, 40000) i", "ANALYZE");
        Baseline baseline = server.record(FingerprintMode.KEYS, DB);
        try (Connection connection = server.connect(DB)) {
            for (int i = 1; i <= 100; i++) {
                CountedServer.run(connection, "UPDATE person SET name = 'new' WHERE id = " + i);
            }
            assertThat(survivors(baseline)).isEqualTo(39_900);
            CountedServer.run(
                    connection,
                    "DO $$ BEGIN FOR i IN 1..11000 LOOP PERFORM txid_current(); COMMIT; END LOOP; END $$",
                    "UPDATE person SET name = 'new' WHERE id = 101");
            assertThat(survivors(baseline)).isEqualTo(39_899);
        }
    }

    @Test
    void aTransactionThatIsOpenAtTheBaselineNeitherHidesSurvivorsNorAddsItsOwnRows() throws SQLException {
        server.sql(DB, "DELETE FROM person WHERE id > 9000");
        try (Connection open = server.connect(DB)) {
            open.setAutoCommit(false);
            CountedServer.run(
                    open,
                    "INSERT INTO person VALUES (20001, 'pending')",
                    "SAVEPOINT s",
                    "INSERT INTO person VALUES (20002, 'pending')");
            server.sql(DB, "INSERT INTO person SELECT i, 'young' FROM generate_series(9001, 9100) i");
            Baseline baseline = server.record(FingerprintMode.KEYS, DB);
            TableCount before = table(baseline.counts(), "public.person");
            assertThat(before.rows()).isEqualTo(9_100);
            assertThat(before.survivors()).isEqualTo(9_000);

            CountedServer.run(open, "INSERT INTO person VALUES (20003, 'later')");
            open.commit();

            assertThat(survivors(baseline)).isEqualTo(9_000);
            Comparison.Result result = server.verify(baseline, DB);
            assertThat(change(result, "public.person").cause()).isEqualTo(Cause.ROWS_ADDED);
            assertThat(result.passes()).isTrue();
        }
    }

    @Test
    void aTableYoungerThanAnOpenTransactionIsNoAlarmWhenNobodyTouchesIt() throws SQLException {
        try (Connection open = server.connect(DB)) {
            open.setAutoCommit(false);
            CountedServer.run(open, "SELECT txid_current()");
            server.sql(
                    DB,
                    "TRUNCATE small, keyless",
                    "INSERT INTO small VALUES (1), (2)",
                    "INSERT INTO keyless VALUES ('y')");
            Baseline baseline = server.record(FingerprintMode.KEYS, DB);
            assertThat(table(baseline.counts(), "public.small").survivors()).isZero();

            Comparison.Result result = server.verify(baseline, DB);

            assertThat(result.passes()).as("%s", result.changes()).isTrue();
        }
    }

    @Test
    void aLargeTableIsCountedByParallelWorkersInEveryMode() throws SQLException {
        Relation table;
        try (Target target = server.target(DB);
                Session session = target.open(DB)) {
            table = Catalogue.relations(session).stream()
                    .filter(r -> r.name().equals("person"))
                    .findFirst()
                    .orElseThrow();
        }
        CountSql sql = new CountSql(14);
        try (Connection connection = server.connect(DB)) {
            CountedServer.run(
                    connection,
                    "SET min_parallel_table_scan_size = 0",
                    "SET parallel_setup_cost = 0",
                    "SET parallel_tuple_cost = 0");
            for (FingerprintMode mode : FingerprintMode.values()) {
                for (SurvivorSql survivors : List.of(
                        new SurvivorSql(5, 5, true),
                        new SurvivorSql(5, 500, true),
                        new SurvivorSql(5, 500_000, true),
                        new SurvivorSql(4_294_967_290L, 4_294_967_400L, false))) {
                    String plan = CountedServer.ask(
                            connection,
                            "EXPLAIN (FORMAT JSON) "
                                    + sql.question(0, table, null, mode, survivors, true)
                                            .sql());
                    assertThat(plan).contains("\"Finalize\"", "\"Gather\"", "\"Partial\"");
                }
            }
        }
    }

    @Test
    void transactionIdsThatHaveComeRoundAreStillTold() {
        long round = 1L << 32;
        SurvivorSql over = new SurvivorSql(round - 5, round + 10, true);
        assertThat(over.count(SampleRelation.ofPages(0)))
                .contains("xidsend(xmin) < '\\xfffffffb'::bytea AND xidsend(xmin) >= '\\x0000000a'::bytea");
        assertThat(over.count(SampleRelation.ofPages(5000))).contains("4294967295,0,1,");
        assertThat(new SurvivorSql(round + 5, round + 5, true).count(SampleRelation.ofPages(0)))
                .isEqualTo("count(*)::text");
        assertThat(new SurvivorSql(5, 2_100_000_000L, true).count(SampleRelation.ofPages(0)))
                .isEqualTo("NULL");
    }
}
