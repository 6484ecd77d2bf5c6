package io.github.dbguard.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EngineTest
@Timeout(120)
class RestartIT {

    private static Engine engine;
    private static TestPostgres postgres;

    @BeforeAll
    static void start() {
        engine = Engine.connect(null);
        // Healthy for as long as there is such a file.
        postgres = TestPostgres.start(
                "15",
                List.of("--health-cmd", "test -f /tmp/well", "--health-interval", "500ms", "--health-retries", "1"));
    }

    @AfterAll
    static void stop() {
        postgres.close();
        engine.close();
    }

    @Test
    void aContainerIsRestartedAndAwaitedUntilItsHealthCheckIsContent() {
        Instant before = engine.find(postgres.name()).orElseThrow().state().startedAt();
        postgres.exec("touch", "/tmp/well");

        engine.restart(postgres.id(), Duration.ofSeconds(20));
        Container up = engine.awaitHealthy(postgres.id(), Duration.ofSeconds(30));

        assertThat(up.state().startedAt()).isAfter(before);
        assertThat(up.state().health()).isEqualTo("healthy");
        assertThat(postgres.log()).contains("database system is shut down").doesNotContain("not properly shut down");

        postgres.exec("rm", "/tmp/well");
        engine.restart(postgres.id(), Duration.ofSeconds(20));
        assertThatThrownBy(() -> engine.awaitHealthy(postgres.id(), Duration.ofSeconds(2)))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("Container " + postgres.name())
                .hasMessageContaining("is running, and its health check says ")
                .hasMessageContaining("docker logs --tail 50 " + postgres.name());
    }

    @Test
    void oneThatHasEndedOrIsNotThereIsNotWaitedFor() {
        try (TestPostgres killed = TestPostgres.start("15")) {
            killed.kill();
            assertThatThrownBy(() -> engine.awaitHealthy(killed.name(), Duration.ofMinutes(5)))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining(killed.name())
                    .hasMessageContaining("exited with code 137");
        }
        assertThatThrownBy(() -> engine.restart("dbguard-no-such-container", Duration.ofSeconds(1)))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is no container dbguard-no-such-container");
        assertThatThrownBy(() -> engine.awaitHealthy("dbguard-no-such-container", Duration.ofSeconds(1)))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is no container dbguard-no-such-container");
    }
}
