package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.Progress;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.backup.DumpFormat;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Something dies while a restore loads, or in the very moment of the swap. */
@EngineTest
class RestoreFaultsIT {

    private static TestPostgres postgres;
    private static LiveApp live;

    @TempDir
    static Path directory;

    private RestoreTrial trial;
    private String databases;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        live = new LiveApp(postgres).fill();
        postgres.psql("app", LiveApp.BIG);
        for (DumpFormat format : DumpFormat.values()) {
            new RestoreTrial(directory.resolve(format.name()), postgres.name())
                    .in(format)
                    .backup("app");
        }
        live.goOn();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void look() {
        trial = in(DumpFormat.DIRECTORY);
        databases = live.databases();
    }

    private static RestoreTrial in(DumpFormat format) {
        return new RestoreTrial(directory.resolve(format.name()), postgres.name()).withoutSafetyBackup();
    }

    @AfterEach
    void nothingHappened() {
        assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
        assertThat(live.databases()).isEqualTo(databases);
        live.leftNothing();
    }

    /** As soon as rows are loaded. In a thread of its own: while output is not read, the engine tells of no end. */
    private static Thread whenLoading(Runnable fault) {
        Thread thread = new Thread(
                () -> {
                    String copying = "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'dbguard_restore%'"
                            + " AND query ILIKE 'COPY%' AND state = 'active'";
                    for (int n = 0; n < 400; n++) {
                        if (!postgres.psql(copying).equals("0")) {
                            fault.run();
                            return;
                        }
                    }
                },
                "fault");
        thread.start();
        return thread;
    }

    private Throwable failureWith(RestoreTrial of, Runnable fault) throws InterruptedException {
        Thread thread = whenLoading(fault);
        Throwable failure = of.failure("latest");
        thread.join();
        return failure;
    }

    @Test
    void sessionsThatAreEndedInMidLoadAreAnError() throws Exception {
        for (DumpFormat format : DumpFormat.values()) {
            Throwable failure = failureWith(
                    in(format),
                    () -> postgres.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE datname LIKE 'dbguard_restore%'"));
            assertThat(failure)
                    .as(format.name())
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("Restoring database app")
                    .hasMessageContaining("The live database is untouched");
            live.leftNothing();
        }
    }

    @Test
    void aServerThatIsRestartedAtOnceInMidLoadIsAnErrorAndWhatWasLeftIsCleared() throws Exception {
        Throwable failure = failureWith(trial, () -> {
            // The server is process 1 of the container, which ends with it.
            TestPostgres.docker("restart", "-t", "0", postgres.name());
            postgres.awaitReady();
        });
        assertThat(failure).isInstanceOf(CannotProceed.class).hasMessageContaining(postgres.name());
        // It is undone at once where the container is up again by then, and said where it is not.
        boolean undone = trial.warnings.stream().anyMatch(w -> w.contains("the live databases are as they were"));
        assertThat(undone || failure.getMessage().contains("the next goal of dbguard on this target does it"))
                .as(failure.getMessage())
                .isTrue();

        assertNextGoalClears();
    }

    @Test
    void aContainerThatIsKilledInMidLoadIsAnErrorAndTheNextGoalClears() throws Exception {
        for (DumpFormat format : new DumpFormat[] {DumpFormat.DIRECTORY, DumpFormat.PLAIN}) {
            trial = in(format);
            Throwable failure = failureWith(trial, postgres::kill);
            assertThat(failure)
                    .as(format.name())
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining(postgres.name())
                    .hasMessageContaining("The live database is untouched");
            TestPostgres.docker("start", postgres.name());
            postgres.awaitReady();

            assertNextGoalClears();
        }
    }

    /** What is left in the container's file system is cleared by the next restore; it need not come to its load. */
    private void assertNextGoalClears() {
        trial.verify();
        assertThat(postgres.psql("SELECT count(*) FROM pg_database WHERE datname LIKE 'dbguard%'"))
                .isEqualTo("0");
        trial.confirming(plan -> {
            throw new CannotProceed("enough");
        });
        assertThat(trial.failure("latest")).hasMessage("enough");
        live.leftNothing();
    }

    @Test
    void aServerThatCrashesInMidLoadIsWaitedForAndWhatWasLoadedGoes() throws Exception {
        Throwable failure = failureWith(
                trial,
                () -> postgres.exec(
                        "sh",
                        "-c",
                        "kill -9 $(psql -U postgres -AtXc \"SELECT pid FROM pg_stat_activity WHERE datname LIKE"
                                + " 'dbguard_restore%' LIMIT 1\")"));
        assertThat(failure).isInstanceOf(CannotProceed.class).hasMessageContaining("Restoring database app");
        assertThat(trial.warnings).anyMatch(w -> w.contains("Undid the restore"));
        assertThat(postgres.log()).contains("all server processes terminated; reinitializing");
    }

    @Test
    void aSwapWhoseAnswerWasLostIsFinished() {
        String before = postgres.psql("SELECT oid FROM pg_database WHERE datname = 'app'");
        AtomicBoolean once = new AtomicBoolean();
        // The commit waits for a standby that never comes: it has happened, and nobody is told.
        Thread ender = new Thread(() -> {
            for (int n = 0; n < 300; n++) {
                if (postgres.psql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                + " WHERE wait_event = 'SyncRep'")
                        .equals("1")) {
                    return;
                }
                LiveApp.sleep(50);
            }
        });
        trial.telling(new Progress() {
            @Override
            public void update(Supplier<String> said, double fraction) {
                String line = said.get();
                if (line.startsWith("count") && !once.getAndSet(true)) {
                    postgres.psql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
                    postgres.psql("SELECT pg_reload_conf()");
                    ender.start();
                }
            }

            @Override
            public void finish() {}
        });

        RestoreOutcome outcome;
        try {
            outcome = trial.restore("latest");
        } finally {
            postgres.psql("ALTER SYSTEM RESET synchronous_standby_names");
            postgres.psql("SELECT pg_reload_conf()");
        }

        assertThat(once).isTrue();
        assertThat(trial.warnings).anyMatch(w -> w.contains("Finished the restore"));
        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
        String kept = outcome.databases().get(0).kept();
        assertThat(postgres.psql("SELECT oid FROM pg_database WHERE datname = '" + kept + "'"))
                .isEqualTo(before);
        postgres.psql("DROP DATABASE app");
        postgres.psql("ALTER DATABASE " + kept + " RENAME TO app");
        postgres.psql("ALTER DATABASE app ALLOW_CONNECTIONS true");
    }
}
