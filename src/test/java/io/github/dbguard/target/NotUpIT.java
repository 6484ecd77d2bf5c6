package io.github.dbguard.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of 15 that is started in the wrong way: why it does not come up is said, with what to do. Its volume stays as it is. */
@EngineTest
class NotUpIT {

    private static final String PGDATA = "/var/lib/postgresql/data";
    private static final String VOLUME =
            "dbguard-test-" + UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    Path folder;

    private final List<String> containers = new ArrayList<>();

    @BeforeAll
    static void aVolumeWithRows() {
        try (TestPostgres postgres = TestPostgres.start("15", List.of("-v", VOLUME + ":" + PGDATA))) {
            postgres.psql("CREATE TABLE orders AS SELECT generate_series(1, 7)");
            postgres.exec("pg_ctl", "stop", "-m", "fast");
        }
    }

    @AfterEach
    void remove() {
        containers.forEach(name -> TestPostgres.docker("rm", "-fv", name));
    }

    @AfterAll
    static void everyRowIsThere() {
        try (TestPostgres postgres = TestPostgres.start("15", List.of("-v", VOLUME + ":" + PGDATA))) {
            assertThat(postgres.psql("SELECT count(*) FROM orders")).isEqualTo("7");
        } finally {
            TestPostgres.docker("volume", "rm", VOLUME);
        }
    }

    @Test
    void anotherMajorVersionRestartsAgainAndAgain() throws InterruptedException {
        String name = run("17", "--restart", "always", "-v", VOLUME + ":" + PGDATA);
        // Each pause is twice as long as the one before: this one is long enough to meet it.
        await(name, "{{.RestartCount}}", "4");
        await(name, "{{.State.Status}}", "restarting");

        assertThat(failure(name))
                .hasMessageContaining(name + " is restarting again and again (exit code 1)")
                .hasMessageContaining("FATAL:  database files are incompatible with server")
                .hasMessageContaining("initialized by PostgreSQL version 15")
                .hasMessageContaining("another major version than the image")
                .hasMessageContaining("docker logs --tail 50 " + name)
                .hasMessageNotContaining(TestPostgres.PASSWORD);
    }

    @Test
    void theMovedPlaceOf18IsNamed() throws InterruptedException {
        String name = run("18", "-v", VOLUME + ":" + PGDATA);
        await(name, "{{.State.Status}}", "exited");

        assertThat(failure(name))
                .hasMessageContaining(name + " is exited (exit code 1), not running")
                .hasMessageContaining("in 18+, these Docker images keep data below /var/lib/postgresql")
                .hasMessageContaining("mounted at /var/lib/postgresql, and bring the rows back");
    }

    @Test
    void filesOfAnotherUserAreNamed() throws InterruptedException {
        String name = run("15", "--user", "12345", "-v", VOLUME + ":" + PGDATA);
        await(name, "{{.State.Status}}", "exited");

        assertThat(failure(name))
                .hasMessageContaining("ermi")
                .hasMessageContaining("The server's user may not use the files")
                .hasMessageContaining("nothing in it is lost");
    }

    @Test
    void aSettingThatTheServerDoesNotKnowIsNamed() throws InterruptedException {
        String name = run("15", List.of("-c", "no_such_setting=on"), "-v", VOLUME + ":" + PGDATA);
        await(name, "{{.State.Status}}", "exited");

        assertThat(failure(name))
                .hasMessageContaining("unrecognized configuration parameter \"no_such_setting\"")
                .hasMessageContaining("Undo the last change of command:");
    }

    private String run(String tag, String... arguments) {
        return run(tag, List.of(), arguments);
    }

    private String run(String tag, List<String> server, String... arguments) {
        String name = "dbguard-test-" + UUID.randomUUID().toString().substring(0, 8);
        containers.add(name);
        List<String> all = new ArrayList<>(List.of("run", "-d", "--name", name, "--label", "dbguard-test=1"));
        all.addAll(List.of("-e", "POSTGRES_PASSWORD=" + TestPostgres.PASSWORD));
        all.addAll(List.of(arguments));
        all.add("dbguard-testbed/postgres:" + tag);
        all.addAll(server);
        TestPostgres.Output output = TestPostgres.docker(all.toArray(String[]::new));
        assertThat(output.exitCode()).as(output.stderr()).isZero();
        return name;
    }

    private static void await(String container, String format, String value) throws InterruptedException {
        for (int n = 0; n < 600; n++) {
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

    private Throwable failure(String container) {
        Throwable failure = catchThrowable(() -> FindTarget.find(new TargetOptions(
                        folder, container, null, null, null, null, null, List.of(), null, Duration.ofSeconds(20)))
                .close());
        assertThat(failure).isInstanceOf(CannotProceed.class);
        return failure;
    }
}
