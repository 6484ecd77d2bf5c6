package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.maven.GoalRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that is run again after rows were lost: it must not take what is left for the measure. */
@EngineTest
class FailedBaselineIT {

    @TempDir
    Path folder;

    private MavenRun.Ended goal(TestPostgres postgres, String goal) {
        return MavenRun.in(folder).goal(goal, "-Ddbguard.container=" + postgres.name());
    }

    @Test
    void lostRowsFailEveryRunUntilTheyAreBackOrAccepted() {
        try (TestPostgres postgres = TestPostgres.start("17")) {
            postgres.psql("CREATE TABLE users (id int PRIMARY KEY); INSERT INTO users SELECT generate_series(1, 500)");
            assertThat(goal(postgres, "pre-deploy-backup").success()).isTrue();
            postgres.psql("DELETE FROM users WHERE id > 460");
            MavenRun.Ended lost = goal(postgres, "verify-counts");
            assertThat(lost.success()).isFalse();
            assertThat(lost.output())
                    .contains(" -Ddbguard.confirm=" + postgres.name() + " -Ddbguard.container=" + postgres.name());

            MavenRun.Ended again = goal(postgres, "pre-deploy-backup");
            assertThat(again.success()).as(again.output()).isTrue();
            assertThat(again.output()).contains("stays: rows of it were found to be lost", "mvn dbguard:record-counts");
            assertThat(goal(postgres, "verify-counts").output()).contains("ROWS_LOST", "BUILD FAILURE");

            MavenRun.Ended accepted = goal(postgres, "record-counts");
            assertThat(accepted.output()).contains("They count as accepted now");
            assertThat(goal(postgres, "verify-counts").success()).isTrue();
            MavenRun.Ended after = goal(postgres, "pre-deploy-backup");
            assertThat(after.output()).contains("BUILD SUCCESS").doesNotContain("stays:");
        }
    }

    private GoalRun.Ended run(TestPostgres postgres, String goal) {
        return GoalRun.goal(folder, goal, "-Ddbguard.container=" + postgres.name());
    }

    @Test
    void aDeployThatFailedBeforeAnybodyCountedDoesNotHideWhatItLost() {
        try (TestPostgres postgres = TestPostgres.start("15")) {
            postgres.psql("CREATE TABLE users (id int PRIMARY KEY); INSERT INTO users SELECT generate_series(1, 500);"
                    + " CREATE TABLE jobs (id int PRIMARY KEY); INSERT INTO jobs SELECT generate_series(1, 500)");
            assertThat(run(postgres, "pre-deploy-backup").success()).isTrue();
            postgres.psql("TRUNCATE users; DELETE FROM jobs WHERE id < 400");

            GoalRun.Ended again = run(postgres, "pre-deploy-backup");
            assertThat(again.success()).as(again.output()).isTrue();
            assertThat(again.output())
                    .contains(
                            "stays: no verify-counts has run since, and there was ", " in public.users. verify-counts");
            assertThat(run(postgres, "verify-counts").output()).contains("public.users", "MojoFailureException");

            postgres.psql("INSERT INTO users SELECT generate_series(1, 500)");
            assertThat(run(postgres, "record-counts").success()).isTrue();
            assertThat(run(postgres, "verify-counts").success()).isTrue();
            // What the application empties after somebody has compared is its own work.
            postgres.psql("TRUNCATE users");
            assertThat(run(postgres, "pre-deploy-backup").output()).doesNotContain("stays:");
            assertThat(run(postgres, "verify-counts").success()).isTrue();
        }
    }
}
