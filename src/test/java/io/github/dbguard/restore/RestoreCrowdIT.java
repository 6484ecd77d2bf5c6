package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore is not alone: applications that come back at once, transactions that hold on, and other runs of dbguard. */
@EngineTest
class RestoreCrowdIT {

    private static TestPostgres postgres;
    private static LiveApp live;

    @TempDir
    Path directory;

    private RestoreTrial trial;
    private final List<Process> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15", List.of(), "-c", "max_prepared_transactions=5");
        live = new LiveApp(postgres);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void backedUp() {
        live.fill();
        trial = new RestoreTrial(directory, postgres.name()).withoutSafetyBackup();
        trial.backup("app");
        live.goOn();
    }

    @AfterEach
    void nothingIsLeft() {
        clients.forEach(Process::destroyForcibly);
        postgres.exec("sh", "-c", "pkill -f '[w]hile true; do psql' ; true");
        live.leftNothing();
    }

    private void client(String script) throws Exception {
        clients.add(new ProcessBuilder("docker", "exec", postgres.name(), "sh", "-c", script)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    private static void await(String sql) {
        for (int n = 0; n < 200 && !postgres.psql(sql).equals("t"); n++) {
            LiveApp.sleep(50);
        }
    }

    @Test
    void applicationsThatComeBackAtOnceDoNotKeepTheSwapOff() throws Exception {
        for (int n = 0; n < 4; n++) {
            client("while true; do psql -U postgres -d app -c 'SELECT count(*), pg_sleep(5) FROM users'; done");
        }
        client("psql -U postgres -d app -c 'BEGIN; LOCK TABLE users; SELECT pg_sleep(600)'");
        await("SELECT count(*) >= 5 FROM pg_stat_activity WHERE datname = 'app'");

        RestoreOutcome outcome = trial.restore("latest");

        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
        assertThat(postgres.exec(
                                "psql",
                                "-U",
                                "postgres",
                                "-d",
                                outcome.databases().get(0).kept(),
                                "-c",
                                "SELECT 1")
                        .stderr())
                .contains("is not currently accepting connections");
    }

    @Test
    void aPreparedTransactionIsNamedAndEverythingStays() {
        postgres.psql("app", "BEGIN; INSERT INTO log VALUES ('prepared'); PREPARE TRANSACTION 'payment-4711'");
        String databases = live.databases();

        Throwable failure = trial.failure("latest");

        assertThat(failure)
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("Sessions on app could not be ended")
                .hasMessageContaining("prepared transaction payment-4711")
                .hasMessageContaining("serves on, unchanged");
        assertThat(live.databases()).isEqualTo(databases);
        assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
        live.leftNothing();
        postgres.psql("app", "ROLLBACK PREPARED 'payment-4711'");
        trial.restore("latest");
        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
    }

    /** A restore that waits, at its confirmation, for the event. */
    private static CompletableFuture<RestoreOutcome> held(RestoreTrial by, CountDownLatch there, CountDownLatch event) {
        by.confirming(plan -> {
            there.countDown();
            try {
                event.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        return CompletableFuture.supplyAsync(() -> by.restore("latest"));
    }

    @Test
    void theSecondOfTwoRestoresNamesTheFirstAndOneOfThemTakesEffect() throws Exception {
        CountDownLatch there = new CountDownLatch(1);
        CountDownLatch event = new CountDownLatch(1);
        RestoreTrial elsewhere = new RestoreTrial(directory.resolve("elsewhere"), postgres.name());
        elsewhere.backup("app", "postgres");
        CompletableFuture<RestoreOutcome> first = held(trial, there, event);
        there.await();
        try {
            assertThat(new RestoreTrial(directory, postgres.name()).failure("latest"))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("Another run of dbguard holds " + directory)
                    .hasMessageContaining("restore of " + postgres.name());
            // From another folder, and from another database too: this backup holds the one that the first one works
            // from.
            assertThat(elsewhere.failure("latest"))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("Another restore of container " + postgres.name())
                    .hasMessageContaining(
                            "dbguard restore, pid " + ProcessHandle.current().pid());
            assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
        } finally {
            event.countDown();
        }
        assertThat(first.get().databases()).hasSize(1);
        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
        assertThat(postgres.psql("SELECT count(*) FROM pg_database WHERE datname LIKE 'app_before%'"))
                .isEqualTo("1");
    }

    @Test
    void aBackupBesideARestoreHoldsNothingOfWhatIsBeingRestored() {
        RestoreTrial elsewhere = new RestoreTrial(directory.resolve("elsewhere"), postgres.name());
        List<String> dumped = new ArrayList<>();
        trial.telling(new io.github.dbguard.Progress() {
            @Override
            public void update(Supplier<String> said, double fraction) {
                String line = said.get();
                if (dumped.isEmpty() && line.startsWith("count")) {
                    elsewhere.backup().manifest().databases().forEach(d -> dumped.add(d.name()));
                }
            }

            @Override
            public void finish() {}
        });

        trial.restore("latest");

        assertThat(dumped).containsExactlyInAnyOrder("app", "postgres");
        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
    }

    @Test
    void aSafetyBackupThatIsImpossibleSaysHowToDoWithout() {
        postgres.psql("app", "CREATE TABLE held (id int)");
        RestoreTrial safe = new RestoreTrial(directory, postgres.name());
        CompletableFuture<Void> holder = CompletableFuture.runAsync(() ->
                postgres.exec("psql", "-U", "postgres", "-d", "app", "-c", "BEGIN; LOCK held; SELECT pg_sleep(30)"));
        await(
                "SELECT count(*) > 0 FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK held%' AND wait_event = 'PgSleep'");

        assertThat(safe.failure("latest"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("No safety backup of what is there could be made, so nothing was restored")
                .hasMessageContaining("public.held")
                .hasMessageContaining("-Ddbguard.safetyBackup=false");
        assertThat(live.rows()).isEqualTo(LiveApp.LIVE);

        trial.restore("latest");
        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
        holder.join();
    }

    @Test
    void twoRestoresInOneSecondKeepBothDatabases() {
        RestoreOutcome first = trial.restore("latest");
        RestoreOutcome second = trial.restore("latest");
        assertThat(first.databases().get(0).kept())
                .isNotEqualTo(second.databases().get(0).kept());
        assertThat(postgres.psql(
                        "SELECT count(*) FROM pg_database WHERE datname LIKE 'app_before%' AND NOT datallowconn"))
                .isEqualTo("2");
    }
}
