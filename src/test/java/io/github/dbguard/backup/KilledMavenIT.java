package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.MavenSandbox;
import io.github.dbguard.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maven is killed, or told to go, in mid-dump, as by a cancelled CI job. */
@EngineTest
class KilledMavenIT {

    /** Long enough for a second Maven to start while the first one dumps. */
    private static final int PARTS = 4;

    private static TestPostgres postgres;

    @TempDir
    static Path home;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        postgres.psql(Trial.BIG);
        for (int i = 1; i < PARTS; i++) {
            postgres.psql("CREATE TABLE big" + i + " AS SELECT * FROM big");
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

    private Process backup(Path log, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-B",
                "-ntp",
                "dbguard:pre-deploy-backup",
                "-Ddbguard.container=" + postgres.name(),
                "-Ddbguard.jobs=1"));
        arguments.addAll(List.of(more));
        Process process = MavenSandbox.in(home)
                .mvn(folder, arguments)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        started.add(process);
        return process;
    }

    /** Until pg_dump copies a table's rows. */
    private static void awaitDump(Process maven) {
        String copying =
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg_dump' AND query LIKE 'COPY%'"
                        + " AND state = 'active'";
        for (int n = 0; n < 600 && maven.isAlive(); n++) {
            if (!postgres.psql(copying).equals("0")) {
                return;
            }
            Trial.sleep(50);
        }
        throw new IllegalStateException("no dump came under way");
    }

    private void assertSucceeds(Path log, String... more) throws Exception {
        Process next = backup(log, more);
        assertThat(next.waitFor()).as(Files.readString(log)).isZero();
        assertThat(Trial.backups(folder.resolve(".dbguard")))
                .singleElement()
                .asString()
                .doesNotContain("partial");
        Trial.leftNothingIn(postgres);
        assertThat(postgres.log().contains("terminating any other active server processes"))
                .as("the server took something of ours for its own crash")
                .isFalse();
    }

    @Test
    void theRunAfterAKilledOneEndsWhatItLeftRunningRemovesWhatItLeftLyingAndSucceeds() throws Exception {
        Path log = folder.resolve("log");
        Process maven = backup(log);
        awaitDump(maven);
        maven.destroyForcibly().waitFor();

        assertThat(Trial.backups(folder.resolve(".dbguard")))
                .singleElement()
                .asString()
                .endsWith(".partial");
        assertThat(folder.resolve(".dbguard/baseline.json")).doesNotExist();

        assertSucceeds(log);
        assertThat(Files.readString(log)).contains(".partial, which an earlier run left");
    }

    @Test
    void theRunAfterOneThatWasKilledWhileItStreamedSucceeds() throws Exception {
        Path log = folder.resolve("log");
        Process maven = backup(log, "-Ddbguard.format=plain");
        awaitDump(maven);
        maven.destroyForcibly().waitFor();

        assertSucceeds(log, "-Ddbguard.format=plain");
    }

    @Test
    void aRunThatIsToldToGoLeavesNothing() throws Exception {
        for (String format : List.of("directory", "plain")) {
            Path log = folder.resolve("log");
            Process maven = backup(log, "-Ddbguard.format=" + format);
            awaitDump(maven);
            maven.destroy();

            assertThat(maven.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(maven.exitValue()).as(Files.readString(log)).isNotZero();
            assertThat(Trial.backups(folder.resolve(".dbguard"))).isEmpty();
            assertThat(folder.resolve(".dbguard/baseline.json")).doesNotExist();
            Trial.leftNothingIn(postgres);
            assertThat(Files.readString(log))
                    .doesNotContain("Exception in thread")
                    .doesNotContain("\tat ");
        }
        assertThat(postgres.log().contains("terminating any other active server processes"))
                .isFalse();
    }

    @Test
    void theSecondOfTwoAtOnceNamesTheFirstAndTheFirstSucceeds() throws Exception {
        Path log = folder.resolve("log");
        Process first = backup(log);
        awaitDump(first);
        Path secondLog = folder.resolve("second.log");
        Process second = backup(secondLog);

        assertThat(second.waitFor()).isNotZero();
        assertThat(Files.readString(secondLog))
                .contains("Another run of dbguard holds")
                .contains("pid " + first.pid())
                .contains("pre-deploy-backup of " + postgres.name())
                .contains("BUILD FAILURE")
                .doesNotContain("This is a defect");
        assertThat(first.waitFor()).as(Files.readString(log)).isZero();
        assertThat(Trial.backups(folder.resolve(".dbguard"))).hasSize(1);
        Trial.leftNothingIn(postgres);
    }
}
