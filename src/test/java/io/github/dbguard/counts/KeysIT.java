package io.github.dbguard.counts;

import static io.github.dbguard.counts.CountedServer.change;
import static io.github.dbguard.counts.CountedServer.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a key, and what its fingerprint tells. */
class KeysIT {

    private static final String DB = "keys";

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

    private static RowCounts count(FingerprintMode mode) {
        return server.count(CountedServer.options(mode), null, DB);
    }

    private static Fingerprint keys(String label) {
        return table(count(FingerprintMode.KEYS), label).keys();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            smallint ; i::smallint
            bigint ; 5000000000 + i
            oid ; i::oid
            numeric(10,2) ; i / 4.0
            real ; i / 3.0
            double precision ; i * 1e300
            uuid ; md5(i::text)::uuid
            text ; 'Ä' || i
            varchar(20) ; 'v' || i
            char(20) ; 'c' || i
            name ; ('n' || i)::name
            "char" ; chr(64 + i)::"char"
            citext ; 'Mixed' || i
            bytea ; decode(md5(i::text), 'hex')
            date ; date '2026-01-01' + i
            time ; time '10:00' + i * interval '1 minute'
            timestamp ; timestamp '2026-01-01' + i * interval '1 day'
            timestamptz ; timestamptz '2026-01-01' + i * interval '1 day'
            interval ; i * interval '1 day'
            boolean[] ; array_fill(true, array[i])
            int[] ; array[i, i]
            mood ; (array['sad', 'ok', 'happy', 'a,b', 'it''s'])[1 + (i - 1) % 5]::mood
            positive ; i
            posh ; i
            text_uuid ; md5(i::text)
            inet ; '10.0.0.0'::inet + i
            macaddr ; ('08:00:2b:01:02:0' || i)::macaddr
            bit(8) ; i::bit(8)
            money ; i::money
            tsvector ; ('w' || i)::tsvector
            jsonb ; jsonb_build_object('k', i)
            int4range ; int4range(i, i + 2)
            pair ; row(i, 'x')::pair
            strange.uuid ; ('s' || i)::strange.uuid
            """)
    void aKeyOfAnyTypeTellsARowFromAnother(String type, String value) {
        server.sql(
                DB,
                "CREATE EXTENSION citext",
                "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'a,b', 'it''s')",
                "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
                "CREATE DOMAIN posh AS positive",
                "CREATE DOMAIN text_uuid AS text",
                "CREATE TYPE pair AS (a int, b text)",
                "CREATE SCHEMA strange",
                "CREATE TYPE strange.uuid AS ENUM ('s1', 's2', 's3', 's4', 's5')",
                "CREATE TABLE t (id " + type + " PRIMARY KEY, v int)",
                "INSERT INTO t SELECT " + value + ", i FROM generate_series(1, 5) i",
                "CREATE TABLE other (LIKE t INCLUDING ALL)",
                "INSERT INTO other SELECT * FROM t ORDER BY v DESC");
        for (FingerprintMode mode : FingerprintMode.values()) {
            RowCounts counts = count(mode);
            assertThat(table(counts, "public.t").rows()).isEqualTo(5);
            assertThat(table(counts, "public.t").keys())
                    .isEqualTo(table(counts, "public.other").keys());
            assertThat(table(counts, "public.t").rowHash())
                    .isEqualTo(table(counts, "public.other").rowHash());
        }
        Baseline baseline = server.record(FingerprintMode.KEYS, DB);
        server.sql(DB, "DELETE FROM t WHERE v = 2");

        Comparison.Result result = server.verify(baseline, DB);

        assertThat(change(result, "public.t").cause()).isEqualTo(Cause.ROWS_LOST);
        assertThat(change(result, "public.other").fails()).isFalse();
    }

    @Test
    void anUpdateOfEveryRowIsNoAlarmThoughTheServerCountsItLate() {
        server.sql(DB, "CREATE TABLE t (id int PRIMARY KEY, v int)", "INSERT INTO t SELECT 1, 1");
        Baseline baseline = server.record(FingerprintMode.KEYS, DB);
        server.sql(DB, "UPDATE t SET v = v + 1");

        Comparison.Result result = server.verify(baseline, DB);

        assertThat(result.passes()).as("%s", result.changes()).isTrue();
    }

    @Test
    void theLargestKeyIsTheLargestByItsOwnOrderAndNotAsText() {
        server.sql(
                DB,
                "CREATE TABLE grown (id int PRIMARY KEY, v text)",
                "INSERT INTO grown SELECT i FROM generate_series(1, 1200) i");
        Baseline baseline = server.record(FingerprintMode.KEYS, DB);
        assertThat(table(baseline.counts(), "public.grown").largestKey()).isEqualTo("1200");
        server.sql(
                DB,
                "UPDATE grown SET v = 'touched' WHERE id % 2 = 0",
                "INSERT INTO grown SELECT i FROM generate_series(1201, 1210) i");

        Change change = change(server.verify(baseline, DB), "public.grown");

        assertThat(change.cause()).isEqualTo(Cause.ROWS_ADDED);
        assertThat(change.sentence()).contains("every key of the baseline is there");
        server.sql(DB, "DELETE FROM grown WHERE id = 7", "INSERT INTO grown VALUES (2000)");
        assertThat(change(server.verify(baseline, DB), "public.grown").lostAtLeast())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "en-x-icu", "de-x-icu"})
    void textKeysHaveALargestOneUnderTheirOwnCollation(String collation) {
        server.sql(
                DB,
                "CREATE TABLE word (w text COLLATE \"" + collation + "\" PRIMARY KEY)",
                "INSERT INTO word VALUES ('a'), ('B'), ('ä'), ('Z'), ('zebra')");
        Baseline baseline = server.record(FingerprintMode.KEYS, DB);
        server.sql(DB, "UPDATE word SET w = w", "INSERT INTO word VALUES ('zz'), ('b')");

        Change change = change(server.verify(baseline, DB), "public.word");

        assertThat(change.rowsAfter()).isEqualTo(7);
        assertThat(change.lostAtLeast()).isZero();
    }

    @Test
    void theSameKeysHaveTheSameFingerprintUnderAnyCollationAndInAnyOrder() {
        server.sql(
                DB,
                "CREATE TABLE a (w text COLLATE \"C\" PRIMARY KEY)",
                "CREATE TABLE b (w text COLLATE \"en-x-icu\" PRIMARY KEY)",
                "CREATE COLLATION blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "CREATE TABLE c (w text COLLATE blind PRIMARY KEY)",
                "INSERT INTO a SELECT md5(i::text) FROM generate_series(1, 500) i",
                "INSERT INTO b SELECT w FROM a ORDER BY w DESC",
                "INSERT INTO c SELECT w FROM a ORDER BY w DESC");
        assertThat(keys("public.a")).isEqualTo(keys("public.b")).isEqualTo(keys("public.c"));
    }

    @Test
    void swappedDuplicatedAndRemovedKeysHaveOtherFingerprints() {
        server.sql(DB, "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b))", "INSERT INTO t VALUES (1, 2), (3, 4)");
        Fingerprint original = keys("public.t");
        server.sql(DB, "UPDATE t SET a = b, b = a");
        assertThat(keys("public.t")).isNotEqualTo(original);
        server.sql(DB, "UPDATE t SET a = b, b = a");
        assertThat(keys("public.t")).isEqualTo(original);
        server.sql(DB, "DELETE FROM t WHERE a = 1", "INSERT INTO t VALUES (1, 4)", "DELETE FROM t WHERE a = 3");
        server.sql(DB, "INSERT INTO t VALUES (3, 2)");
        assertThat(keys("public.t")).isNotEqualTo(original);
        server.sql(DB, "ALTER TABLE t DROP CONSTRAINT t_pkey", "TRUNCATE t", "INSERT INTO t VALUES (1, 2), (3, 4)");
        Baseline unkeyed = server.record(FingerprintMode.ROWS, DB);
        server.sql(DB, "TRUNCATE t", "INSERT INTO t VALUES (5, 6), (5, 6)");
        assertThat(count(FingerprintMode.ROWS)
                        .databases()
                        .get(0)
                        .tables()
                        .get(0)
                        .rowHash())
                .isNotEqualTo(table(unkeyed.counts(), "public.t").rowHash());
    }

    @Test
    void anIntegerKeyThatWasWidenedIsComparedAllTheSame() {
        server.sql(
                DB,
                "CREATE TABLE t (id int PRIMARY KEY, v text)",
                "INSERT INTO t SELECT i FROM generate_series(-500, 500) i");
        Baseline baseline = server.record(FingerprintMode.KEYS, DB);
        server.sql(DB, "ALTER TABLE t ALTER id TYPE bigint");

        Change change = change(server.verify(baseline, DB), "public.t");

        assertThat(change.cause()).isEqualTo(Cause.REWRITTEN_NO_LOSS);
        assertThat(change.fails()).isFalse();
        server.sql(DB, "UPDATE t SET id = 5000000000 WHERE id = 500");
        assertThat(server.verify(baseline, DB).passes()).isFalse();
    }

    @Test
    void aUniqueIndexIsAKeyOnlyWhereNoRowEscapesIt() {
        server.sql(
                DB,
                "CREATE TABLE primary_first (u int NOT NULL UNIQUE, id int PRIMARY KEY)",
                "CREATE TABLE included (a int NOT NULL, b int, c int NOT NULL)",
                "CREATE UNIQUE INDEX ON included (c, a) INCLUDE (b)",
                "CREATE TABLE deferred (a int NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED)",
                "CREATE TABLE nullable (a int UNIQUE)",
                "CREATE TABLE partial (a int NOT NULL)",
                "CREATE UNIQUE INDEX ON partial (a) WHERE a > 0",
                "CREATE TABLE expression (a text NOT NULL)",
                "CREATE UNIQUE INDEX ON expression (lower(a))",
                "CREATE TABLE no_key (a int)",
                "CREATE TABLE generated (a int NOT NULL, b int GENERATED ALWAYS AS (a * 2) STORED PRIMARY KEY)",
                "INSERT INTO generated VALUES (3), (4)",
                "INSERT INTO deferred VALUES (1), (2)");
        RowCounts counts = count(FingerprintMode.ROWS);
        assertThat(keyOf(counts, "primary_first")).containsExactly("id");
        assertThat(keyOf(counts, "included")).containsExactly("c", "a");
        assertThat(keyOf(counts, "deferred")).containsExactly("a");
        assertThat(keyOf(counts, "generated")).containsExactly("b");
        assertThat(counts.databases().get(0).tables())
                .filteredOn(noKey())
                .extracting(TableCount::name)
                .containsExactly("expression", "no_key", "nullable", "partial");
        assertThat(table(counts, "public.generated").largestKey()).isEqualTo("8");
    }

    private static Predicate<TableCount> noKey() {
        return t -> t.keyColumns().isEmpty() && t.keys() == null && t.largestKey() == null;
    }

    private static List<String> keyOf(RowCounts counts, String name) {
        return table(counts, "public." + name).keyColumns();
    }

    @Test
    void aTypeWithoutAHashIsComparedAsTextInModeRows() {
        server.sql(
                DB,
                "CREATE TABLE doc (id int PRIMARY KEY, j json, p point, x xml)",
                "INSERT INTO doc SELECT i, '{\"a\": 1}', point(i, i) FROM generate_series(1, 10) i",
                "CREATE TABLE plain (id int, v text)",
                "INSERT INTO plain SELECT i FROM generate_series(1, 10) i");
        Baseline baseline = server.record(FingerprintMode.ROWS, DB);
        assertThat(table(baseline.counts(), "public.doc").rowHash().method()).contains(" text ");
        assertThat(table(baseline.counts(), "public.plain").rowHash().method()).contains(" record ");
        server.sql(DB, "ALTER TABLE doc ADD extra text DEFAULT md5(random()::text)", "VACUUM FULL doc");

        Change change = change(server.verify(baseline, DB), "public.doc");

        assertThat(change.fails()).isFalse();
        server.sql(DB, "TRUNCATE plain", "INSERT INTO plain SELECT i FROM generate_series(1, 10) i");
        Change same = change(server.verify(baseline, DB), "public.plain");
        assertThat(same.cause()).isEqualTo(Cause.REWRITTEN_NO_LOSS);
        server.sql(DB, "UPDATE plain SET v = 'x' WHERE id = 3");
        assertThat(change(server.verify(baseline, DB), "public.plain").fails()).isTrue();
    }
}
