package io.github.dbguard.deploy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.archive.FolderLock;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.counts.Baseline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The unsettled deploy that a count of the same target against the backup from before it says everything of. No guarded-deploy
 * begins in this folder until it is closed.
 */
public final class CountedDeploy implements AutoCloseable {

    private final Path file;
    private final DeployJournal journal;
    private final FolderLock lock;
    private final Log log;

    private CountedDeploy(Path file, DeployJournal journal, FolderLock lock, Log log) {
        this.file = file;
        this.journal = journal;
        this.lock = lock;
        this.log = log;
    }

    /**
     * Finds it, before the rows are counted. Empty where there is none; one that the count cannot settle is told, and stays
     * as it is.
     *
     * @param target the name of the one that is counted
     * @param baseline what it is compared with
     */
    public static Optional<CountedDeploy> of(BackupStore store, String target, Baseline baseline, Log log) {
        Path file = store.deployJournal(target);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        FolderLock lock = null;
        Optional<CountedDeploy> deploy = Optional.empty();
        try {
            FolderLock taken = FolderLock.acquire(store.journals(), "verify-counts of " + target, Duration.ZERO);
            lock = taken;
            deploy = DeployJournal.read(file)
                    .filter(journal -> settles(journal, baseline, log))
                    .map(journal -> new CountedDeploy(file, journal, taken, log));
        } catch (CannotProceed e) {
            log.warn("This count settles no deploy: "
                    + e.getMessage().lines().findFirst().orElse(""));
        } finally {
            if (lock != null && deploy.isEmpty()) {
                lock.close();
            }
        }
        return deploy;
    }

    private static boolean settles(DeployJournal journal, Baseline baseline, Log log) {
        String which = "This count does not settle the guarded-deploy of " + journal.startedAt() + ": ";
        if (!journal.backup().equals(baseline.backup()) || !journal.target().equals(baseline.target())) {
            log.warn(which + "the baseline is another than that of its backup, " + journal.backup() + ".");
            return false;
        }
        if (journal.shell() != null && journal.shell().runs()) {
            log.warn(
                    which + "its command still runs, process " + journal.shell().pid() + ".");
            return false;
        }
        return true;
    }

    /** No row is missing, or the user accepts what is. */
    public void settle() {
        DeployJournal.drop(file);
        log.info("With that the guarded-deploy of " + journal.startedAt() + " is settled, which "
                + journal.step().words() + ".");
    }

    /** Rows are missing: no deploy begins until they are back. */
    public void lost() {
        journal.at(DeployJournal.Step.LOST).write(file);
    }

    @Override
    public void close() {
        lock.close();
    }
}
