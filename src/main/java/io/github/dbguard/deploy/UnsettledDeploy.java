package io.github.dbguard.deploy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.Manifest;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.VerifyCounts;
import io.github.dbguard.target.Target;
import java.nio.file.Files;
import java.nio.file.Path;

/** An earlier deploy of which nobody has shown that it lost no row: that comes first, against the counts from before it. */
final class UnsettledDeploy {

    private final DeployJournal earlier;
    private final Path journal;
    private final BackupStore store;
    private final Log log;

    UnsettledDeploy(DeployJournal earlier, Path journal, BackupStore store, Log log) {
        this.earlier = earlier;
        this.journal = journal;
        this.store = store;
        this.log = log;
    }

    /**
     * Counts, and forgets the deploy when no row is missing.
     *
     * @throws Refused when rows are; the journal stays
     * @throws CannotProceed when its command still runs, or nothing is left to compare with
     */
    void settle(Target target, VerifyCounts verify, GuardedDeploy.Told told) {
        String which = "The guarded-deploy of " + earlier.startedAt();
        if (earlier.shell() != null && earlier.shell().runs()) {
            throw new CannotProceed(which + " was killed, and its command still runs: process "
                    + earlier.shell().pid() + ".\nNothing was changed. Wait until it has ended, or end it, and run this"
                    + " again.");
        }
        log.warn(which + " " + earlier.step().words() + ". Its rows are counted first, against backup "
                + earlier.backup() + ".");
        Baseline before = before();
        try {
            told.verified(target, before, verify.verify(target, before));
        } catch (Refused lost) {
            throw new Refused(lost.getMessage() + "\nThese rows are missing since the deploy of " + earlier.startedAt()
                    + ", and nothing was run. The next one starts when they are back, or when their loss is accepted"
                    + " by name: -Ddbguard.allow=<cause>");
        }
        before.note(store.baseline(), false);
        DeployJournal.drop(journal);
    }

    /** That of the store knows of a restore since; it may be a later one, too. */
    private Baseline before() {
        if (Files.exists(store.baseline())) {
            Baseline last = Baseline.read(store.baseline());
            if (earlier.backup().equals(last.backup()) && earlier.target().equals(last.target())) {
                return last;
            }
        }
        try {
            return Manifest.read(store.folder(earlier.target()).resolve(earlier.backup()))
                    .baseline();
        } catch (CannotProceed e) {
            throw new CannotProceed(
                    "What the deploy of " + earlier.startedAt() + " has to be compared with cannot be read: "
                            + e.getMessage() + "\nNothing was run. Look at the tables yourself; when no row is missing,"
                            + " delete " + journal + " and run this again.",
                    e);
        }
    }
}
