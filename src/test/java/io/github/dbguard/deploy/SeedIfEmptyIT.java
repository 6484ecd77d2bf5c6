package io.github.dbguard.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.Refused;
import io.github.dbguard.SilentLog;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.counts.TablePattern;
import io.github.dbguard.report.SeedReport;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeds run on empty tables, once, whole or not at all. */
@EngineTest
class SeedIfEmptyIT {

    private static TestPostgres postgres;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void emptyTables() {
        postgres.psql("DROP DATABASE IF EXISTS shop WITH (FORCE)");
        postgres.psql("CREATE DATABASE shop");
        psql("CREATE TABLE users (id int, name text); CREATE TABLE orders (id int)");
    }

    private String psql(String sql) {
        return postgres.psql("shop", sql);
    }

    private Target find() {
        return FindTarget.find(new TargetOptions(
                folder, postgres.name(), null, null, null, null, null, List.of("shop"), null, Duration.ofSeconds(30)));
    }

    private Path file(String name, String sql) throws IOException {
        return Files.writeString(folder.resolve(name), sql);
    }

    private static SeedOptions files(Path... files) {
        return new SeedOptions(null, List.of(files), null, List.of(), Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    private SeedOptions command(String command, Duration limit) {
        return new SeedOptions(null, List.of(), command, List.of(), Duration.ofSeconds(30), limit);
    }

    private static SeedOptions onTables(SeedOptions options, String... tables) {
        return new SeedOptions(
                options.database(),
                options.files(),
                options.command(),
                Stream.of(tables)
                        .map(t -> TablePattern.parse(t, "dbguard.tables"))
                        .toList(),
                options.patience(),
                options.limit());
    }

    private SeedOutcome seed(SeedOptions options) {
        try (Target target = find()) {
            return new SeedIfEmpty(options, folder, new SilentLog()).seed(target);
        }
    }

    private String insert(int rows) {
        return "docker exec " + postgres.name() + " psql -U postgres -d shop -qc \"INSERT INTO users SELECT i FROM"
                + " generate_series(1, " + rows + ") i\"";
    }

    @Test
    void emptyTablesAreSeededAndFilledOnesLeftAlone() throws IOException {
        SeedOptions options = files(
                file("1.sql", "COPY users FROM stdin;\n1\tAnn\n2\tBob\n\\.\n"),
                file("2.sql", "INSERT INTO orders VALUES (1)"));

        SeedOutcome first = seed(options);
        SeedOutcome second = seed(options);

        assertThat(first.seeded()).isTrue();
        assertThat(first.rows()).containsExactly(new TableRows("public.users", 2), new TableRows("public.orders", 1));
        assertThat(second.seeded()).isFalse();
        assertThat(second.rows()).isEqualTo(first.rows());
        assertThat(psql("SELECT count(*) FROM users")).isEqualTo("2");
        assertThat(SeedReport.lines(second))
                .containsExactly(
                        "Did not seed database shop: 2 of 2 tables hold rows. Nothing was changed.",
                        "  public.users: 2 rows",
                        "  public.orders: 1 row");
    }

    @Test
    void oneRowAnywhereIsEnoughToLeaveAllAlone() throws IOException {
        psql("INSERT INTO orders VALUES (7)");
        SeedOutcome outcome = seed(files(file("1.sql", "INSERT INTO users VALUES (1)")));
        assertThat(outcome.seeded()).isFalse();
        assertThat(psql("SELECT count(*) FROM users")).isEqualTo("0");
    }

    @Test
    void severalThatStartAtOnceSeedOnce() throws IOException {
        SeedOptions options = files(file("1.sql", "SELECT pg_sleep(1);\nINSERT INTO users VALUES (1), (2);\n"));
        List<CompletableFuture<SeedOutcome>> runs = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> seed(options)))
                .limit(3)
                .toList();
        List<SeedOutcome> outcomes = runs.stream().map(CompletableFuture::join).toList();

        assertThat(outcomes).filteredOn(SeedOutcome::seeded).hasSize(1);
        assertThat(psql("SELECT count(*) FROM users")).isEqualTo("2");
    }

    @Test
    void severalThatStartACommandAtOnceRunItOnce() {
        SeedOptions options = command("sleep 1; " + insert(3), Duration.ofSeconds(30));
        List<CompletableFuture<SeedOutcome>> runs = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> seed(options)))
                .limit(2)
                .toList();

        assertThat(runs.stream().map(CompletableFuture::join).toList())
                .filteredOn(SeedOutcome::seeded)
                .hasSize(1);
        assertThat(psql("SELECT count(*) FROM users")).isEqualTo("3");
    }

    @Test
    void whoWaitsTooLongIsToldSo() {
        SeedOptions impatient =
                new SeedOptions(null, List.of(), "true", List.of(), Duration.ofSeconds(1), Duration.ofSeconds(30));
        try (Target target = find();
                SeedLock held = SeedLock.acquire(target, "shop", Duration.ofSeconds(5))) {
            assertThatThrownBy(() -> seed(impatient))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("Another seed-if-empty has been at work on database shop")
                    .hasMessageContaining("-Ddbguard.lockTimeout");
        }
    }

    @Test
    void anErrorRollsAllOfItBackAndNamesFileAndLine() throws IOException {
        SeedOptions options = files(
                file("1.sql", "INSERT INTO users VALUES (1);\n"),
                file("2.sql", "INSERT INTO orders VALUES (1);\nINSERT INTO nowhere VALUES (1);\n"));

        assertThatThrownBy(() -> seed(options))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("2.sql, line 2: ERROR:  relation \"nowhere\" does not exist")
                .hasMessageContaining("All of it was rolled back");
        assertThat(psql("SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM orders)"))
                .isEqualTo("0");
    }

    @Test
    void aRowThatCameAfterTheDecisionStopsTheSeedInItsOwnTransaction() throws IOException {
        SeedFile file = SeedFile.read(file("1.sql", "INSERT INTO users VALUES (1);\n"));
        try (Target target = find();
                SeedLock lock = SeedLock.acquire(target, "shop", Duration.ofSeconds(5))) {
            GuardedTables tables = GuardedTables.find(lock.session(), List.of(), List.of());
            assertThat(tables.filled(lock.session())).isEmpty();
            psql("INSERT INTO orders VALUES (9)");

            SeedPsql.Ended ended = SeedPsql.run(target, "shop", new SeedScript(tables, List.of(file)));

            assertThat(ended.exitCode()).isNotZero();
            assertThat(ended.stderr()).contains(SeedScript.NOT_EMPTY);
        }
        assertThat(psql("SELECT count(*) FROM users")).isEqualTo("0");
    }

    @Test
    void aMigrationThatIsHalfAppliedIsRefused() throws IOException {
        psql("CREATE TABLE _prisma_migrations (migration_name text, started_at timestamptz, finished_at timestamptz,"
                + " rolled_back_at timestamptz); INSERT INTO _prisma_migrations VALUES ('1_init', now(), now(), NULL)");
        SeedOptions options = files(file("1.sql", "INSERT INTO users VALUES (1)"));
        psql("INSERT INTO _prisma_migrations VALUES ('2_half', now(), NULL, NULL)");

        assertThatThrownBy(() -> seed(options))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("half-applied or running (Prisma: 2_half)");
        assertThat(psql("SELECT count(*) FROM users")).isEqualTo("0");

        psql("UPDATE _prisma_migrations SET finished_at = now()");
        assertThat(seed(options).seeded())
                .as("the books themselves are no data")
                .isTrue();
    }

    @Test
    void onlyTheTablesThatAreNamedHaveToBeEmpty() throws IOException {
        psql("INSERT INTO orders VALUES (7)");
        SeedOptions options = files(file("1.sql", "INSERT INTO users VALUES (1)"));

        assertThat(seed(onTables(options, "public.us*")).seeded()).isTrue();
        assertThatThrownBy(() -> seed(onTables(options, "users", "no_such_table")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("dbguard.tables names no_such_table")
                .hasMessageContaining("Nothing was seeded");
    }

    @Test
    void partitionsAndNamesOfEveryKindAreLookedInto() throws IOException {
        psql("CREATE TABLE \"We\"\"ird $dbguard$\" (i int) PARTITION BY LIST (i);"
                + " CREATE TABLE part PARTITION OF \"We\"\"ird $dbguard$\" FOR VALUES IN (1)");
        SeedOptions options = files(file("1.sql", "INSERT INTO users VALUES (1)"));
        psql("INSERT INTO part VALUES (1)");
        assertThat(seed(options).rows()).containsExactly(new TableRows("public.We\"ird $dbguard$", 1));
        psql("TRUNCATE part");
        assertThat(seed(options).seeded()).isTrue();
    }

    @Test
    void aCommandThatFailsOrHangsIsSaidWithWhatItLeft() {
        assertThatThrownBy(() -> seed(command("echo no; exit 3", Duration.ofSeconds(30))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("The command ended with exit code 3: echo no; exit 3")
                .hasMessageContaining("What it has written stays");
        assertThatThrownBy(() -> seed(command("sleep 600 & wait", Duration.ofSeconds(1))))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("did not end within 1 s, and was ended")
                .hasMessageContaining("-Ddbguard.timeout");
    }

    @Test
    void aSeedWithoutRowsIsNoFailureButIsSaid() throws IOException {
        SeedOutcome outcome = seed(files(file("1.sql", "-- nothing yet\n")));
        assertThat(outcome.seeded()).isTrue();
        assertThat(SeedReport.lines(outcome)).singleElement().asString().contains("the seed has no rows");
    }

    @Test
    void aTableThatTheRoleMayNotReadIsNoPass() throws IOException {
        postgres.psql("DO $$ BEGIN CREATE ROLE blind LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
        SeedOptions options = files(file("1.sql", "SELECT 1"));
        TargetOptions blind = new TargetOptions(
                folder,
                postgres.name(),
                null,
                null,
                null,
                "blind",
                null,
                List.of("shop"),
                null,
                Duration.ofSeconds(30));
        try (Target target = FindTarget.find(blind)) {
            assertThatThrownBy(() -> new SeedIfEmpty(options, folder, new SilentLog()).seed(target))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("is empty could not be seen")
                    .hasMessageContaining("GRANT SELECT");
        }
    }
}
