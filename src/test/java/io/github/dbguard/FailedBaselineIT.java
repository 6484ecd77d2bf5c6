package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

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
}
