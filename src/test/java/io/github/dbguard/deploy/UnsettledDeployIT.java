package io.github.dbguard.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.maven.GoalRun.Ended;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deploy whose rows could not be counted is not forgotten, and what settles it does. */
@EngineTest
class UnsettledDeployIT {

    @TempDir
    static Path home;

    @TempDir
    Path folder;

    private DeployTrial trial;

    @BeforeEach
    void start() throws IOException {
        trial = DeployTrial.up(home, folder, "data");
    }

    @AfterEach
    void stop() {
        if (trial != null) {
            trial.close();
        }
    }

    @Test
    void anEmptyClusterUnderAnotherNameIsNotTakenForTheDatabase() throws Exception {
        Ended renames = trial.deploy("sed -i 's/^  db:/  database:/; s/\\[db\\]/[database]/; s/\"data:/\"fresh:/;"
                + " s/^  data:/  fresh:/' compose.yaml\ndocker compose up -d --wait --remove-orphans database");
        assertThat(renames.output()).contains("The command has run, and the database is not there any more");

        Ended again = trial.deploy("touch deployed");

        assertThat(again.success()).as(again.output()).isFalse();
        String name = trial.project().name();
        assertThat(again.output())
                .contains("MojoFailureException")
                .contains("of another target, " + name + "-db, was cut short before its rows were counted")
                .contains("and not in " + name + "-database")
                .contains("delete " + trial.journal());
        assertThat(trial.file("deployed")).doesNotExist();
        assertThat(trial.journal()).exists();
    }

    @Test
    void whenTheRowsCouldNotBeCountedVerifyCountsSettlesTheDeploy() throws Exception {
        String holder = "docker compose exec -dT db psql -U shop -c 'BEGIN; LOCK TABLE orders; SELECT pg_sleep(600)'";
        String held = "SELECT count(*) FROM pg_locks WHERE granted AND mode = 'AccessExclusiveLock'";

        Ended uncounted = trial.deploy(
                holder + "\nuntil docker compose exec -T db psql -AtU shop -c \"" + held
                        + "\" | grep -qx 1; do sleep 0.1; done",
                "-Ddbguard.lockTimeout=1");

        assertThat(uncounted.success()).as(uncounted.output()).isFalse();
        assertThat(uncounted.output())
                .contains("MojoExecutionException")
                .contains(
                        "The command has run, and the rows could not be counted: A table of database shop stayed locked")
                .contains("The backup from before the deploy is ", "mvn dbguard:verify-counts")
                .doesNotContain("Nothing was changed", "Run it again");
        assertThat(trial.journal()).content().contains("VERIFY");

        trial.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)'"
                + " AND pid <> pg_backend_pid()");
        trial.psql("DELETE FROM orders WHERE id > 990");
        Ended lost = trial.goal("verify-counts");
        assertThat(lost.output()).contains("FAIL: ROWS_LOST");
        assertThat(trial.journal()).content().contains("LOST");

        Ended accepted = trial.goal("verify-counts", "-Ddbguard.allowedLoss=10");
        assertThat(accepted.success()).as(accepted.output()).isTrue();
        assertThat(accepted.output()).contains("is settled, which lost rows.");
        assertThat(trial.journal()).doesNotExist();
    }
}
