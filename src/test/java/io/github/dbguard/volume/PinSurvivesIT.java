package io.github.dbguard.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.PrivateEngine;
import io.github.dbguard.TestPostgres.Output;
import io.github.dbguard.report.PinReport;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever removes volumes, on an engine of this test's own: with a pin every row is there afterwards, without it none. */
@EngineTest
class PinSurvivesIT {

    private static final String ROWS = "1234";

    private static PrivateEngine engine;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        assumeThat(PrivateEngine.missing()).isEmpty();
        engine = PrivateEngine.start("dbguard-testbed/postgres:15");
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    @BeforeEach
    void aProjectWithRows() throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), """
                name: shop
                services:
                  db:
                    image: dbguard-testbed/postgres:15
                    network_mode: none
                    stop_grace_period: 20s
                    environment:
                      POSTGRES_PASSWORD: throwaway-secret
                    volumes: ["data:/var/lib/postgresql/data"]
                volumes:
                  data:
                """);
        up();
        psql("CREATE TABLE orders AS SELECT i FROM generate_series(1, " + ROWS + ") i");
    }

    @AfterEach
    void removeIt() {
        engine.docker("rm", "-f", "dbguard-pin-shop_data");
        compose("down", "-v", "-t", "1");
        assertThat(volumes()).doesNotContain("shop_data");
    }

    /** Each with what it does to the project first, if anything: a prune takes only what nobody uses. */
    static List<List<List<String>>> whatRemovesVolumes() {
        List<String> down = List.of("compose", "down", "-t", "1");
        return List.of(
                List.of(List.of("compose", "down", "-v", "--remove-orphans", "-t", "1")),
                List.of(down, List.of("volume", "rm", "shop_data")),
                List.of(down, List.of("volume", "rm", "-f", "shop_data")),
                List.of(down, List.of("volume", "prune", "-f", "-a")),
                List.of(down, List.of("container", "prune", "-f"), List.of("volume", "prune", "-f", "-a")),
                List.of(down, List.of("system", "prune", "-af", "--volumes")));
    }

    @ParameterizedTest
    @MethodSource("whatRemovesVolumes")
    void everyRowIsThereAfter(List<List<String>> commands) {
        pin();

        commands.forEach(this::run);

        assertThat(volumes()).contains("shop_data");
        up();
        assertThat(rows()).isEqualTo(ROWS);
        assertThat(pin().made()).as("the pin still stands").isFalse();
    }

    @ParameterizedTest
    @MethodSource("whatRemovesVolumes")
    void withoutAPinTheVolumeIsGoneAfter(List<List<String>> commands) {
        commands.forEach(this::run);

        assertThat(volumes()).doesNotContain("shop_data");
    }

    @Test
    void whatComposeDoesToAContainerLeavesItToo() {
        pin();

        compose("up", "-d", "-V", "--force-recreate");
        awaitReady();
        assertThat(rows()).isEqualTo(ROWS);

        compose("rm", "-fsv");
        up();
        assertThat(rows()).isEqualTo(ROWS);
    }

    @Test
    void thePinComesBackWithTheEngineAndHoldsWhileTheDatabaseIsDown() {
        pin();

        engine.restart();

        assertThat(engine.docker("ps", "--format", "{{.Names}}").stdout().lines())
                .containsExactly("dbguard-pin-shop_data");
        run(List.of("container", "prune", "-f"));
        run(List.of("volume", "prune", "-f", "-a"));
        run(List.of("system", "prune", "-af", "--volumes"));
        up();
        assertThat(rows()).isEqualTo(ROWS);
    }

    @Test
    void aPinWhoseVolumeWasDeletedOnTheHostHoldsTheNextOneOfThatName() {
        pin();
        engine.restartWithout("shop_data");

        up();
        psql("CREATE TABLE orders AS SELECT i FROM generate_series(1, 7) i");
        assertThat(pin().pin().stands()).isTrue();

        compose("down", "-v", "-t", "1");
        up();
        assertThat(rows()).isEqualTo("7");
    }

    @Test
    void aPinWhoseVolumeIsGoneIsTakenAwayOnceTheDatabaseLiesOnAnother() throws IOException {
        pin();
        Path compose = folder.resolve("compose.yaml");
        Files.writeString(compose, Files.readString(compose).replace("data:", "fresh:"));
        engine.restartWithout("shop_data");

        up();
        try (Target target = find()) {
            assertThat(PinReport.unpinned(UnpinVolume.unpin(target, pins -> {})))
                    .containsExactly(
                            "Removed the pin dbguard-pin-shop_data. Volume shop_data was gone already: the engine"
                                    + " knows none of that name.");
        }

        assertThat(engine.docker("ps", "-aq", "-f", "name=dbguard-pin-").stdout())
                .isEmpty();
        assertThat(volumes()).contains("shop_fresh");
    }

    private Target find() {
        return FindTarget.find(new TargetOptions(
                folder, null, null, null, null, null, null, List.of(), engine.host(), Duration.ofSeconds(30)));
    }

    private PinVolume.Pinned pin() {
        try (Target target = find()) {
            return PinVolume.pin(target).get(0);
        }
    }

    /** As a person would, whatever comes of it. */
    private void run(List<String> command) {
        Output output = command.get(0).equals("compose")
                ? compose(command.subList(1, command.size()).toArray(String[]::new))
                : engine.docker(command.toArray(String[]::new));
        if (output.stderr().contains("requires API version")) {
            // Of an engine before 23 every prune is one of all volumes.
            List<String> without = new ArrayList<>(command);
            without.remove("-a");
            engine.docker(without.toArray(String[]::new));
        }
    }

    private Output compose(String... arguments) {
        List<String> all = new ArrayList<>(List.of("compose", "--progress", "quiet"));
        all.addAll(List.of("--project-directory", folder.toString()));
        all.addAll(List.of("-f", folder.resolve("compose.yaml").toString()));
        all.addAll(List.of(arguments));
        return engine.docker(all.toArray(String[]::new));
    }

    private void up() {
        Output up = compose("up", "-d", "--pull", "never");
        if (up.exitCode() != 0) {
            // A prune of everything has taken the image as well, where no container was left.
            engine.load("dbguard-testbed/postgres:15");
            up = compose("up", "-d", "--pull", "never");
        }
        assertThat(up.exitCode()).as(up.toString()).isZero();
        awaitReady();
    }

    private void awaitReady() {
        for (int n = 0; n < 600; n++) {
            if (compose("exec", "-T", "db", "psql", "-h", "127.0.0.1", "-U", "postgres", "-c", "select 1")
                            .exitCode()
                    == 0) {
                return;
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        throw new IllegalStateException(compose("logs").stdout());
    }

    private String psql(String sql) {
        Output output = compose("exec", "-T", "db", "psql", "-U", "postgres", "-AtXqc", sql);
        assertThat(output.exitCode()).as(output.toString()).isZero();
        return output.stdout().strip();
    }

    private String rows() {
        return psql("SELECT count(*) FROM orders");
    }

    private List<String> volumes() {
        return engine.docker("volume", "ls", "-q").stdout().lines().toList();
    }
}
