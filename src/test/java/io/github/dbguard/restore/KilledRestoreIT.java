package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.MavenSandbox;
import io.github.dbguard.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maven is killed, or told to go, while a restore loads, as by a cancelled CI job. */
@EngineTest
class KilledRestoreIT {

    private static TestPostgres postgres;
    private static LiveApp live;

    @TempDir
    static Path home;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        live = new LiveApp(postgres).fill();
        for (int n = 1; n <= 3; n++) {
            postgres.psql("app", LiveApp.BIG.replace("big", "big" + n));
        }
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @AfterEach
    void killAll() {
        started.forEach(Process::destroyForcibly);
    }

    private Process maven(Path log, String goal, String... more) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-B", "-ntp", "dbguard:" + goal, "-Ddbguard.container=" + postgres.name()));
        arguments.addAll(List.of(more));
        Process process = MavenSandbox.in(home)
                .mvn(folder, arguments)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        started.add(process);
        return process;
    }

    private static void awaitLoad(Process maven) {
        String copying = "SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'dbguard_restore%'"
                + " AND query ILIKE 'COPY%' AND state = 'active'";
        for (int n = 0; n < 600 && maven.isAlive(); n++) {
            if (!postgres.psql(copying).equals("0")) {
                return;
            }
            LiveApp.sleep(50);
        }
        throw new IllegalStateException("no load came under way");
    }

    private Process loading(Path log) throws IOException {
        Process restore = maven(
                log,
                "restore",
                "-Ddbguard.confirm=" + postgres.name(),
                "-Ddbguard.safetyBackup=false",
                "-Ddbguard.jobs=1");
        awaitLoad(restore);
        return restore;
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "plain"})
    void theNextGoalUndoesAKilledRestoreAndPasses(String format) throws Exception {
        Path log = folder.resolve("log");
        Process backup = maven(log, "pre-deploy-backup", "-Ddbguard.format=" + format, "-Ddbguard.databases=app");
        assertThat(backup.waitFor()).as(Files.readString(log)).isZero();
        String before = live.databases();

        Process restore = loading(log);
        restore.destroyForcibly().waitFor();
        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);

        Process verify = maven(log, "verify-counts");
        assertThat(verify.waitFor()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log))
                .contains("Undid the restore of", "the live databases are as they were", "PASS: no row lost");
        assertThat(live.databases()).isEqualTo(before);
        live.leftNothing();
        assertThat(postgres.log()).doesNotContain("terminating any other active server processes");
    }

    @Test
    void aRestoreThatIsToldToGoIsUndoneByTheNextOne() throws Exception {
        Path log = folder.resolve("log");
        assertThat(maven(log, "pre-deploy-backup", "-Ddbguard.databases=app").waitFor())
                .as(Files.readString(log))
                .isZero();
        Process told = loading(log);
        told.destroy();
        assertThat(told.waitFor()).isNotZero();
        assertThat(Files.readString(log)).doesNotContain("BUILD SUCCESS");
        live.goOn();

        Process next = maven(log, "restore", "-Ddbguard.confirm=" + postgres.name());
        assertThat(next.waitFor()).as(Files.readString(log)).isZero();

        assertThat(Files.readString(log)).contains("Undid the restore of", "every count is the backup's");
        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
        live.leftNothing();
    }
}
