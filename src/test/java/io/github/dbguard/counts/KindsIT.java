package io.github.dbguard.counts;

import static io.github.dbguard.counts.CountedServer.change;
import static io.github.dbguard.counts.CountedServer.labels;
import static io.github.dbguard.counts.CountedServer.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Relations of every kind: what is counted, once, and what is left out by name. */
class KindsIT {

    private static final String DB = "kinds";

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

    private static RowCounts count() {
        return server.count(CountedServer.options(FingerprintMode.KEYS), null, DB);
    }

    @Test
    void aPartitionedTableIsCountedOnceOverAllLevelsAndItsDefaultPartition() {
        server.sql(
                DB,
                "CREATE TABLE event (at date, id int, PRIMARY KEY (at, id)) PARTITION BY RANGE (at)",
                "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')"
                        + " PARTITION BY LIST (id)",
                "CREATE TABLE event_1_odd PARTITION OF event_1 FOR VALUES IN (1, 3)",
                "CREATE TABLE event_1_rest PARTITION OF event_1 DEFAULT",
                "CREATE TABLE event_rest PARTITION OF event DEFAULT",
                "INSERT INTO event SELECT '2026-01-05', i FROM generate_series(1, 10) i",
                "INSERT INTO event SELECT '2027-01-05', i FROM generate_series(1, 5) i");
        Baseline baseline = server.record(FingerprintMode.KEYS, DB);
        assertThat(labels(baseline.counts())).containsExactly("public.event");
        TableCount event = table(baseline.counts(), "public.event");
        assertThat(event.rows()).isEqualTo(15);
        assertThat(event.kind()).isEqualTo(TableCount.Kind.PARTITIONED);
        assertThat(event.keyColumns()).containsExactly("at", "id");
        assertThat(server.verify(baseline, DB).passes()).isTrue();

        server.sql(DB, "ALTER TABLE event DETACH PARTITION event_rest");

        Comparison.Result detached = server.verify(baseline, DB);
        assertThat(change(detached, "public.event").cause()).isEqualTo(Cause.ROWS_LOST);
        assertThat(change(detached, "public.event").lostAtLeast()).isEqualTo(5);
        assertThat(change(detached, "public.event_rest").cause()).isEqualTo(Cause.TABLE_ADDED);
        server.sql(DB, "ALTER TABLE event ATTACH PARTITION event_rest DEFAULT");
        assertThat(server.verify(baseline, DB).passes()).isTrue();

        server.sql(DB, "DROP TABLE event_1_odd");

        assertThat(change(server.verify(baseline, DB), "public.event").lostAtLeast())
                .isEqualTo(2);
    }

    @Test
    void aTruncatedPartitionThatIsFilledAnewIsCaught() {
        server.sql(
                DB,
                "CREATE TABLE m (id int, v text) PARTITION BY LIST (id)",
                "CREATE TABLE m1 PARTITION OF m FOR VALUES IN (1)",
                "CREATE TABLE m2 PARTITION OF m FOR VALUES IN (2)",
                "INSERT INTO m VALUES (1, 'a'), (1, 'b'), (2, 'c')");
        Baseline baseline = server.record(FingerprintMode.KEYS, DB);

        server.sql(DB, "TRUNCATE m1", "INSERT INTO m VALUES (1, 'x'), (1, 'y')");

        assertThat(server.verify(baseline, DB).passes()).isFalse();
    }

    @Test
    void aForeignPartitionIsLeftOutByNameAndTheOthersAreCounted() {
        server.sql(
                DB,
                "CREATE EXTENSION postgres_fdw",
                "CREATE SERVER nowhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1')",
                "CREATE USER MAPPING FOR PUBLIC SERVER nowhere",
                "CREATE TABLE part (id int, \"odd name\" text) PARTITION BY RANGE (id)",
                "CREATE TABLE part_b (\"odd name\" text, id int)",
                "ALTER TABLE part ATTACH PARTITION part_b FOR VALUES FROM (100) TO (200)",
                "CREATE TABLE part_a PARTITION OF part FOR VALUES FROM (0) TO (100)",
                "CREATE FOREIGN TABLE part_far PARTITION OF part FOR VALUES FROM (200) TO (300) SERVER nowhere",
                "INSERT INTO part VALUES (1, 'a'), (2, 'b'), (101, 'c')",
                "CREATE TABLE only_far (id int) PARTITION BY RANGE (id)",
                "CREATE FOREIGN TABLE far PARTITION OF only_far FOR VALUES FROM (0) TO (1) SERVER nowhere");
        Baseline baseline = server.record(FingerprintMode.ROWS, DB);
        assertThat(table(baseline.counts(), "public.part").rows()).isEqualTo(3);
        assertThat(table(baseline.counts(), "public.only_far").rows()).isZero();
        assertThat(baseline.counts().databases().get(0).leftOut())
                .extracting(LeftOut::name)
                .containsExactly("far", "part_far");
        assertThat(server.verify(baseline, DB).passes()).isTrue();

        server.sql(DB, "DELETE FROM part_b");

        assertThat(change(server.verify(baseline, DB), "public.part").lostAtLeast())
                .isEqualTo(1);
    }

    @Test
    void anInheritanceParentAndItsChildrenStandForThemselves() {
        server.sql(
                DB,
                "CREATE TABLE city (id int PRIMARY KEY)",
                "CREATE TABLE capital (CHECK (id > 100)) INHERITS (city)",
                "INSERT INTO city VALUES (1), (2)",
                "INSERT INTO capital VALUES (101)");
        RowCounts counts = count();
        assertThat(table(counts, "public.city").rows()).isEqualTo(2);
        assertThat(table(counts, "public.capital").rows()).isEqualTo(1);
        assertThat(table(counts, "public.city").largestKey()).isEqualTo("2");
    }

    @Test
    void anUnloggedTableIsCountedAndSaysSo() {
        server.sql(DB, "CREATE UNLOGGED TABLE cache AS SELECT 1 AS id");
        assertThat(table(count(), "public.cache").kind()).isEqualTo(TableCount.Kind.UNLOGGED);
    }

    @Test
    void foreignTablesMaterialisedViewsAndExtensionsTablesAreNamedAsLeftOut() {
        server.sql(
                DB,
                "CREATE EXTENSION file_fdw",
                "CREATE SERVER files FOREIGN DATA WRAPPER file_fdw",
                "CREATE FOREIGN TABLE passwd (line text) SERVER files OPTIONS (filename '/does/not/exist')",
                "CREATE TABLE t AS SELECT 1 AS id",
                "CREATE MATERIALIZED VIEW seen AS SELECT * FROM t",
                "CREATE VIEW looked AS SELECT * FROM t",
                "CREATE TABLE cube_config (id int)",
                "CREATE EXTENSION cube",
                "ALTER EXTENSION cube ADD TABLE cube_config");
        RowCounts counts = count();
        assertThat(labels(counts)).containsExactly("public.t");
        assertThat(counts.databases().get(0).leftOut())
                .containsExactlyInAnyOrder(
                        new LeftOut("public", "passwd", LeftOut.Why.FOREIGN_TABLE),
                        new LeftOut("public", "seen", LeftOut.Why.MATERIALISED_VIEW),
                        new LeftOut("public", "cube_config", LeftOut.Why.EXTENSION));
    }

    @Test
    void temporaryTablesOfOtherSessionsAreNobodysBusiness() throws SQLException {
        try (Connection other = server.connect(DB)) {
            CountedServer.run(other, "CREATE TEMP TABLE scratch AS SELECT 1 AS id");
            assertThat(labels(count())).isEmpty();
        }
    }

    @Test
    void aLostLargeObjectIsNoticed() {
        server.sql(DB, "SELECT lo_from_bytea(i, 'x') FROM generate_series(70001, 70003) i");
        Baseline baseline = server.record(FingerprintMode.KEYS, DB);
        assertThat(labels(baseline.counts())).containsExactly("pg_catalog.pg_largeobject_metadata");
        assertThat(server.verify(baseline, DB).passes()).isTrue();

        server.sql(DB, "SELECT lo_unlink(70002)");

        Change change = change(server.verify(baseline, DB), "pg_catalog.pg_largeobject_metadata");
        assertThat(change.cause()).isEqualTo(Cause.ROWS_LOST);
        assertThat(change.lostAtLeast()).isEqualTo(1);
        server.sql(DB, "SELECT lo_unlink(oid) FROM pg_largeobject_metadata");
        assertThat(change(server.verify(baseline, DB), "pg_catalog.pg_largeobject_metadata")
                        .lostAtLeast())
                .isEqualTo(3);
    }

    @Test
    void anEmptyDatabaseAndEmptyTablesAreCountedAsSuch() {
        Baseline nothing = server.record(FingerprintMode.KEYS, DB);
        assertThat(nothing.counts().rows()).isZero();
        assertThat(server.verify(nothing, DB).passes()).isTrue();
        server.sql(DB, "CREATE TABLE empty (id int PRIMARY KEY)", "CREATE TABLE keyless (v json)");
        Baseline empty = server.record(FingerprintMode.ROWS, DB);
        assertThat(table(empty.counts(), "public.empty").rows()).isZero();
        assertThat(table(empty.counts(), "public.empty").keys().sum()).isEqualTo("0");
        assertThat(server.verify(empty, DB).passes()).isTrue();
        assertThat(server.verify(nothing, DB).passes()).isTrue();
    }

    @Test
    void tablesWithoutAColumnAndWithMoreThanAThousandAreCounted() {
        StringBuilder columns = new StringBuilder();
        for (int i = 1; i <= 1500; i++) {
            columns.append(", column_").append(i).append(" int DEFAULT ").append(i);
        }
        server.sql(
                DB,
                "CREATE TABLE bare ()",
                "INSERT INTO bare SELECT FROM generate_series(1, 7)",
                "CREATE TABLE wide (id int PRIMARY KEY" + columns + ")",
                "INSERT INTO wide SELECT i FROM generate_series(1, 20) i");
        for (FingerprintMode mode : FingerprintMode.values()) {
            Baseline baseline = server.record(mode, DB);
            assertThat(table(baseline.counts(), "public.bare").rows()).isEqualTo(7);
            assertThat(table(baseline.counts(), "public.wide").rows()).isEqualTo(20);
            assertThat(server.verify(baseline, DB).passes()).isTrue();
        }
        Baseline baseline = server.record(FingerprintMode.ROWS, DB);
        server.sql(DB, "UPDATE wide SET column_1500 = 0 WHERE id = 7");
        assertThat(table(
                                server.count(CountedServer.options(FingerprintMode.ROWS), baseline.counts(), DB),
                                "public.wide")
                        .rowHash())
                .isNotEqualTo(table(baseline.counts(), "public.wide").rowHash());
    }
}
