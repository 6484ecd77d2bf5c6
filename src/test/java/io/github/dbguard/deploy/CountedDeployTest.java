package io.github.dbguard.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.SilentLog;
import io.github.dbguard.archive.FolderLock;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.counts.Baseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a count by itself makes of a deploy that nobody has settled. */
class CountedDeployTest {

    private static final String BACKUP = "20261121T141835Z";
    private static final DeployJournal UNSETTLED =
            DeployJournal.begin("shop-db", BACKUP, "2026-11-21T14:18:35Z").at(DeployJournal.Step.VERIFY);

    @TempDir
    Path folder;

    private BackupStore store;
    private Path journal;

    @BeforeEach
    void unsettled() {
        store = new BackupStore(folder);
        journal = store.deployJournal("shop-db");
        UNSETTLED.write(journal);
    }

    private Optional<CountedDeploy> counted(String target, String baselineOf, String backup) {
        Baseline baseline = new Baseline(Baseline.FORMAT, baselineOf, "2026-11-21T14:18:36Z", backup, null);
        return CountedDeploy.of(store, target, baseline, new SilentLog());
    }

    @Test
    void oneThatPassesSettlesItAndOneThatFailsSaysThatRowsAreLost() {
        try (CountedDeploy deploy = counted("shop-db", "shop-db", BACKUP).orElseThrow()) {
            deploy.lost();
        }
        assertThat(DeployJournal.read(journal)).contains(UNSETTLED.at(DeployJournal.Step.LOST));

        try (CountedDeploy deploy = counted("shop-db", "shop-db", BACKUP).orElseThrow()) {
            deploy.settle();
        }
        assertThat(journal).doesNotExist();
        assertThat(counted("shop-db", "shop-db", BACKUP)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "shop-copy, shop-db, 20261121T141835Z",
        "shop-db, shop-copy, 20261121T141835Z",
        "shop-db, shop-db, 20261121T150000Z",
        "shop-db, shop-db, ",
    })
    void anotherTargetsOrAgainstAnotherBackupItSaysNothingOfIt(String target, String baselineOf, String backup) {
        assertThat(counted(target, baselineOf, backup)).isEmpty();

        assertThat(DeployJournal.read(journal)).contains(UNSETTLED);
        FolderLock.acquire(store.journals(), "test", Duration.ZERO).close();
    }

    @Test
    void whileTheCommandRunsNoCountIsTheLast() {
        UNSETTLED.runBy(ProcessHandle.current()).write(journal);

        assertThat(counted("shop-db", "shop-db", BACKUP)).isEmpty();
        assertThat(journal).exists();
    }

    @Test
    void thatOfADeployUnderWayIsLeftToThatDeploy() {
        try (FolderLock deploying = FolderLock.acquire(store.journals(), "guarded-deploy", Duration.ZERO)) {
            assertThat(counted("shop-db", "shop-db", BACKUP)).isEmpty();
        }
        try (CountedDeploy counting = counted("shop-db", "shop-db", BACKUP).orElseThrow()) {
            assertThat(counted("shop-db", "shop-db", BACKUP)).as("counting").isEmpty();
        }
    }

    @Test
    void aDamagedJournalKeepsNobodyFromCounting() throws IOException {
        Files.writeString(journal, "{");

        assertThat(counted("shop-db", "shop-db", BACKUP)).isEmpty();
        assertThat(journal).content().isEqualTo("{");
    }
}
