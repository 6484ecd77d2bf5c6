package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.backup.DumpFormat;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks of the container that are full, or become it while a restore runs. */
@EngineTest
class RestoreNoRoomIT {

    private static TestPostgres postgres;
    private static LiveApp live;
    private static String source;

    @TempDir
    static Path directory;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start(
                "15",
                List.of(
                        "--tmpfs",
                        "/var/lib/postgresql/data:size=700m",
                        "--tmpfs",
                        "/tmp:size=60m",
                        "--tmpfs",
                        "/var/tmp:size=1m",
                        "--shm-size=4m",
                        // Where its log lies on the full volume as well, PostgreSQL itself stops: nobody can help that.
                        "--tmpfs",
                        "/wal:size=1g,mode=1777",
                        "-e",
                        "POSTGRES_INITDB_ARGS=--waldir=/wal/log"),
                "-c",
                "max_parallel_maintenance_workers=0",
                "-c",
                "max_parallel_workers_per_gather=0");
        live = new LiveApp(postgres).fill();
        live.goOn();
        source = backups();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    /** Made where there is room. */
    private static String backups() {
        try (TestPostgres roomy = TestPostgres.start("15")) {
            new LiveApp(roomy).fill();
            roomy.psql("app", LiveApp.BIG);
            for (DumpFormat format : DumpFormat.values()) {
                new RestoreTrial(directory.resolve(format.name()), roomy.name())
                        .in(format)
                        .backup("app");
            }
            return roomy.name();
        }
    }

    private static RestoreTrial in(DumpFormat format) {
        return in(directory.resolve(format.name()));
    }

    private static RestoreTrial in(Path folder) {
        return new RestoreTrial(folder, postgres.name()).of(source).withoutSafetyBackup();
    }

    @BeforeEach
    @AfterEach
    void empty() {
        postgres.exec("sh", "-c", "rm -f /tmp/filler /var/lib/postgresql/data/filler");
        assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
        live.leftNothing();
    }

    private static void fill(String folder, int leaveKib) {
        String script = "free=$(df -Pk " + folder + " | tail -n 1 | { read -r a b c f x; echo $f; });"
                + " head -c $(( (free - " + leaveKib + ") * 1024 )) /dev/zero > " + folder + "/filler";
        assertThat(postgres.exec("sh", "-c", script).exitCode()).isZero();
    }

    @Test
    void aDumpThatHasNoPlaceInTheContainerIsAnErrorForAFolderAlone() {
        fill("/tmp", 500);

        assertThat(in(DumpFormat.DIRECTORY).failure("latest"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("has no place in container " + postgres.name())
                .hasMessageContaining("The live database is untouched");

        for (DumpFormat streamed : new DumpFormat[] {DumpFormat.CUSTOM, DumpFormat.PLAIN}) {
            String kept = in(streamed).restore("latest").databases().get(0).kept();
            assertThat(live.rows()).as(streamed.name()).isEqualTo(LiveApp.BACKED_UP);
            postgres.psql("DROP DATABASE app");
            postgres.psql("ALTER DATABASE " + kept + " RENAME TO app");
            postgres.psql("ALTER DATABASE app ALLOW_CONNECTIONS true");
        }
    }

    @Test
    void aPlaceThatBecomesFullWhileTheDumpIsCarriedInIsAnError() {
        for (DumpFormat format : new DumpFormat[] {DumpFormat.DIRECTORY, DumpFormat.CUSTOM}) {
            String tool = format == DumpFormat.DIRECTORY ? "tar" : "head";
            String wrapper = "printf '%s\\n' '#!/bin/sh' 'cat /dev/zero > /tmp/filler 2>/dev/null' 'exec $(command -v "
                    + tool + ") \"$@\"' > /usr/local/bin/" + tool + " && chmod +x /usr/local/bin/" + tool;
            assertThat(postgres.exec("sh", "-c", wrapper.replace("$(command -v " + tool + ")", "/usr/bin/" + tool))
                            .exitCode())
                    .isZero();
            try {
                assertThat(in(format).failure("latest"))
                        .as(format.name())
                        .isInstanceOf(CannotProceed.class)
                        .hasMessageContaining("Restoring database app")
                        .hasMessageContaining("No space left on device")
                        .hasMessageContaining("The live database is untouched");
            } finally {
                postgres.exec("rm", "-f", "/usr/local/bin/" + tool);
                postgres.exec("rm", "-f", "/tmp/filler");
            }
        }
    }

    @Test
    void aVolumeThatIsTooSmallIsSaidBeforeAnything() {
        fill("/var/lib/postgresql/data", 30_000);
        RestoreTrial trial = in(DumpFormat.DIRECTORY);
        assertThat(trial.failure("latest"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("The restore needs")
                .hasMessageContaining("Make room on that volume");
        assertThat(trial.lines).noneMatch(line -> line.startsWith("Safety backup"));
    }

    @Test
    void aVolumeThatBecomesFullInMidLoadIsAnErrorAndTheServerStaysUp() {
        for (DumpFormat format : DumpFormat.values()) {
            String started = postgres.psql("SELECT pg_postmaster_start_time()");
            // As if nobody had known how much it takes: more than 50 MB.
            Path elsewhere = directory.resolve("small-" + format);
            BackupCopy copy = BackupCopy.of(
                    LiveApp.backups(directory.resolve(format.name())).get(0),
                    elsewhere.resolve("backups").resolve(source));
            copy.telling("(\"format\": \"[A-Z]+\",\\s+\"bytes\": )\\d+", "$11");
            fill("/var/lib/postgresql/data", 30_000);

            Throwable failure = in(elsewhere).failure("latest");

            assertThat(failure)
                    .as(format.name())
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("The live database is untouched");
            assertThat(postgres.psql("SELECT pg_postmaster_start_time()")).isEqualTo(started);
            empty();
        }
    }
}
