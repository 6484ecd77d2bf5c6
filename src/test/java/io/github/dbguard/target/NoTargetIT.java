package io.github.dbguard.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There is no engine, no container, too many, or one that is not up: said with its name and what to do. */
@EngineTest
class NoTargetIT {

    private static final String IMAGE = "dbguard-testbed/postgres:15";

    @TempDir
    Path folder;

    private final List<String> containers = new ArrayList<>();

    @AfterEach
    void remove() {
        containers.forEach(name -> TestPostgres.docker("rm", "-fv", name));
    }

    @Test
    void anEngineThatIsDownIsNamedWithWhatToDo() throws Exception {
        assertThat(failure(null, "unix:///nowhere/docker.sock"))
                .hasMessageContaining("unix:///nowhere/docker.sock does not answer")
                .hasMessageContaining("there is no such socket")
                .hasMessageContaining("systemctl start docker")
                .hasMessageContaining("Nothing was touched");
        assertThat(failure(null, "tcp://127.0.0.1:1"))
                .hasMessageContaining("tcp://127.0.0.1:1 does not answer")
                .hasMessageContaining("Check that the engine runs there");
        assertThat(failure(null, "ssh://deploy@example.org:2222"))
                .hasMessageContaining("reached by ssh")
                .hasMessageContaining("ssh -fNL")
                .hasMessageContaining("-p 2222 deploy@example.org");
        assertThat(failure(null, "what is this")).hasMessageContaining("Nothing was touched");
        Path file = Files.writeString(folder.resolve("docker.sock"), "no socket");
        assertThat(failure(null, "unix://" + file)).hasMessageContaining(file.toString());
    }

    @Test
    void noContainerAtAllIsSaidWithThoseThatThereAre() {
        String other = run("--label", "com.docker.compose.project.working_dir=/elsewhere");

        assertThat(failure(null, null))
                .hasMessageContaining("No PostgreSQL container belongs to the Compose project in " + folder)
                .hasMessageContaining(other)
                .hasMessageContaining("docker compose up -d");
        assertThat(failure("no-such-container", null))
                .hasMessageContaining("There is no container \"no-such-container\"")
                .hasMessageContaining(other);
        assertThat(failure("no such container; rm", null)).hasMessageContaining("There is no container");
    }

    @Test
    void severalCandidatesAreListedWithTheParameterThatPicksOne() {
        String label = "com.docker.compose.project.working_dir=" + folder;
        String one = run("--label", label, "--label", "com.docker.compose.service=db");
        String two = run("--label", label, "--label", "com.docker.compose.service=db2");

        assertThat(failure(null, null))
                .hasMessageContaining("Several PostgreSQL containers could be the target")
                .hasMessageContaining("-Ddbguard.container=" + one)
                .hasMessageContaining("-Ddbguard.container=" + two);
    }

    @Test
    void aContainerThatDoesNotRunIsSaidToBeWhatItIs() throws InterruptedException {
        String stopped = run();
        TestPostgres.docker("kill", stopped);
        assertThat(failure(stopped, null))
                .hasMessageContaining(stopped + " is exited (exit code 137), not running")
                .hasMessageContaining("Its data is still where it was")
                .hasMessageContaining("docker start " + stopped);

        String paused = run();
        TestPostgres.docker("pause", paused);
        assertThat(failure(paused, null))
                .hasMessageContaining("is paused")
                .hasMessageContaining("docker unpause " + paused);

        String created = create("create");
        assertThat(failure(created, null))
                .hasMessageContaining("is created, not running")
                .hasMessageContaining("docker start " + created);

        String restarting = create("run", "-d", "--restart", "always", "--entrypoint", "false");
        // Each pause is twice as long as the one before: this one is long enough to meet it.
        await(restarting, "{{.RestartCount}}", "5");
        await(restarting, "{{.State.Status}}", "restarting");
        assertThat(failure(restarting, null))
                .hasMessageContaining("restarting again and again (exit code 1)")
                .hasMessageContaining("docker logs --tail 50 " + restarting);
    }

    /** The health check may log in with a password that has drifted, or ask for a table that is lost. */
    @Test
    void anUnhealthyContainerIsATargetAllTheSameWhenItsServerAnswers() throws InterruptedException {
        String unhealthy = run("--health-cmd", "false", "--health-interval", "1s", "--health-retries", "1");
        await(unhealthy, "{{.State.Health.Status}}", "unhealthy");

        try (Target target = FindTarget.find(options(unhealthy, Duration.ofSeconds(60)))) {
            assertThat(target.databases()).contains("postgres");
        }
    }

    @Test
    void aHealthCheckExplainsWhyNothingConnects() throws InterruptedException {
        String empty = create(
                "run",
                "-d",
                "--health-cmd",
                "false",
                "--health-interval",
                "1s",
                "--health-retries",
                "1",
                "--entrypoint",
                "sleep",
                IMAGE,
                "100");
        await(empty, "{{.State.Health.Status}}", "unhealthy");

        assertThat(failure(options(empty, Duration.ZERO)))
                .hasMessageContaining("does not take connections")
                .hasMessageContaining("Its health check says unhealthy too")
                .hasMessageContaining("docker inspect --format '{{json .State.Health}}' " + empty);
    }

    @Test
    void aContainerThatDiesWhileItsServerIsWaitedForEndsTheWait() {
        String dying = create("run", "-d", "--entrypoint", "sleep", IMAGE, "2");

        long start = System.nanoTime();
        assertThat(failure(dying, null)).hasMessageContaining(dying).hasMessageMatching("(?s).*(exited|died).*");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void aContainerWithoutAServerIsGivenUpAfterTheWait() {
        String empty = create("run", "-d", "--entrypoint", "sleep", IMAGE, "100");

        assertThat(failure(options(empty, Duration.ofSeconds(1))))
                .hasMessageContaining("does not take connections, 1 s long")
                .hasMessageContaining("relay inside the container")
                .hasMessageContaining("-Ddbguard.wait=");
    }

    private String run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("run", "-d", "-e", "POSTGRES_PASSWORD=x"));
        all.addAll(List.of(arguments));
        return create(all.toArray(String[]::new));
    }

    private String create(String... arguments) {
        String name = "dbguard-test-" + UUID.randomUUID().toString().substring(0, 8);
        containers.add(name);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--name", name, "--label", "dbguard-test=1"));
        if (!all.contains(IMAGE)) {
            all.add(IMAGE);
        }
        TestPostgres.Output output = TestPostgres.docker(all.toArray(String[]::new));
        assertThat(output.exitCode()).as(output.stderr()).isZero();
        return name;
    }

    private static void await(String container, String format, String value) throws InterruptedException {
        for (int n = 0; n < 300; n++) {
            if (TestPostgres.docker("inspect", "--format", format, container)
                    .stdout()
                    .strip()
                    .equals(value)) {
                return;
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException(container + " never became " + value);
    }

    private Throwable failure(String container, String dockerHost) {
        return failure(new TargetOptions(
                folder, container, null, null, null, null, null, List.of(), dockerHost, Duration.ofSeconds(20)));
    }

    private TargetOptions options(String container, Duration patience) {
        return new TargetOptions(folder, container, null, null, null, null, null, List.of(), null, patience);
    }

    private static Throwable failure(TargetOptions options) {
        Throwable failure = catchThrowable(() -> FindTarget.find(options).close());
        assertThat(failure).isInstanceOf(CannotProceed.class);
        return failure;
    }
}
