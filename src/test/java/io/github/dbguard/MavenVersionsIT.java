package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oldest Maven that is promised, the newest of the third generation, and the fourth to come. */
@EngineTest
class MavenVersionsIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"3.6.3", "3.9.16", "4.0.0-rc-5"})
    void theGoalsRunOnMaven(String version) {
        Path maven = Path.of("target", "mavens", "apache-maven-" + version).toAbsolutePath();
        assumeTrue(
                Files.isDirectory(maven) || "true".equals(System.getenv("CI")),
                "Maven " + version + " is not in target/mavens: -Ptestbed fetches it");
        assertThat(maven.resolve("bin/mvn").toFile().setExecutable(true)).isTrue();
        try (ComposeProject shop = ComposeProject.write(folder, "15").up()) {
            shop.seed();
            for (String goal : new String[] {"pre-deploy-backup", "verify-counts"}) {
                MavenRun.Ended run = MavenRun.in(folder).by(maven).goal(goal);
                assertThat(run.success()).as(run.output()).isTrue();
            }
        }
    }
}
