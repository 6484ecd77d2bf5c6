package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.Refused;
import io.github.dbguard.SilentLog;
import io.github.dbguard.backup.BackupStore;
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
}
