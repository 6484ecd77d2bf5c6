package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.counts.Cause;
import io.github.dbguard.counts.Change;
import io.github.dbguard.counts.FingerprintMode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What deploys do to tables: harm is refused with its cause named, and what harms nobody passes. On the oldest and the newest major. */
@EngineTest
@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(strings = {"13", "18"})
class DeployHarmIT {

    private static TestPostgres server;

    @Parameter
    String tag;

    @TempDir
    Path folder;

    @BeforeParameterizedClassInvocation
    static void start(String tag) {
        server = TestPostgres.start(tag, List.of(), "-c", "fsync=off");
        server.psql("CREATE DATABASE shop");
        ComposeProject.seed(server, "shop");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        try (TestPostgres ending = server) {
            assertThat(ending.log()).doesNotContain("terminated by signal", "PANIC");
        }
    }

    private void refused(Cause cause, String table, String deploy, Consumer<Change> more) {
        CountedDatabase database = CountedDatabase.copy(server, "shop", FingerprintMode.KEYS, folder);
        database.psql(deploy);
        CountedDatabase.Found found = database.verify();
        Change change = found.change(table);
        assertThat(change.cause()).as(found.toString()).isEqualTo(cause);
        assertThat(change.fails()).as(found.toString()).isTrue();
        assertThat(found.passes()).isFalse();
        assertThat(found.toString()).contains("FAIL: ").contains(cause.name());
        more.accept(change);
    }

    private void refused(Cause cause, String table, String deploy) {
        refused(cause, table, deploy, change -> {});
    }

    private void passes(String... deploy) {
        CountedDatabase database = CountedDatabase.copy(server, "shop", FingerprintMode.KEYS, folder);
        for (String statement : deploy) {
            database.psql(statement);
        }
        CountedDatabase.Found found = database.verify();
        assertThat(found.passes()).as(found.toString()).isTrue();
        assertThat(found.toString()).contains("PASS: no row lost");
    }

    // ---- refused ----

    @Test
    void oneDeletedRowIsRowsLost() {
        refused(
                Cause.ROWS_LOST,
                "sales.order_items",
                "DELETE FROM sales.order_items WHERE order_id = md5('17')::uuid AND line_no = 2",
                change -> {
                    assertThat(change.lostAtLeast()).isEqualTo(1);
                    assertThat(change.lostAtMost()).isEqualTo(1);
                    assertThat(change.survivors()).isEqualTo(1199);
                });
    }

    @Test
    void oneDeletedRowOfATableWithoutKeyIsRowsLost() {
        refused(
                Cause.ROWS_LOST,
                "\"Audit Log\".\"Event\"",
                "DELETE FROM \"Audit Log\".\"Event\" WHERE what ->> 'n' = '5'");
    }

    @Test
    void aDroppedTableIsTableMissing() {
        refused(Cause.TABLE_MISSING, "public.users", "DROP TABLE users CASCADE");
    }

    @Test
    void aTableThatWasDroppedAndFilledAnewIsTableRecreated() {
        refused(Cause.TABLE_RECREATED, "sales.order_items", """
                DROP TABLE sales.order_items CASCADE;
                CREATE TABLE sales.order_items (order_id uuid, line_no smallint, sku text, quantity int,
                    PRIMARY KEY (order_id, line_no));
                INSERT INTO sales.order_items SELECT md5(n::text)::uuid, line, 'SKU-1', line
                FROM generate_series(1, 600) n, generate_series(1, 2) line
                """);
    }

    @Test
    void truncateAndReseedToTheSameCountIsNamed() {
        refused(
                Cause.TRUNCATED_AND_RESEEDED,
                "public.users",
                """
                TRUNCATE users CASCADE;
                INSERT INTO users (email) SELECT 'seed' || n || '@example.org' FROM generate_series(1, 500) n
                """,
                change -> assertThat(change.rowsAfter()).isEqualTo(500));
    }

    @Test
    void truncateAndReseedWithTheVerySameKeysIsNamed() {
        refused(
                Cause.TRUNCATED_AND_RESEEDED,
                "public.users",
                """
                TRUNCATE users RESTART IDENTITY CASCADE;
                INSERT INTO users (email) SELECT 'user' || n || '@example.org' FROM generate_series(1, 500) n
                """,
                change -> assertThat(change.lostAtLeast()).isEqualTo(500));
    }

    @Test
    void deleteOfAllAndReseedWithTheVerySameKeysIsNamed() {
        refused(Cause.TRUNCATED_AND_RESEEDED, "sales.order_items", """
                DELETE FROM sales.order_items;
                INSERT INTO sales.order_items SELECT md5(n::text)::uuid, line, 'SKU-1', line
                FROM generate_series(1, 600) n, generate_series(1, 2) line
                """);
    }

    @Test
    void aTruncatedPartitionedTableThatWasReseededIsNamed() {
        refused(Cause.TRUNCATED_AND_RESEEDED, "sales.payments", """
                TRUNCATE sales.payments;
                INSERT INTO sales.payments (number, paid_on, order_id, amount)
                SELECT 999 + n, date '2025-06-01' + n, md5(n::text)::uuid, n FROM generate_series(1, 400) n
                """);
    }

    @Test
    void replacedKeysWithTheSameCountAreNamed() {
        refused(
                Cause.KEYS_REPLACED,
                "sales.order_items",
                """
                DELETE FROM sales.order_items WHERE order_id = md5('17')::uuid;
                INSERT INTO sales.order_items VALUES (md5('18')::uuid, 8, 'SKU-1', 1), (md5('18')::uuid, 9, 'SKU-1', 1)
                """,
                change -> assertThat(change.lostAtMost()).isGreaterThanOrEqualTo(1));
    }

    @Test
    void updatedKeysWithTheSameCountAreNamed() {
        refused(
                Cause.KEYS_REPLACED,
                "sales.order_items",
                "UPDATE sales.order_items SET line_no = 7 WHERE order_id = md5('17')::uuid AND line_no = 2");
    }

    @Test
    void anEmptiedTableIsRowsLost() {
        refused(
                Cause.ROWS_LOST,
                "sales.orders",
                "TRUNCATE sales.orders CASCADE",
                change -> assertThat(change.lostAtLeast()).isEqualTo(600));
    }

    @Test
    void aDroppedPartitionIsRowsLost() {
        refused(Cause.ROWS_LOST, "sales.payments", "DROP TABLE sales.payments_2026");
    }

    @Test
    void aLostRowIsNotOutweighedByNewOnes() {
        CountedDatabase database = CountedDatabase.copy(server, "shop", FingerprintMode.KEYS, folder);
        database.psql("DELETE FROM sales.orders WHERE id NOT IN (SELECT order_id FROM sales.order_items);"
                + "DELETE FROM sales.order_items WHERE order_id = md5('9')::uuid;"
                + "DELETE FROM sales.orders WHERE id = md5('9')::uuid;"
                + "INSERT INTO sales.orders (id, user_id) SELECT md5('new' || n)::uuid, n"
                + " FROM generate_series(1, 50) n");
        CountedDatabase.Found found = database.verify();
        assertThat(found.passes()).as(found.toString()).isFalse();
        assertThat(found.change("sales.orders").fails()).isTrue();
    }

    @Test
    void aRecreatedDatabaseIsNamedWithBothOids() {
        CountedDatabase database = CountedDatabase.copy(server, "shop", FingerprintMode.KEYS, folder);
        server.psql("DROP DATABASE " + database.name());
        server.psql("CREATE DATABASE " + database.name() + " TEMPLATE shop");
        CountedDatabase.Found found = database.verify();
        assertThat(found.passes()).isFalse();
        assertThat(found.toString())
                .contains("DATABASE_RECREATED " + database.name() + ": ")
                .containsPattern("oid \\d+ instead of \\d+");
    }

    // ---- passes ----

    @Test
    void aDeployThatChangesNothingPasses() {
        passes("SELECT count(*) FROM sales.revenue");
    }

    @Test
    void maintenancePasses() {
        passes(
                "VACUUM FULL",
                "VACUUM FREEZE",
                "REINDEX TABLE users",
                "CLUSTER products USING products_pkey",
                "ANALYZE",
                "REFRESH MATERIALIZED VIEW sales.best");
    }

    @Test
    void newColumnsPassEvenWhereTheTableIsRewritten() {
        passes(
                "ALTER TABLE users ADD COLUMN phone text",
                "ALTER TABLE products ADD COLUMN rank int NOT NULL DEFAULT 0",
                "ALTER TABLE sales.orders ADD COLUMN token uuid NOT NULL DEFAULT md5(random()::text)::uuid",
                "ALTER TABLE sales.payments ADD COLUMN token double precision NOT NULL DEFAULT random()");
    }

    @Test
    void aWiderColumnTypePasses() {
        passes("ALTER TABLE products ALTER COLUMN category_id TYPE bigint");
    }

    @Test
    void newRowsAndTablesPass() {
        passes(
                "INSERT INTO users (email) VALUES ('new@example.org')",
                "INSERT INTO sales.orders (id, user_id) VALUES (md5('new')::uuid, 1)",
                "INSERT INTO sales.order_items VALUES (md5('3')::uuid, 3, 'SKU-1', 1)",
                "INSERT INTO sales.payments (paid_on, order_id, amount) VALUES ('2025-01-01', md5('3')::uuid, 1)",
                "INSERT INTO \"Audit Log\".\"Event\" (what) VALUES ('{}')",
                "INSERT INTO settings VALUES ('a', 'b')",
                "CREATE TABLE added (id int PRIMARY KEY)");
    }

    @Test
    void anUpdateOfAllRowsPasses() {
        passes(
                "UPDATE users SET profile = profile || '{\"seen\": true}'",
                "UPDATE sales.order_items SET quantity = quantity + 1",
                "UPDATE \"Audit Log\".\"Event\" SET at = now()",
                "UPDATE sales.payments SET amount = amount + 1");
    }

    @Test
    void aRenamedTablePassesUnderItsNewName() {
        passes("ALTER TABLE users RENAME TO customers", "ALTER TABLE customers SET SCHEMA sales");
    }
}
