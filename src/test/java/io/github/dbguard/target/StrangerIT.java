package io.github.dbguard.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine is on another machine: where it says that the container's port is, there is another server here. */
@EngineTest
class StrangerIT {

    private static final String LETS_ANYBODY_IN = "POSTGRES_HOST_AUTH_METHOD=trust";

    private static Engine engine;

    @BeforeAll
    static void connect() {
        engine = Engine.connect(null);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static Container container(TestPostgres postgres) {
        return engine.find(postgres.name()).orElseThrow();
    }

    private static String address(TestPostgres postgres) {
        return container(postgres).addresses().get(0);
    }

    /** Not closed by the tests: that would close the engine. */
    private static ContainerTarget target(Container container, String... candidates) {
        return new ContainerTarget(
                engine,
                container,
                new TargetOptions(
                                Path.of("."),
                                container.name(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                List.of(),
                                null,
                                Duration.ZERO)
                        .with(List.of(candidates), false));
    }

    private static String identifier(TestPostgres postgres) {
        return postgres.psql("SELECT system_identifier FROM pg_control_system()");
    }

    @Test
    void itIsNotTakenThoughItLetsAnybodyIn() {
        try (TestPostgres postgres = TestPostgres.start("15-bare");
                TestPostgres stranger = TestPostgres.start("15", List.of("-e", LETS_ANYBODY_IN))) {
            ContainerTarget target = target(Containers.publishing(container(postgres), address(stranger), 5432));

            assertThatThrownBy(target::databases)
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("published port " + address(stranger) + ":5432: another server answers there")
                    .hasMessageContaining(identifier(stranger));
            assertThatThrownBy(() -> target.open("postgres")).isInstanceOf(CannotProceed.class);
            assertThat(target.loginRoads())
                    .as("no password is tried on it")
                    .noneMatch(road -> road.name().startsWith("published port"));
        }
    }

    @Test
    void theContainersOwnServerIsTakenWhereItIsReachedBesides() {
        try (TestPostgres postgres = TestPostgres.start("15-bare");
                TestPostgres stranger = TestPostgres.start("15", List.of("-e", LETS_ANYBODY_IN))) {
            requireTaken(postgres, address(stranger), 5432);

            stranger.exec("sh", "-c", "echo 'host all all all reject' >$PGDATA/pg_hba.conf; kill -HUP 1; sleep 1");
            requireTaken(postgres, address(stranger), 5432);

            int closed = 1;
            requireTaken(postgres, "127.0.0.1", closed);
        }
    }

    /** By its address, though its port is said to be elsewhere. */
    private static void requireTaken(TestPostgres postgres, String ip, int port) {
        ContainerTarget target = target(Containers.publishing(container(postgres), ip, port, address(postgres)));

        assertThat(target.cluster().systemIdentifier()).isEqualTo(identifier(postgres));
        assertThat(target.way()).isEqualTo("container address " + address(postgres) + ":5432");
        assertThat(target.loginRoads())
                .extracting(LoginRoad::name)
                .contains("container address " + address(postgres) + ":5432")
                .noneMatch(name -> name.startsWith("published port"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "15-nobash"})
    void itIsNotEvenAskedWhereTheContainersServerIsNotUp(String tag) {
        try (TestPostgres stranger = TestPostgres.start("15", List.of("-e", LETS_ANYBODY_IN));
                TestPostgres down = TestPostgres.sleeping(tag)) {
            ContainerTarget target = target(Containers.publishing(container(down), address(stranger), 5432));

            assertThatThrownBy(target::databases)
                    .hasMessageContaining("does not take connections")
                    .hasMessageNotContaining("published port");
        }
    }

    @Test
    void itGetsNoClearPasswordNorAnyCandidate() throws Exception {
        try (TestPostgres down = TestPostgres.sleeping("15-bare");
                ServerSocket asking = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> hear(asking));
            ContainerTarget target = target(
                    Containers.publishing(container(down), "127.0.0.1", asking.getLocalPort()), "candidate-4711");

            assertThatThrownBy(target::databases).hasMessageContaining("refuses the login");
            asking.close();
            assertThat(heard.get()).contains("postgres").doesNotContain("candidate-4711", TestPostgres.PASSWORD);
        }
    }

    /** A server that asks everybody for a clear password, without TLS; what it was sent until it is closed. */
    private static String hear(ServerSocket asking) {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        while (true) {
            try (Socket client = asking.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                byte[] first = in.readNBytes(in.readInt() - 4);
                if (first.length == 4) {
                    client.getOutputStream().write('N');
                    first = in.readNBytes(in.readInt() - 4);
                }
                heard.writeBytes(first);
                client.getOutputStream().write(new byte[] {'R', 0, 0, 0, 8, 0, 0, 0, 3});
                in.transferTo(heard);
            } catch (IOException e) {
                if (asking.isClosed()) {
                    return heard.toString(StandardCharsets.ISO_8859_1);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"13", "15-nobash", "15-bare", "18"})
    void theControlFileIsReadWithAndWithoutAProgramInside(String tag) {
        try (TestPostgres postgres = TestPostgres.start(tag)) {
            Container container = container(postgres);
            String file = container.environment().get("PGDATA") + "/global/pg_control";
            ControlFile control = new ControlFile(engine, container.id(), null);

            byte[] dumped = control.dumped(file).orElseThrow();
            assertThat(dumped).hasSize(8).isEqualTo(control.copied(file).orElseThrow());
            assertThat(control.copied("/nowhere" + file)).isEmpty();
            assertThat(control.dumped("/nowhere" + file)).isEmpty();
        }
    }
}
