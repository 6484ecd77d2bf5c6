package io.github.dbguard.counts;

import static io.github.dbguard.counts.CountedServer.change;
import static io.github.dbguard.counts.CountedServer.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Progress;
import io.github.dbguard.target.Target;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More tables than the server has room for locks. */
@Timeout(120)
class ManyTablesIT {

    private static final String DB = "many";
    private static final int TABLES = 4_000;

    private static CountedServer server;

    /** With less room than by default, so that fewer tables would do; making them takes small batches, too. */
    @BeforeAll
    static void thousandsOfTables() {
        server = CountedServer.embedded(Map.of("max_connections", "30", "max_locks_per_transaction", "20"));
        server.sql("postgres", "CREATE DATABASE " + DB);
        for (int from = 1; from <= TABLES; from += 200) {
            server.sql(
                    DB,
                    "DO $$ BEGIN FOR i IN " + from + ".." + (from + 199) + " LOOP"
                            + " EXECUTE format('CREATE TABLE t_%s (id int PRIMARY KEY)', i);"
                            + " IF i <= 100 THEN EXECUTE format('INSERT INTO t_%s VALUES (1), (2)', i); END IF;"
                            + " END LOOP; END $$");
        }
        server.sql(
                DB,
                "CREATE TABLE part (id int) PARTITION BY LIST (id)",
                "CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1)",
                "INSERT INTO part VALUES (1), (1)");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theyAreCountedWithoutLocksAndALossIsFound() {
        long start = System.nanoTime();
        Baseline baseline = server.record(FingerprintMode.KEYS, DB);
        System.out.printf("%,d tables counted in %d ms%n", TABLES, (System.nanoTime() - start) / 1_000_000);
        assertThat(baseline.counts().databases().get(0).tables()).hasSize(TABLES + 1);
        assertThat(baseline.counts().rows()).isEqualTo(202);

        server.sql(DB, "DELETE FROM t_77 WHERE id = 1");

        Comparison.Result result = server.verify(baseline, DB);
        assertThat(result.totals().failing()).isEqualTo(1);
        assertThat(change(result, "public.t_77").cause()).isEqualTo(Cause.ROWS_LOST);
        server.sql(DB, "INSERT INTO t_77 VALUES (1)");
    }

    @Test
    void aTruncateMeanwhileIsAnErrorAndNeverACountOfNothing() {
        for (String[] victim : new String[][] {{"t_3000", "t_3000"}, {"part_1", "part"}}) {
            try (Target target = server.target(DB);
                    Snapshot snapshot = Snapshot.take(target, DB, Duration.ofSeconds(5))) {
                server.sql(DB, "TRUNCATE " + victim[0]);
                CountDatabase count = new CountDatabase(14, CountedServer.options(FingerprintMode.COUNTS));
                assertThatThrownBy(() -> count.count(snapshot, Progress.NONE))
                        .isInstanceOf(CannotProceed.class)
                        .hasMessageContaining("\"" + victim[1] + "\" was truncated")
                        .hasMessageContaining("max_locks_per_transaction");
            }
        }
        server.sql(DB, "INSERT INTO part VALUES (1), (1)");
        assertThat(table(server.count(CountedServer.options(FingerprintMode.KEYS), null, DB), "public.part")
                        .rows())
                .isEqualTo(2);
    }
}
