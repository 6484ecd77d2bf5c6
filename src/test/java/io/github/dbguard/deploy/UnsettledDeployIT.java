package io.github.dbguard.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.deploy.DeployTrial.Ended;
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
}
