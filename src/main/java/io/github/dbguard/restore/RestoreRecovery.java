package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.FolderLock;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.Manifest;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.Restored;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.restore.RestoreJournal.Change;
import io.github.dbguard.target.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finishes or undoes a restore that was cut short. The swap is one transaction, so the names of its databases tell: until
 * one of them has another name than its scratch name it has not happened, and the scratch databases go; afterwards all that
 * can be missing is the word to the baseline.
 */
public final class RestoreRecovery {

    private final BackupStore store;
    private final Target target;
    private final Log log;

    public RestoreRecovery(BackupStore store, Target target, Log log) {
        this.store = store;
        this.target = target;
        this.log = log;
    }

    /**
     * Does it when there is anything to do.
     *
     * @throws io.github.dbguard.CannotProceed when a restore runs just now, or the journal cannot be read
     */
    public void ifAny() {
        if (Files.exists(file())) {
            try (FolderLock lock = store.lock("recovery of a restore of " + target.name())) {
                run();
            }
        }
    }

    private Path file() {
        return RestoreJournal.file(store.directory(), target.name());
    }

    /** Only with the store's lock held. @return whether the databases of a restore turned out to be in place */
    boolean run() {
        try {
            Optional<RestoreJournal> journal = RestoreJournal.read(file());
            return journal.isPresent() && recover(journal.get());
        } catch (PostgresError e) {
            throw target.explained(e);
        }
    }

    private boolean recover(RestoreJournal journal) {
        String restore = "the restore of " + journal.backup() + " that began at " + journal.startedAt();
        if (!journal.systemIdentifier().equals(target.identity().systemIdentifier())) {
            RestoreJournal.drop(file());
            log.warn("The journal tells of " + restore
                    + " into another cluster than the one that is here now: the volume was"
                    + " replaced since. There is nothing of it to undo here.");
            return false;
        }
        List<String> names = new ArrayList<>();
        journal.changes().forEach(change -> {
            names.add(change.database());
            names.add(change.scratch());
        });
        try (Session outside = target.openOutside(names)) {
            Map<String, Long> there = Catalogue.everyDatabase(outside);
            boolean swapped = journal.changes().stream().anyMatch(c -> c.swapped(there));
            if (swapped) {
                tellBaseline(journal);
                log.warn("Finished " + restore + ", which was cut short after its databases were in place.");
            } else {
                journal.changes().forEach(change -> Scratch.drop(target, outside, change.scratch()));
                log.warn("Undid " + restore + ", which was cut short: the live databases are as they were.");
            }
            RestoreJournal.drop(file());
            return swapped;
        }
    }

    /** Tells the baseline that these databases are others by the hand of a restore. */
    void tellBaseline(RestoreJournal journal) {
        try {
            told(journal).ifPresent(baseline -> baseline.write(store.baseline()));
        } catch (Refused | CannotProceed e) {
            // The databases are in place: no goal may be kept from its work by this for ever.
            log.warn("The baseline could not be told of the restore of " + journal.backup() + ": " + e.getMessage()
                    + "\nThe restored databases are in place. Record a new baseline: mvn dbguard:record-counts");
        }
    }

    private Optional<Baseline> told(RestoreJournal journal) {
        Path backup = Path.of(journal.from());
        if (!Files.exists(store.baseline()) && !Files.exists(backup.resolve("manifest.json"))) {
            return Optional.empty(); // Somebody else's dump, and no baseline to compare with.
        }
        Baseline baseline = Files.exists(store.baseline())
                ? Baseline.read(store.baseline())
                : Manifest.read(backup).baseline();
        if (!baseline.target().equals(journal.target()) && !madeWith(baseline, backup)) {
            return Optional.empty();
        }
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<Restored> restored = new ArrayList<>();
        for (Change change : journal.changes()) {
            restored.add(
                    new Restored(change.database(), change.oid(), journal.systemIdentifier(), journal.backup(), now));
        }
        return Optional.of(baseline.with(restored));
    }

    /** Whether this is the baseline's own backup: then it was restored where the target has another name by now. */
    private static boolean madeWith(Baseline baseline, Path backup) {
        if (!Files.exists(backup.resolve("manifest.json"))) {
            return false;
        }
        Manifest restored = Manifest.read(backup);
        return restored.id().equals(baseline.backup()) && restored.target().equals(baseline.target());
    }
}
