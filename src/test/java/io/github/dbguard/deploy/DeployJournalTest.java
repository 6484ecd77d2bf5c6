package io.github.dbguard.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.backup.BackupStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a killed deploy leaves behind, read by the next one. */
class DeployJournalTest {

    private static final DeployJournal BEGUN =
            DeployJournal.begin("shop-db", "20261121T141835Z", "2026-11-21T14:18:35Z");

    @TempDir
    Path folder;

    @Test
    void itSaysHowFarTheDeployCameAndGoesAway() {
        Path file = new BackupStore(folder).deployJournal("shop-db");
        assertThat(DeployJournal.read(file)).isEmpty();

        DeployJournal running = BEGUN.runBy(ProcessHandle.current());
        running.write(file);
        assertThat(DeployJournal.read(file)).contains(running);
        running.at(DeployJournal.Step.LOST).write(file);
        assertThat(DeployJournal.read(file)).contains(running.at(DeployJournal.Step.LOST));

        DeployJournal.drop(file);
        assertThat(DeployJournal.read(file)).isEmpty();
    }

    @Test
    void aProcessIsToldFromALaterOneOfTheSameNumber() throws Exception {
        DeployJournal.Shell ours = DeployJournal.Shell.of(ProcessHandle.current());
        assertThat(ours.runs()).isTrue();
        assertThat(new DeployJournal.Shell(ours.pid(), "2001-01-01T00:00:00Z").runs())
                .isFalse();

        Process ending = new ProcessBuilder("sleep", "600").start();
        DeployJournal.Shell ended = DeployJournal.Shell.of(ending.toHandle());
        ending.destroyForcibly().waitFor();
        assertThat(ended.runs()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"format\":99,\"target\":\"t\",\"backup\":\"b\",\"startedAt\":\"s\",\"step\":\"COMMAND\"}",
                "{\"format\":1,\"target\":\"t\",\"startedAt\":\"s\",\"step\":\"COMMAND\"}",
                "{\"format\":1,\"backup\":\"b\",\"startedAt\":\"s\",\"step\":\"COMMAND\"}",
                "{\"format\":1,\"target\":\"t\",\"backup\":\"b\",\"startedAt\":\"s\"}",
                "{\"format\":1,\"target\"",
                ""
            })
    void oneThatCannotBeUnderstoodStopsEverything(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("deploy-t.json"), text);
        assertThatThrownBy(() -> DeployJournal.read(file))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining(file.toString());
    }
}
