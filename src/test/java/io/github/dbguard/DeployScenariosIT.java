package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.maven.GoalRun;
import io.github.dbguard.maven.GoalRun.Ended;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A deploy as a pipeline does it: a folder with a Compose file and no POM, goals, and in between what {@code docker compose}
 * does to the data.
 */
@EngineTest
class DeployScenariosIT {

    private static final String REFUSED = "MojoFailureException";

    @TempDir
    Path folder;

    private void passes(String goal, String... said) {
        Ended ended = GoalRun.goal(folder, goal);
        assertThat(ended.success()).as(ended.output()).isTrue();
        assertThat(ended.output()).contains(said);
    }

    private void refuses(String cause, String pattern) {
        Ended ended = GoalRun.goal(folder, "verify-counts");
        assertThat(ended.success()).as(ended.output()).isFalse();
        assertThat(ended.output())
                .containsPattern("\\[ERROR\\] " + cause + "[^:]*: .*" + pattern)
                .containsPattern("FAIL: " + cause)
                .contains(REFUSED, "leave the volume alone");
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @ValueSource(strings = {"13", "15", "17", "18"})
    void aDeployThatKeepsTheDataPasses(String tag) {
        try (ComposeProject shop = ComposeProject.write(folder, tag).up().seed()) {
            shop.server().psql("postgres", "CREATE DATABASE \"reports v2\"");
            shop.server().psql("reports v2", "CREATE TABLE report AS SELECT g AS id FROM generate_series(1, 10) g");
            passes("pre-deploy-backup", " of 3 database(s), ", "Where: ");

            shop.up("--force-recreate");
            passes("verify-counts", "PASS: no row lost");
        }
    }

    @Test
    void aFreshClusterWithTheSameRowsIsRefusedWithItsInitdbTime() {
        try (ComposeProject shop = ComposeProject.write(folder, "17").up().seed()) {
            passes("record-counts", "Baseline of ");
            shop.compose("down", "-v");
            shop.up().seed();
            refuses(
                    "CLUSTER_REINITIALISED",
                    "initialised 20\\d\\d-\\d\\d-\\d\\dT\\S+, \\d+ (second|minute)s? after the baseline");
        }
    }

    @Test
    void theProjectUnderAnotherNameIsRefusedAndTheOldVolumeNamed() {
        try (ComposeProject shop = ComposeProject.write(folder, "15").up().seed()) {
            passes("record-counts", "Baseline of ");
            String old = shop.name();
            shop.compose("down");
            shop.rename();
            shop.up().seed();
            refuses("VOLUME_REPLACED", "volume " + shop.name() + "_data instead of volume " + old + "_data");
        }
    }

    @Test
    void anAnonymousVolumeThatWasLeftBehindIsRefused() {
        ComposeProject.writeFile(folder, "18", "");
        try (ComposeProject shop = ComposeProject.in(folder).up().seed()) {
            passes("record-counts", "Baseline of ");
            shop.compose("down");
            shop.up().seed();
            refuses("VOLUME_REPLACED", "docker volume ls");
        }
    }

    @Test
    void aRestartAndACrashPassAndADatabaseCreatedAnewIsRefused() {
        try (ComposeProject shop = ComposeProject.write(folder, "15").up().seed()) {
            passes("record-counts", "Baseline of ");
            shop.compose("restart");
            shop.server().awaitReady();
            shop.server().kill();
            shop.up();
            passes("verify-counts", "PASS: no row lost");

            shop.server().psql("postgres", "DROP DATABASE shop");
            shop.server().psql("postgres", "CREATE DATABASE shop");
            shop.seed();
            refuses("DATABASE_RECREATED", "oid \\d+ instead of \\d+");
        }
    }

    @Test
    void aContainerElsewhereThatHangsHoldsNobodyUp() throws IOException {
        try (ComposeProject shop = ComposeProject.write(folder, "15").up();
                TestPostgres other = TestPostgres.start("15")) {
            // As long as nobody reads what is copied out of it, the engine answers no question about this container.
            Process copy = new ProcessBuilder("docker", "cp", other.name() + ":/usr", "-").start();
            try {
                copy.getInputStream().read();
                CompletableFuture.delayedExecutor(60, TimeUnit.SECONDS).execute(copy::destroyForcibly);
                TargetOptions options = new TargetOptions(
                        folder, null, null, null, null, null, null, List.of(), null, Duration.ofSeconds(10));
                try (Target target = FindTarget.find(options)) {
                    assertThat(target.name()).isEqualTo(shop.name() + "-db");
                }
                assertThat(copy.isAlive()).isTrue();
            } finally {
                copy.destroyForcibly();
            }
        }
    }
}
