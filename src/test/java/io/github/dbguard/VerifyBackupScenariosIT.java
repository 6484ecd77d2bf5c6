package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restore drills by Maven processes, in a folder without a POM. */
@EngineTest
class VerifyBackupScenariosIT {

    private static final String DRILLS = "label=io.github.dbguard.throwaway=drill";

    @TempDir
    Path folder;

    /** The newest drill that was not there before. */
    private static String await(List<String> before) throws InterruptedException {
        for (int n = 0; n < 300; n++) {
            List<String> now = drills();
            now.removeAll(before);
            if (!now.isEmpty()) {
                return now.get(0);
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("no drill has begun");
    }

    private static List<String> drills() {
        return new ArrayList<>(TestPostgres.docker("ps", "-aq", "--no-trunc", "--filter", DRILLS)
                .stdout()
                .lines()
                .toList());
    }

    private static boolean goes(String drill) throws InterruptedException {
        for (int n = 0; n < 300 && drills().contains(drill); n++) {
            Thread.sleep(100);
        }
        return !drills().contains(drill);
    }

    @Test
    void aBackupIsDrilledWithoutItsDatabaseAndAKilledDrillLeavesNoContainerAndNoVolume() throws Exception {
        try (ComposeProject shop = ComposeProject.write(folder, "15").up().seed()) {
            assertThat(MavenRun.in(folder).goal("pre-deploy-backup").success()).isTrue();
            shop.compose("down", "-v");
        }
        List<String> others = drills();
        MavenRun.Started killed = MavenRun.in(folder).start("verify-backup");
        String drill = await(others);
        String volume = TestPostgres.docker(
                        "inspect",
                        "--format",
                        "{{range .Mounts}}{{if eq .Destination \"/dbguard-drill\"}}{{.Name}}{{end}}{{end}}",
                        drill)
                .stdout()
                .strip();
        killed.process().descendants().forEach(ProcessHandle::destroyForcibly);
        killed.process().destroyForcibly();
        MavenRun.await(killed);

        assertThat(goes(drill)).as("the drill goes").isTrue();
        assertThat(volume).isNotEmpty();
        assertThat(TestPostgres.docker("volume", "inspect", volume).exitCode()).isEqualTo(1);

        MavenRun.Ended ended = MavenRun.in(folder).goal("verify-backup");
        assertThat(ended.success()).as(ended.output()).isTrue();
        assertThat(ended.output()).contains("the very one that it was made on", "VERIFIED: backup ");

        MavenRun.Ended without = MavenRun.in(folder).goal("verify-backup", "-Ddbguard.dockerHost=unix:///nowhere.sock");
        assertThat(without.exitCode()).isEqualTo(1);
        assertThat(without.output()).contains("Could not drill", "MojoExecutionException");
        MavenRun.Ended skipped = MavenRun.in(folder).goal("verify-backup", "-Ddbguard.verifyBackup.skip=true");
        assertThat(skipped.output()).contains("dbguard did not look at anything (dbguard.verifyBackup.skip=true)");
    }
}
