package io.github.dbguard.counts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bookkeeping tables as the tools themselves make them, and what they do to them. */
class MigrationBooksIT {

    private static final String DB = "books";

    private static CountedServer server;

    /**
     * One tool.
     *
     * @param create its tables with two migrations applied
     * @param apply a third one; its remark must contain {@code since}
     * @param back what undoes the last of the first two
     */
    private record Books(String tool, List<String> create, List<String> apply, String since, String back) {
        @Override
        public String toString() {
            return tool;
        }
    }

    static Stream<Books> tools() {
        return Stream.of(
                new Books(
                        "Prisma",
                        List.of(
                                "CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL,"
                                        + " checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,"
                                        + " migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,"
                                        + " started_at TIMESTAMPTZ NOT NULL DEFAULT now(),"
                                        + " applied_steps_count INTEGER NOT NULL DEFAULT 0)",
                                "INSERT INTO _prisma_migrations VALUES ('x', 'c', NULL, '2_more', 'boom', now())",
                                "INSERT INTO _prisma_migrations VALUES ('a', 'c', now(), '1_init'),"
                                        + " ('b', 'c', now(), '2_more')"),
                        List.of(
                                "INSERT INTO _prisma_migrations VALUES ('d', 'c', NULL, '3_new')",
                                "UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1"
                                        + " WHERE id = 'd'"),
                        "Applied since: 3_new",
                        "DELETE FROM _prisma_migrations WHERE id = 'b'"),
                new Books(
                        "Flyway",
                        List.of(
                                "CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL, version VARCHAR(50),"
                                        + " description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL,"
                                        + " script VARCHAR(1000) NOT NULL, checksum INTEGER,"
                                        + " installed_by VARCHAR(100) NOT NULL,"
                                        + " installed_on TIMESTAMP NOT NULL DEFAULT now(),"
                                        + " execution_time INTEGER NOT NULL, success BOOLEAN NOT NULL,"
                                        + " CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank))",
                                "CREATE INDEX ON flyway_schema_history (success)",
                                flyway(1, "'1'", "SQL"),
                                flyway(2, "'1.1'", "SQL"),
                                flyway(3, "NULL", "SQL")),
                        List.of(flyway(4, "'1.2'", "SQL"), flyway(5, "NULL", "SQL")),
                        "Applied since: 1.2.",
                        flyway(9, "'1.1'", "UNDO_SQL")),
                new Books(
                        "Liquibase",
                        List.of(
                                "CREATE TABLE public.databasechangelog (ID VARCHAR(255) NOT NULL,"
                                        + " AUTHOR VARCHAR(255) NOT NULL, FILENAME VARCHAR(255) NOT NULL,"
                                        + " DATEEXECUTED TIMESTAMP WITHOUT TIME ZONE NOT NULL,"
                                        + " ORDEREXECUTED INTEGER NOT NULL, EXECTYPE VARCHAR(10) NOT NULL,"
                                        + " MD5SUM VARCHAR(35), DESCRIPTION VARCHAR(255), COMMENTS VARCHAR(255),"
                                        + " TAG VARCHAR(255), LIQUIBASE VARCHAR(20), CONTEXTS VARCHAR(255),"
                                        + " LABELS VARCHAR(255), DEPLOYMENT_ID VARCHAR(10))",
                                "CREATE TABLE public.databasechangeloglock (ID INTEGER NOT NULL, LOCKED BOOLEAN NOT NULL,"
                                        + " LOCKGRANTED TIMESTAMP WITHOUT TIME ZONE, LOCKEDBY VARCHAR(255),"
                                        + " CONSTRAINT databasechangeloglock_pkey PRIMARY KEY (ID))",
                                "INSERT INTO databasechangeloglock (ID, LOCKED) VALUES (1, FALSE)",
                                liquibase(1),
                                liquibase(2)),
                        List.of(
                                "UPDATE databasechangeloglock SET LOCKED = TRUE, LOCKGRANTED = now()",
                                liquibase(3),
                                "UPDATE databasechangeloglock SET LOCKED = FALSE, LOCKGRANTED = NULL"),
                        "Applied since: db/log.xml::3::ann",
                        "DELETE FROM databasechangelog WHERE id = '2'"),
                new Books(
                        "Django",
                        List.of(
                                "CREATE TABLE django_migrations (id bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS"
                                        + " IDENTITY, app varchar(255) NOT NULL, name varchar(255) NOT NULL,"
                                        + " applied timestamp with time zone NOT NULL)",
                                "INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0001_initial', now()),"
                                        + " ('shop', '0001_initial', now())"),
                        List.of("INSERT INTO django_migrations (app, name, applied) VALUES ('shop', '0002_x', now())"),
                        "Applied since: shop.0002_x",
                        "DELETE FROM django_migrations WHERE app = 'shop' AND name = '0001_initial'"),
                new Books(
                        "Alembic",
                        List.of(
                                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
                                        + " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))",
                                "INSERT INTO alembic_version VALUES ('ae10ff')"),
                        List.of("UPDATE alembic_version SET version_num = '1975ea'"),
                        "Moved from ae10ff to 1975ea",
                        "DELETE FROM alembic_version"),
                new Books(
                        "golang-migrate",
                        List.of(
                                "CREATE TABLE schema_migrations (version bigint not null primary key,"
                                        + " dirty boolean not null)",
                                "INSERT INTO schema_migrations VALUES (7, false)"),
                        List.of(
                                "BEGIN; TRUNCATE schema_migrations; INSERT INTO schema_migrations VALUES (8, true); COMMIT",
                                "BEGIN; TRUNCATE schema_migrations; INSERT INTO schema_migrations VALUES (8, false); COMMIT"),
                        "Moved from 7 to 8",
                        "UPDATE schema_migrations SET version = 6"),
                new Books(
                        "Rails",
                        List.of(
                                "CREATE TABLE schema_migrations (version character varying NOT NULL PRIMARY KEY)",
                                "CREATE TABLE ar_internal_metadata (key character varying NOT NULL PRIMARY KEY,"
                                        + " value character varying, created_at timestamp(6) NOT NULL,"
                                        + " updated_at timestamp(6) NOT NULL)",
                                "INSERT INTO ar_internal_metadata VALUES ('environment', 'production', now(), now())",
                                "INSERT INTO schema_migrations VALUES ('20260101000000'), ('20260102000000')"),
                        List.of("INSERT INTO schema_migrations VALUES ('20260103000000')"),
                        "Applied since: 20260103000000",
                        "DELETE FROM schema_migrations WHERE version = '20260102000000'"),
                new Books(
                        "Knex",
                        List.of(
                                "CREATE TABLE knex_migrations (id serial primary key, name varchar(255), batch integer,"
                                        + " migration_time timestamptz)",
                                "CREATE TABLE knex_migrations_lock (index serial primary key, is_locked integer)",
                                "INSERT INTO knex_migrations_lock (is_locked) VALUES (0)",
                                "INSERT INTO knex_migrations (name, batch) VALUES ('1_a.js', 1), ('2_b.js', 1)"),
                        List.of(
                                "UPDATE knex_migrations_lock SET is_locked = 1",
                                "INSERT INTO knex_migrations (name, batch) VALUES ('3_c.js', 2)",
                                "UPDATE knex_migrations_lock SET is_locked = 0"),
                        "Applied since: 3_c.js",
                        "DELETE FROM knex_migrations WHERE name = '2_b.js'"),
                new Books(
                        "Sequelize",
                        List.of(
                                "CREATE TABLE \"SequelizeMeta\" (name VARCHAR(255) NOT NULL UNIQUE PRIMARY KEY)",
                                "INSERT INTO \"SequelizeMeta\" VALUES ('1-a.js'), ('2-b.js')"),
                        List.of("INSERT INTO \"SequelizeMeta\" VALUES ('3-c.js')"),
                        "Applied since: 3-c.js",
                        "DELETE FROM \"SequelizeMeta\" WHERE name = '2-b.js'"),
                new Books(
                        "TypeORM",
                        List.of(
                                "CREATE TABLE migrations (id SERIAL NOT NULL, \"timestamp\" bigint NOT NULL,"
                                        + " name character varying NOT NULL, CONSTRAINT pk PRIMARY KEY (id))",
                                "INSERT INTO migrations (\"timestamp\", name) VALUES (1, 'Init1'), (2, 'More2')"),
                        List.of("INSERT INTO migrations (\"timestamp\", name) VALUES (3, 'New3')"),
                        "Applied since: New3",
                        "DELETE FROM migrations WHERE name = 'More2'"),
                new Books(
                        "EF",
                        List.of(
                                "CREATE TABLE \"__EFMigrationsHistory\" (\"MigrationId\" varchar(150) NOT NULL,"
                                        + " \"ProductVersion\" varchar(32) NOT NULL,"
                                        + " CONSTRAINT \"PK___EFMigrationsHistory\" PRIMARY KEY (\"MigrationId\"))",
                                "INSERT INTO \"__EFMigrationsHistory\" VALUES ('1_Init', '9.0.0'), ('2_More', '9.0.0')"),
                        List.of("INSERT INTO \"__EFMigrationsHistory\" VALUES ('3_New', '9.0.0')"),
                        "Applied since: 3_New",
                        "DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = '2_More'"));
    }

    private static String flyway(int rank, String version, String type) {
        return "INSERT INTO flyway_schema_history VALUES (" + rank + ", " + version + ", 'd', '" + type
                + "', 'R__views.sql', 1, 'app', now(), 5, true)";
    }

    private static String liquibase(int id) {
        return "INSERT INTO databasechangelog (ID, AUTHOR, FILENAME, DATEEXECUTED, ORDEREXECUTED, EXECTYPE) VALUES ('"
                + id + "', 'ann', 'db/log.xml', now(), " + id + ", 'EXECUTED')";
    }

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

    private static Comparison.Result after(Baseline baseline, String... change) {
        server.sql(DB, change);
        return server.verify(baseline, DB);
    }

    @ParameterizedTest
    @MethodSource("tools")
    void aMigrationMoreIsANoteAndOneLessAFailure(Books books) {
        server.sql(DB, books.create().toArray(String[]::new));
        Baseline baseline = server.record(FingerprintMode.KEYS, DB);
        assertThat(baseline.counts().databases().get(0).migrations())
                .extracting(MigrationHistory::tool)
                .containsExactly(books.tool());
        assertThat(server.verify(baseline, DB).migrations()).isEmpty();

        Comparison.Result applied = after(baseline, books.apply().toArray(String[]::new));

        assertThat(applied.passes())
                .as("%s %s", applied.changes(), applied.migrations())
                .isTrue();
        assertThat(applied.migrations())
                .extracting(Remark::sentence)
                .singleElement()
                .asString()
                .contains(books.since());
        assertThat(applied.changes())
                .as("judged by the history")
                .noneMatch(c -> c.label().contains("igration"));

        Comparison.Result back = after(baseline, books.back());

        assertThat(back.migrations())
                .filteredOn(Remark::fails)
                .extracting(Remark::sentence)
                .singleElement()
                .asString()
                .startsWith("Gone backwards: ");
    }

    @Test
    void whatFailedOrIsDirtyFails() {
        List<Books> tools = tools().toList();
        record Failing(String tool, String change, String named) {}
        for (Failing failing : List.of(
                new Failing("Prisma", "INSERT INTO _prisma_migrations VALUES ('z', 'c', NULL, '3_bad')", "3_bad"),
                new Failing("Flyway", flyway(7, "'2'", "SQL").replace("true)", "false)"), "2"),
                new Failing("Liquibase", liquibase(4).replace("EXECUTED')", "FAILED')"), "db/log.xml::4::ann"),
                new Failing(
                        "golang-migrate",
                        "BEGIN; TRUNCATE schema_migrations; INSERT INTO schema_migrations VALUES (8, true); COMMIT",
                        "8"))) {
            anEmptyDatabase();
            Books books = tools.stream()
                    .filter(t -> t.tool().equals(failing.tool()))
                    .findFirst()
                    .orElseThrow();
            server.sql(DB, books.create().toArray(String[]::new));
            Baseline baseline = server.record(FingerprintMode.KEYS, DB);

            Comparison.Result result = after(baseline, failing.change());

            assertThat(result.migrations())
                    .filteredOn(Remark::fails)
                    .extracting(Remark::sentence)
                    .containsExactly("Not finished, failed or dirty: " + failing.named() + ".");
        }
    }

    @Test
    void aHeldLockIsAWarning() {
        List<Books> tools = tools().toList();
        for (String[] lock : new String[][] {
            {"Liquibase", "UPDATE databasechangeloglock SET locked = true"},
            {"Knex", "UPDATE knex_migrations_lock SET is_locked = 1"}
        }) {
            anEmptyDatabase();
            Books books = tools.stream()
                    .filter(t -> t.tool().equals(lock[0]))
                    .findFirst()
                    .orElseThrow();
            server.sql(DB, books.create().toArray(String[]::new));
            Baseline baseline = server.record(FingerprintMode.KEYS, DB);

            Comparison.Result result = after(baseline, lock[1]);

            assertThat(result.migrations()).extracting(Remark::weight).containsExactly(Remark.Weight.WARNING);
            assertThat(result.passes()).isTrue();
        }
    }

    @Test
    void aHistoryThatIsGoneFailsAndAFlywayRowThatWasRepairedAwayIsNoFailure() {
        List<Books> tools = tools().toList();
        server.sql(DB, tools.get(1).create().toArray(String[]::new));
        server.sql(DB, flyway(6, "'3'", "SQL").replace("true)", "false)"));
        Baseline failed = server.record(FingerprintMode.KEYS, DB);
        assertThat(after(failed, "DELETE FROM flyway_schema_history WHERE NOT success")
                        .passes())
                .isTrue();

        Comparison.Result gone = after(failed, "DROP TABLE flyway_schema_history");

        assertThat(gone.migrations()).extracting(Remark::fails).contains(true);
    }
}
