package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.Refused;
import io.github.dbguard.SilentLog;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.SampleBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup is looked at in the same way, whether a target or a path names it. */
class FindBackupTest {

    @TempDir
    Path directory;

    @Test
    void aBackupThatWasNeverFinishedIsRefusedByItsPathAsWell() throws IOException {
        Path unfinished = Files.createDirectories(directory.resolve("backups/shop-db/20261120T101500Z.partial"));
        FindBackup find = new FindBackup(new BackupStore(directory), new SilentLog());

        assertThatThrownBy(() -> find.findAnywhere(unfinished.toString(), null))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("was never finished");
        assertThatThrownBy(() -> find.find(unfinished.toString(), "shop-db", null, List.of()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("was never finished");
    }

    private ChosenBackup toVerify() {
        return new FindBackup(new BackupStore(directory), new SilentLog()).findAnywhere("latest", null);
    }

    @Test
    void whatIsOldAndDamagedOrNoBackupAtAllDoesNotKeepTheLatestFromBeingFound() throws IOException {
        Path old = SampleBackup.of("shop-db", "2026-01-01T00:00:00Z").write(directory);
        Files.writeString(old.resolve("manifest.json"), "{");
        Path latest = SampleBackup.of("shop-db", "2026-02-01T00:00:00Z").write(directory);
        Files.createDirectories(latest.resolveSibling("lost+found"));
        Files.createDirectories(directory.resolve("backups/lost+found"));
        Files.createDirectories(directory.resolve("backups/notes"));

        assertThat(toVerify().folder()).isEqualTo(latest);
    }

    @Test
    void aDrillIsOfTheLatestEvenWhereItIsDamagedAndARestoreOfNone() throws IOException {
        String older = SampleBackup.of("shop-db", "2026-01-01T00:00:00Z")
                .write(directory)
                .getFileName()
                .toString();
        Path damaged = SampleBackup.of("shop-db", "2026-02-01T00:00:00Z")
                .verified("2026-02-02T00:00:00Z")
                .write(directory);
        Files.writeString(damaged.resolve("dump/app/toc.dat"), "cut");

        assertThat(toVerify().folder()).isEqualTo(damaged);
        assertThatThrownBy(() -> toVerify().requireWhole())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("dump/app/toc.dat");
        assertThatThrownBy(() -> new FindBackup(new BackupStore(directory), new SilentLog())
                        .find("latest", "shop-db", null, List.of()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(damaged.getFileName().toString())
                .hasMessageContaining("-Ddbguard.backup=" + older);
    }
}
