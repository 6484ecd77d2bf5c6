package io.github.dbguard.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EngineTest
@Timeout(120)
class ExecIT {

    private static Engine engine;
    private static TestPostgres postgres;

    @BeforeAll
    static void start() {
        engine = Engine.connect(null);
        postgres = TestPostgres.start("15");
    }

    @AfterAll
    static void stop() {
        postgres.close();
        engine.close();
    }

    private static ExecResult sh(String script) {
        return engine.run(postgres.name(), ExecCommand.of("sh", "-c", script));
    }

    @Test
    void outputErrorAndExitCodeComeApart() {
        ExecResult result = sh("echo out; echo err >&2; exit 3");

        assertThat(result).isEqualTo(new ExecResult(3, "out\n", "err\n"));
        assertThat(result.ok()).isFalse();
    }

    @Test
    void aMissingBinaryAnswersItsExitCodeAndNeverLooksLikeOutput() {
        ExecResult result = engine.run(postgres.name(), ExecCommand.of("no-such-program"));

        assertThat(result.exitCode()).isIn(126, 127);
        assertThat(result.ok()).isFalse();
        assertThat(result.stdout()).contains("no-such-program");
    }

    @Test
    void aCommandWithoutInputReadsTheEndOfFileAtOnce() {
        assertThat(sh("cat; echo done").stdout()).isEqualTo("done\n");
    }

    @Test
    void environmentAndUserArriveAndValuesStayOutOfSight() {
        ExecCommand command = ExecCommand.of("sh", "-c", "echo \"$SECRET by $(id -un)\"")
                .withEnvironment("SECRET", "a b'\"$=ü\n")
                .withUser("postgres");

        assertThat(engine.run(postgres.name(), command).stdout()).isEqualTo("a b'\"$=ü\n by postgres\n");
        assertThat(command.toString()).contains("SECRET", "as postgres").doesNotContain("a b'");
    }

    @Test
    void aUserThatIsNotThereIsAnErrorNotAnOutput() {
        ExecCommand command = ExecCommand.of("true").withUser("nobody-of-that-name");

        try {
            assertThat(engine.run(postgres.name(), command).ok()).isFalse();
        } catch (CannotProceed e) {
            assertThat(e).hasMessageContaining("nobody-of-that-name");
        }
    }

    @Test
    void moreOutputThanIsKeptIsAnErrorAndTheCommandIsEnded() {
        assertThatThrownBy(() -> sh("yes this-goes-on"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("4 MiB");
        assertThat(postgres.exec("sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")
                        .stdout())
                .doesNotContain("this-goes-on ");
    }

    @Test
    void twoHundredMegabytesPassThroughASmallHeap() {
        Counter counter = new Counter();

        ExecResult result = engine.run(
                postgres.name(), ExecCommand.of("head", "-c", "200000000", "/dev/zero"), counter, line -> {});

        assertThat(result).isEqualTo(new ExecResult(0, "", ""));
        assertThat(counter.count).isEqualTo(200_000_000);
    }

    @Test
    void linesOfStandardErrorArriveWholeAndTheLastOnesAreKept() {
        List<String> lines = new ArrayList<>();

        ExecResult result = engine.run(
                postgres.name(),
                ExecCommand.of("sh", "-c", "seq 1 20000 | sed 's/^/zeile ü /' >&2; printf 'no end' >&2"),
                OutputStream.nullOutputStream(),
                lines::add);

        assertThat(lines).hasSize(20_001).contains("zeile ü 1", "zeile ü 20000").endsWith("no end");
        assertThat(result.stderr())
                .hasSizeLessThanOrEqualTo(64 * 1024)
                .startsWith("zeile ü ")
                .endsWith("no end");
    }

    @Test
    void aFullDiskOnOurSideIsAnErrorAndEndsTheCommand() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThatThrownBy(() -> engine.run(postgres.name(), ExecCommand.of("yes", "still-dumping"), full, line -> {}))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining(postgres.name());
        assertThat(postgres.exec("sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")
                        .stdout())
                .doesNotContain("still-dumping ");
    }

    /** Tools run as the server's own user where only that one gets in, and root may not look into its processes. */
    @Test
    void whatAKilledRunLeftIsEndedAsWhomeverItRuns() {
        for (String user : List.of("0:0", "999:999")) {
            leave("-u", user, "-e", "DBGUARD_TEST=left");
        }
        leave("-u", "999:999", "-e", "DBGUARD_TEST=another");
        while (sleeping() < 3) {
            sleep(50);
        }

        engine.end(postgres.name(), "DBGUARD_TEST", "left", "999:999");

        assertThat(sleeping()).as("those with another value go on").isEqualTo(1);
        engine.end(postgres.name(), "DBGUARD_TEST", "another", "999:999");
        assertThat(sleeping()).isZero();
        assertThat(postgres.log()).doesNotContain("terminated by signal");
    }

    private static void leave(String... options) {
        List<String> command = new ArrayList<>(List.of("exec", "-d"));
        command.addAll(List.of(options));
        command.addAll(List.of(postgres.name(), "sh", "-c", "sleep 300; true"));
        assertThat(TestPostgres.docker(command.toArray(String[]::new)).exitCode())
                .isZero();
    }

    private static long sleeping() {
        return sh("cat /proc/[0-9]*/comm 2>/dev/null")
                .stdout()
                .lines()
                .filter("sleep"::equals)
                .count();
    }

    @Test
    void aKilledCommandAnswersItsSignal() {
        assertThat(sh("kill -9 $$").exitCode()).isEqualTo(137);
    }

    @Test
    void aContainerThatDiesMeanwhileIsAnErrorThatNamesItAndItsState() {
        try (TestPostgres victim = TestPostgres.start("15")) {
            Counter counter = new Counter();
            CompletableFuture<Void> killed = CompletableFuture.runAsync(() -> {
                counter.await(1_000_000);
                victim.kill();
            });

            assertThatThrownBy(() -> engine.run(victim.name(), ExecCommand.of("yes"), counter, line -> {}))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining(victim.name())
                    .hasMessageContaining("died while yes ran in it")
                    .hasMessageContaining("exited with code 137");
            killed.join();
        }
    }

    @Test
    void aContainerThatRestartsMeanwhileIsAnErrorToo() {
        try (TestPostgres victim = TestPostgres.start("15")) {
            CompletableFuture<Void> restarted = CompletableFuture.runAsync(() -> {
                sleep(500);
                TestPostgres.docker("restart", "-t", "0", victim.name());
            });

            assertThatThrownBy(() -> engine.run(victim.name(), ExecCommand.of("sleep", "60")))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("died while sleep 60 ran in it");
            restarted.join();
        }
    }

    @Test
    void aContainerThatIsRemovedMeanwhileIsAnErrorToo() {
        TestPostgres victim = TestPostgres.start("15");
        CompletableFuture<Void> removed = CompletableFuture.runAsync(() -> {
            sleep(500);
            victim.close();
        });

        assertThatThrownBy(() -> engine.run(victim.name(), ExecCommand.of("sleep", "60")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("died while sleep 60 ran in it");
        removed.join();
    }

    @Test
    void stoppedPausedAndMissingContainersAreToldApart() {
        try (TestPostgres victim = TestPostgres.start("15")) {
            TestPostgres.docker("pause", victim.name());
            assertThatThrownBy(() -> engine.run(victim.name(), ExecCommand.of("true")))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("is paused")
                    .hasMessageContaining("docker unpause " + victim.name());
            TestPostgres.docker("unpause", victim.name());
            victim.kill();
            assertThatThrownBy(() -> engine.run(victim.name(), ExecCommand.of("true")))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("exited with code 137")
                    .hasMessageContaining("docker start " + victim.name());
        }
        assertThatThrownBy(() -> engine.run("no-such-container", ExecCommand.of("true")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is no container no-such-container");
    }

    @Test
    void aCommandThatClosesItsOutputEarlyIsStillWaitedFor() {
        assertThat(sh("exec >/dev/null 2>&1; sleep 1; exit 7").exitCode()).isEqualTo(7);
    }

    @Test
    void manyCommandsRunAtOnce() {
        List<CompletableFuture<ExecResult>> running = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 16; i++) {
            int code = i;
            running.add(CompletableFuture.supplyAsync(() -> sh("head -c 100000 /dev/zero; exit " + code)));
        }

        for (int i = 0; i < 16; i++) {
            ExecResult result = running.get(i).join();
            assertThat(result.exitCode()).isEqualTo(i);
            assertThat(result.stdout()).hasSize(100_000);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Counter extends OutputStream {
        private volatile long count;

        @Override
        public void write(int b) {
            write(new byte[1], 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            count += length;
        }

        void await(long bytes) {
            while (count < bytes) {
                sleep(10);
            }
        }
    }
}
