package io.github.dbguard.deploy;

import io.github.dbguard.backup.PreDeployBackup;
import java.nio.file.Path;

/** A deploy from the moment on that its backup is made; how far it came is on disk. */
final class DeployInFlight {

    private final Path file;
    private final PreDeployBackup.Made made;
    private final DeployOptions options;

    private DeployJournal journal;

    DeployInFlight(Path file, DeployJournal journal, PreDeployBackup.Made made, DeployOptions options) {
        this.file = file;
        this.journal = journal;
        this.made = made;
        this.options = options;
    }

    /** The journal's. */
    Path file() {
        return file;
    }

    /** The backup from before the command. */
    PreDeployBackup.Made made() {
        return made;
    }

    DeployOptions options() {
        return options;
    }

    void at(DeployJournal.Step step) {
        write(journal.at(step));
    }

    void runBy(ProcessHandle shell) {
        write(journal.runBy(shell));
    }

    private void write(DeployJournal now) {
        now.write(file);
        journal = now;
    }
}
