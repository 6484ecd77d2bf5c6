package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Something dies while a dump runs. Nothing that looks like a backup may come of it. */
@EngineTest
class DeathInMidDumpIT {

    private static TestPostgres postgres;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        postgres.psql(Trial.BIG);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void aContainerKilledInMidDumpIsAnErrorAndTheNextRunCleansUp() {
        Trial trial = new Trial(directory).meeting(postgres::kill);

        Throwable failure = trial.failure(Trial.container(postgres.name()));

        assertThat(failure)
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining(postgres.name())
                .hasMessageContaining("died while")
                .hasMessageContaining("docker logs --tail 50");
        trial.leftNothingHere();

        TestPostgres.docker("start", postgres.name());
        postgres.awaitReady();
        Trial next = new Trial(directory);
        next.backup(Trial.container(postgres.name()));
        assertThat(next.warnings).singleElement().asString().contains("/tmp/dbguard-dump.");
        Trial.leftNothingIn(postgres);
    }

    @Test
    void aContainerKilledWhileADumpIsStreamedIsAnError() {
        Trial trial = new Trial(directory).in(DumpFormat.PLAIN).meeting(postgres::kill);

        Throwable failure = trial.failure(Trial.container(postgres.name()));

        TestPostgres.docker("start", postgres.name());
        postgres.awaitReady();
        assertThat(failure).isInstanceOf(CannotProceed.class).hasMessageContaining("died while pg_dump ran in it");
        trial.leftNothingHere();
    }

    @Test
    void aServerThatCrashesInMidDumpIsAnError() {
        Trial trial = new Trial(directory)
                .meeting(() -> postgres.psql("SELECT pg_terminate_backend(pid)"
                        + " FROM pg_stat_activity WHERE application_name = 'pg_dump'"));

        Throwable failure = trial.failure(Trial.container(postgres.name()));

        assertThat(failure)
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("pg_dump of database postgres failed")
                .hasMessageContaining("no backup was written");
        trial.leftNothingHere();
        Trial.leftNothingIn(postgres);
    }

    @Test
    void aPgDumpKilledInMidDumpIsAnError() {
        for (DumpFormat format : DumpFormat.values()) {
            Trial trial = new Trial(directory).in(format).meeting(DeathInMidDumpIT::killPgDump);

            Throwable failure = trial.failure(Trial.container(postgres.name()));

            assertThat(failure)
                    .as(format.name())
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("pg_dump of database postgres failed")
                    .hasMessageContaining("exit code 1");
            trial.leftNothingHere();
            Trial.leftNothingIn(postgres);
        }
        assertThat(postgres.log().contains("terminating any other active server processes"))
                .isFalse();
    }

    /** SIGTERM: SIGKILL would leave orphans to the server, whose death it takes for its own crash. */
    private static void killPgDump() {
        postgres.exec(
                "sh", "-c", "for p in /proc/[0-9]*; do [ \"$(cat $p/comm)\" = pg_dump ] && kill ${p#/proc/}; done");
    }

    @Test
    void aCountThatFailsEndsTheDumpBesideIt() {
        Trial trial = new Trial(directory).countingAtMost(Duration.ofMillis(1));

        Throwable failure = trial.failure(Trial.container(postgres.name()));

        assertThat(failure)
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("public.big")
                .hasMessageContaining("dbguard.statementTimeout");
        trial.leftNothingHere();
        Trial.leftNothingIn(postgres);
    }

    @Test
    void aConnectionToTheEngineThatIsCutInMidDumpIsAnErrorAndTheNextRunCleansUp() throws IOException {
        for (DumpFormat format : new DumpFormat[] {DumpFormat.DIRECTORY, DumpFormat.PLAIN}) {
            Trial trial;
            Throwable failure;
            try (CutProxy proxy = new CutProxy()) {
                trial = new Trial(directory).in(format).meeting(proxy::cut);
                failure = trial.failure(
                        Trial.container(postgres.name(), proxy.dockerHost(), Duration.ofSeconds(20), "postgres"));
            }
            // Dump and counting both notice; whichever is first is told.
            assertThat(failure)
                    .as(format.name())
                    .isInstanceOf(CannotProceed.class)
                    .message()
                    .containsAnyOf("Docker engine", "The connection to container");
            trial.leftNothingHere();
        }
        new Trial(directory).backup(Trial.container(postgres.name()));
        Trial.leftNothingIn(postgres);
    }
}
