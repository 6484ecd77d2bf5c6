package io.github.dbguard.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A container that keeps a volume in use: on the engine, and in images that have next to nothing. */
@EngineTest
class HolderIT {

    private static Engine engine;

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final String volume = "dbguard-test-" + id;
    private final String name = "dbguard-pin-" + volume;
    private final String made = "dbguard-test-image:" + id;

    @TempDir
    Path folder;

    @BeforeAll
    static void connect() {
        engine = Engine.connect(null);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @BeforeEach
    void aVolume() {
        docker("volume", "create", "--label", "dbguard-test=1", volume);
    }

    @AfterEach
    void removeAll() {
        TestPostgres.docker("rm", "-f", name);
        TestPostgres.docker("volume", "rm", volume);
        TestPostgres.docker("rmi", "-f", made);
    }

    @Test
    void itHoldsTheVolumeReadOnlyWithoutNetworkRightsOrVolumesOfItsOwn() {
        Container holder = hold("dbguard-testbed/postgres:15");

        assertThat(holder.state().running()).isTrue();
        assertThat(holder.restartPolicy()).isEqualTo("always");
        assertThat(holder.networkMode()).isEqualTo("none");
        assertThat(holder.readOnly()).isTrue();
        assertThat(holder.labels()).containsEntry(Engine.HOLDS, volume).containsEntry("mine", "yes");
        assertThat(holder.mounts())
                .filteredOn(m -> m.type().equals("volume"))
                .singleElement()
                .satisfies(m -> {
                    assertThat(m.name()).isEqualTo(volume);
                    assertThat(m.readWrite()).isFalse();
                });
        assertThat(TestPostgres.docker("volume", "rm", "-f", volume).exitCode()).isNotZero();
        assertThat(docker("inspect", "--format", "{{.HostConfig.Memory}} {{.HostConfig.CapDrop}}", name))
                .isEqualTo("16777216 [ALL]");
    }

    @Test
    void itOutlivesTheConnectionThatMadeIt() {
        try (Engine other = Engine.connect(null)) {
            other.hold(spec("dbguard-testbed/postgres:15"));
        }
        assertThat(engine.find(name).orElseThrow().state().running()).isTrue();
    }

    @Test
    void itComesBackWhenItsProcessDies() {
        hold("dbguard-testbed/postgres:15");
        docker("kill", "--signal", "KILL", name);
        docker("start", name);
        assertThat(engine.awaitHealthy(name, Duration.ofSeconds(10)).state().running())
                .isTrue();
    }

    @Test
    void aSecondOneOfTheSameNameIsNotMade() {
        Container first = hold("dbguard-testbed/postgres:15");

        assertThat(engine.hold(spec("dbguard-testbed/postgres:15"))).isEmpty();
        assertThat(engine.find(name).orElseThrow().id()).isEqualTo(first.id());
    }

    @ParameterizedTest
    @CsvSource({
        "tail, sleep",
        "tail sleep, cat",
        "tail sleep cat sh dash bash, psql",
    })
    void anImageThatLacksMostOfItHasSomethingThatIdles(String missing, String idle) throws IOException {
        imageWithout(missing);

        Container holder = hold(made);

        assertThat(holder.process()).anyMatch(word -> word.equals(idle));
        assertThat(TestPostgres.docker("volume", "rm", "-f", volume).exitCode()).isNotZero();
    }

    @Test
    void anImageThatHasNothingIsRefusedWithWhatWasTriedAndNothingIsLeft() throws IOException {
        imageWithout("tail sleep cat sh dash bash psql");

        assertThatThrownBy(() -> engine.hold(spec(made)))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("has nothing that idles")
                .hasMessageContaining("sleep 2147483647:")
                .hasMessageContaining("The volume is as it was, and is not held")
                .hasMessageContaining("external: true");
        assertThat(engine.find(name)).isEmpty();
    }

    @Test
    void anImageThatComposeBuiltDoesNotMakeItAPartOfTheProject() throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), """
                FROM dbguard-testbed/postgres:15
                LABEL com.docker.compose.project=shop com.docker.compose.service=db
                VOLUME /one /two
                """);
        docker("build", "-q", "--network", "none", "-t", made, folder.toString());

        Container holder = hold(made);

        assertThat(holder.labels()).containsEntry("com.docker.compose.project", "");
        assertThat(holder.mounts()).filteredOn(m -> m.type().equals("volume")).hasSize(1);
    }

    @Test
    void onlyAHolderIsReleasedAndWhatItHeldStays() {
        Container holder = hold("dbguard-testbed/postgres:15");
        engine.release(holder.id());
        engine.release(holder.id());

        assertThat(engine.find(name)).isEmpty();
        assertThat(engine.volume(volume)).isPresent();

        docker(
                "run",
                "-d",
                "--name",
                name,
                "--network",
                "none",
                "--entrypoint",
                "sleep",
                "dbguard-testbed/postgres:15",
                "60");
        assertThatThrownBy(() -> engine.release(name)).isInstanceOf(IllegalArgumentException.class);
        assertThat(engine.find(name)).isPresent();
        TestPostgres.docker("rm", "-fv", name);
    }

    @Test
    void aVolumeIsDescribed() {
        assertThat(engine.volume(volume)).hasValueSatisfying(v -> {
            assertThat(v.driver()).isEqualTo("local");
            assertThat(v.labels()).containsEntry("dbguard-test", "1");
        });
        assertThat(engine.volume("dbguard-no-such-volume")).isEmpty();
    }

    private HolderSpec spec(String image) {
        return new HolderSpec(name, volume, engine.image(image).orElseThrow().id(), Map.of("mine", "yes"));
    }

    private Container hold(String image) {
        return engine.hold(spec(image)).orElseThrow();
    }

    private void imageWithout(String programs) throws IOException {
        StringBuilder files = new StringBuilder();
        for (String program : programs.split(" ")) {
            for (String place : List.of("/bin/", "/usr/bin/", "/usr/lib/postgresql/15/bin/")) {
                files.append(' ').append(place).append(program);
            }
        }
        Files.writeString(
                folder.resolve("Dockerfile"), "FROM dbguard-testbed/postgres:15-bare\nRUN rm -f" + files + "\n");
        docker("build", "-q", "--network", "none", "-t", made, folder.toString());
    }

    private static String docker(String... arguments) {
        TestPostgres.Output output = TestPostgres.docker(arguments);
        assertThat(output.exitCode()).as(output.toString()).isZero();
        return output.stdout().strip();
    }
}
