package io.github.dbguard.counts;

import static io.github.dbguard.counts.CountedServer.change;
import static io.github.dbguard.counts.CountedServer.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.postgres.Sql;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Names that need quoting somewhere on the way. */
class NamesIT {

    private static final List<String> NAMES = List.of(
            "plain",
            "Upper Case",
            "qu\"ote",
            "two\"\"quotes",
            "it's",
            "dot.ted",
            "new\nline",
            "tab\tbed",
            "back\\slash",
            "\\Equoted\\Q",
            "per%cent %s %1$s",
            "$$",
            "$1",
            "?",
            ":named",
            "{d '2020-01-01'}",
            "semi;colon",
            "-- comment",
            "/* comment",
            "SELECT",
            "naïve Größe 表 😀",
            "ünïcödé".repeat(5),
            "x".repeat(63),
            " leading and trailing ");

    private static CountedServer server;

    @BeforeAll
    static void start() {
        server = CountedServer.embedded();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void tablesColumnsAndSchemasMayBeCalledAnything() {
        server.sql("postgres", "CREATE DATABASE names");
        for (String name : NAMES) {
            String quoted = Sql.identifier(name);
            server.sql(
                    "names",
                    "CREATE TABLE " + quoted + " (" + quoted + " text PRIMARY KEY)",
                    "INSERT INTO " + quoted + " VALUES ('a'), ('b')",
                    "CREATE SCHEMA " + Sql.identifier("s " + name.substring(0, Math.min(20, name.length()))));
        }
        Baseline baseline = server.record(FingerprintMode.ROWS, "names");
        assertThat(baseline.counts().databases().get(0).tables())
                .extracting(TableCount::name)
                .containsExactlyInAnyOrderElementsOf(NAMES);
        assertThat(baseline.counts().databases().get(0).tables()).allSatisfy(count -> {
            assertThat(count.rows()).isEqualTo(2);
            assertThat(count.keyColumns()).containsExactly(count.name());
            assertThat(count.largestKey()).isEqualTo("b");
        });
        for (String name : NAMES) {
            server.sql("names", "DELETE FROM " + Sql.identifier(name) + " WHERE " + Sql.identifier(name) + " = 'a'");
        }

        Comparison.Result result = server.verify(baseline, "names");

        assertThat(result.totals().failing()).isEqualTo(NAMES.size());
    }

    @Test
    void theSameNameInTwoSchemasIsTwoTables() {
        server.sql("postgres", "CREATE DATABASE schemas");
        server.sql(
                "schemas",
                "CREATE SCHEMA \"Shop.eu\"",
                "CREATE TABLE public.orders AS SELECT 1 AS id",
                "CREATE TABLE \"Shop.eu\".orders AS SELECT i AS id FROM generate_series(1, 3) i");
        Baseline baseline = server.record(FingerprintMode.KEYS, "schemas");
        assertThat(table(baseline.counts(), "public.orders").rows()).isEqualTo(1);
        assertThat(table(baseline.counts(), "\"Shop.eu\".orders").rows()).isEqualTo(3);

        server.sql("schemas", "DELETE FROM \"Shop.eu\".orders WHERE id = 2");

        Comparison.Result result = server.verify(baseline, "schemas");
        assertThat(change(result, "public.orders").fails()).isFalse();
        assertThat(change(result, "\"Shop.eu\".orders").cause()).isEqualTo(Cause.ROWS_LOST);
    }

    @Test
    void aTableIsIgnoredByTheLabelThatReportsShow() {
        server.sql("postgres", "CREATE DATABASE ignoring");
        for (String name : NAMES) {
            server.sql("ignoring", "CREATE TABLE " + Sql.identifier(name) + " ()");
        }
        List<String> labels = CountedServer.labels(
                server.record(FingerprintMode.KEYS, "ignoring").counts());
        Policies policies = Policies.parse(null, labels, null, null, null);

        RowCounts counts = server.count(CountedServer.options(FingerprintMode.KEYS, policies), null, "ignoring");

        assertThat(CountedServer.labels(counts)).isEmpty();
        assertThat(counts.databases().get(0).leftOut()).hasSize(NAMES.size());
    }

    @Test
    void databasesMayBeCalledAnything() {
        List<String> hard = List.of(
                "we\"ird db",
                "a=b",
                "naïve",
                "with/slash",
                "a?user=b",
                "a&b",
                "100%",
                "%41",
                "a+b",
                "#hash",
                "a:b",
                "..",
                "host=elsewhere");
        List<String> databases = Stream.concat(
                        hard.stream(), NAMES.stream().map(name -> name.substring(0, Math.min(name.length(), 30))))
                .map(name -> name.equals("plain") ? "plain db" : name)
                .toList();
        for (String name : databases) {
            server.sql("postgres", "CREATE DATABASE " + Sql.identifier(name));
            server.sql(name, "CREATE TABLE t AS SELECT 1 AS id");
        }
        Baseline baseline = server.record(FingerprintMode.KEYS, databases.toArray(String[]::new));
        assertThat(baseline.counts().databases())
                .extracting(DatabaseCounts::database)
                .containsExactlyElementsOf(databases);
        assertThat(baseline.counts().rows()).isEqualTo(databases.size());
        for (String name : hard) {
            server.sql(
                    "postgres",
                    "DROP DATABASE " + Sql.identifier(name) + " WITH (FORCE)",
                    "CREATE DATABASE " + Sql.identifier(name));
        }

        Comparison.Result result = server.verify(baseline, databases.toArray(String[]::new));

        assertThat(result.causes())
                .extracting(TargetCause::cause)
                .hasSize(hard.size())
                .containsOnly(Cause.DATABASE_RECREATED);
        for (String name : databases) {
            server.sql("postgres", "DROP DATABASE " + Sql.identifier(name) + " WITH (FORCE)");
        }
    }
}
