package io.github.dbguard.docker;

import static io.github.dbguard.TestPostgres.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Throwaway containers, looked at from outside with the docker command. */
@EngineTest
@Timeout(120)
class ThrowawayIT {

    private static final String IMAGE = "dbguard-testbed/postgres:15";

    /** Tells this run's containers from those of others on the same engine. */
    private static final String RUN = "dbguard-test-run";

    private static final String MINE = UUID.randomUUID().toString();

    private static Engine engine;

    private final List<String> named = new ArrayList<>();

    @BeforeAll
    static void connect() {
        engine = Engine.connect(null);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @AfterEach
    void removeWhatATestMade() {
        mine().forEach(id -> docker("rm", "-fv", id));
        named.forEach(volume -> docker("volume", "rm", volume));
    }

    private static ThrowawaySpec client() {
        return ThrowawaySpec.of("client", IMAGE).withLabel(RUN, MINE).withLabel("dbguard-test", "1");
    }

    private static List<String> mine() {
        return docker("ps", "-aq", "--no-trunc", "--filter", "label=" + RUN + "=" + MINE)
                .stdout()
                .lines()
                .toList();
    }

    private static List<String> volumesOf(String id) {
        String names = docker("inspect", "--format", "{{range .Mounts}}{{.Name}}\n{{end}}", id)
                .stdout();
        return names.lines().filter(name -> !name.isBlank()).toList();
    }

    private static boolean there(String kind, String name) {
        return docker(kind, "inspect", name).exitCode() == 0;
    }

    private static void assertGone(String id, List<String> volumes) throws InterruptedException {
        for (int n = 0; n < 100 && (there("container", id) || there("volume", volumes.get(0))); n++) {
            Thread.sleep(100);
        }
        assertThat(there("container", id)).as("the container is there").isFalse();
        assertThat(volumes).isNotEmpty().noneMatch(volume -> there("volume", volume));
    }

    @Test
    void itSaysWhoseItIsAndGoesWithItsVolumesWhenItIsClosed() throws Exception {
        Throwaway throwaway = engine.throwaway(client().withVolume("/scratch"));
        Container seen = engine.find(throwaway.id()).orElseThrow();
        List<String> volumes = volumesOf(throwaway.id());

        assertThat(seen.name()).isEqualTo(throwaway.name()).startsWith("dbguard-client-");
        assertThat(seen.networkMode()).isEqualTo("none");
        assertThat(seen.labels())
                .containsEntry("io.github.dbguard.throwaway", "client")
                .hasEntrySatisfying(
                        "io.github.dbguard.made-by",
                        by -> assertThat(by)
                                .matches("host .+, pid "
                                        + ProcessHandle.current().pid() + ", 20[0-9-]+T[0-9:]+Z"))
                .doesNotContainKey("com.docker.compose.project");
        assertThat(volumes).as("the image's own and ours").hasSize(2).allMatch(name -> name.matches("[0-9a-f]{64}"));
        assertThat(engine.run(throwaway.id(), ExecCommand.of("pg_dump", "--version"))
                        .stdout())
                .startsWith("pg_dump (PostgreSQL) 15");

        throwaway.close();
        throwaway.close();

        assertGone(throwaway.id(), volumes);
    }

    @Test
    void anInterruptedThreadClosesItAllTheSame() throws Exception {
        Throwaway throwaway = engine.throwaway(client());
        List<String> volumes = volumesOf(throwaway.id());

        Thread.currentThread().interrupt();
        throwaway.close();

        assertThat(Thread.interrupted()).isTrue();
        assertGone(throwaway.id(), volumes);
    }

    @Test
    void aServerRunsInItAndTheContainerGoesWithTheServer() throws Exception {
        ThrowawaySpec spec = client().running("docker-entrypoint.sh", "postgres", "-c", "fsync=off")
                .withEnvironment("POSTGRES_PASSWORD", TestPostgres.PASSWORD)
                .withMemory(512L << 20);
        try (Throwaway throwaway = engine.throwaway(spec)) {
            TestPostgres server = TestPostgres.running(throwaway.name(), "postgres");
            server.awaitReady();
            List<String> volumes = volumesOf(throwaway.id());
            assertThat(server.psql("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id; SELECT count(*) FROM t"))
                    .isEqualTo("1000");
            assertThat(throwaway.output()).contains("database system is ready to accept connections");

            server.exec("sh", "-c", "kill -INT $(head -1 $PGDATA/postmaster.pid)");
            assertGone(throwaway.id(), volumes);
        }
    }

    @Test
    void whatACommandSaidBeforeItEndedIsKept() throws Exception {
        try (Throwaway throwaway = engine.throwaway(client().running("sh", "-c", "echo no; echo good >&2; sleep 1"))) {
            for (int n = 0; n < 100 && there("container", throwaway.id()); n++) {
                Thread.sleep(100);
            }
            assertThat(throwaway.output()).contains("no\n").contains("good\n");
        }
        assertThat(mine()).isEmpty();
    }

    @Test
    void theContainerGoesWithItsVolumesWhenOurProcessIsKilled() throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx64m",
                        "-cp",
                        classPath,
                        Main.class.getName(),
                        MINE)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String id = said.readLine();
            assertThat(id).matches("[0-9a-f]{64}");
            List<String> volumes = volumesOf(id);
            assertThat(docker("exec", id, "true").exitCode()).isZero();

            process.destroyForcibly().waitFor();

            assertGone(id, volumes);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts a container with a command that would run for long, says its id, and waits to be killed. */
    static final class Main {

        public static void main(String[] arguments) throws InterruptedException {
            Engine connected = Engine.connect(null);
            ThrowawaySpec spec = ThrowawaySpec.of("client", IMAGE)
                    .withLabel(RUN, arguments[0])
                    .running("sleep", "1000");
            System.out.println(connected.throwaway(spec).id());
            Thread.sleep(60_000);
        }
    }

    @Test
    void whatIsLeftAllTheSameIsReapedButNothingThatRunsIsNewOrIsNotOurs() throws Exception {
        String volume = "dbguard-test-" + UUID.randomUUID();
        named.add(volume);
        String ours =
                create("--label", "io.github.dbguard.throwaway=client", "-v", volume + ":/named", "-v", "/scratch");
        String name = engine.find(ours).orElseThrow().name();
        String others = create();
        List<String> volumes =
                volumesOf(ours).stream().filter(v -> !v.equals(volume)).toList();
        assertThat(volumes).hasSize(2);
        try (Throwaway running = engine.throwaway(client())) {
            assertThat(engine.reapThrowaways(Duration.ofMinutes(10))).isEmpty();
            assertThat(there("container", ours)).as("too new").isTrue();

            Thread.sleep(1_100);
            assertThat(engine.reapThrowaways(Duration.ofSeconds(1))).contains(name);

            assertGone(ours, volumes);
            assertThat(there("volume", volume)).as("a volume with a name").isTrue();
            assertThat(there("container", others)).as("not ours").isTrue();
            assertThat(there("container", running.id())).as("runs").isTrue();
        }
    }

    private static String create(String... more) {
        List<String> words = new ArrayList<>(List.of("create", "--label", RUN + "=" + MINE));
        words.addAll(List.of(more));
        words.add(IMAGE);
        return docker(words.toArray(String[]::new)).stdout().strip();
    }

    @Test
    void anImageOfComposeDoesNotMakeItPartOfAProject() {
        String tag = "dbguard-test:" + UUID.randomUUID();
        String from = create("--label", "com.docker.compose.project=shop");
        docker("commit", from, tag);
        try (Throwaway throwaway =
                engine.throwaway(ThrowawaySpec.of("client", tag).withLabel(RUN, MINE))) {
            assertThat(engine.find(throwaway.id()).orElseThrow().labels())
                    .containsEntry("com.docker.compose.project", "");
            assertThat(docker("ps", "-aq", "--no-trunc", "--filter", "label=com.docker.compose.project=shop")
                            .stdout())
                    .doesNotContain(throwaway.id());
        } finally {
            docker("rmi", "-f", tag);
        }
    }

    @Test
    void imagesAreFoundByNameAndById() {
        Image image = engine.image(IMAGE).orElseThrow();

        assertThat(image.id()).startsWith("sha256:");
        assertThat(image.entrypoint()).contains("docker-entrypoint.sh");
        assertThat(image.command()).contains("postgres");
        assertThat(engine.image(image.id())).contains(image);
        assertThat(engine.requireImage(image.id(), "dbguard.clientImage")).isEqualTo(image);
        assertThat(engine.image("dbguard-testbed/nobody:1")).isEmpty();
    }

    @Test
    void anImageThatIsNowhereIsNamedWithWhatToDo() {
        assertThatThrownBy(() -> engine.requireImage("localhost:1/nobody/postgres:18", "dbguard.clientImage"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("The image localhost:1/nobody/postgres:18 is not on the Docker engine")
                .hasMessageContaining("could not be pulled: ")
                .hasMessageContaining("docker pull localhost:1/nobody/postgres:18")
                .hasMessageContaining("-Ddbguard.clientImage=<image>");
        String id = "sha256:" + "0".repeat(64);
        assertThatThrownBy(() -> engine.requireImage(id, "dbguard.clientImage"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is no image " + id);
        assertThatThrownBy(() -> engine.throwaway(ThrowawaySpec.of("client", "nobody/nothing:1")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("docker pull nobody/nothing:1");
    }

    @Test
    void oneThatCannotBeStartedLeavesNothing() {
        assertThatThrownBy(() -> engine.throwaway(client().onNetwork("dbguard-test-no-such-network")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("start a client container of image " + IMAGE)
                .hasMessageContaining("dbguard-test-no-such-network");
        assertThat(mine()).isEmpty();
    }
}
