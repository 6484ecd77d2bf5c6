package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.Checksums;
import io.github.dbguard.archive.FolderLock;
import io.github.dbguard.archive.Mismatch;
import io.github.dbguard.counts.Baseline;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deletes backups that no rule keeps. Each target stands for itself: one that must not be touched keeps no other from
 * being pruned.
 */
public final class PruneBackups {

    private final BackupStore store;
    private final KeepRules rules;
    private final Instant now;

    public PruneBackups(BackupStore store, KeepRules rules, Instant now) {
        this.store = store;
        this.rules = rules;
        this.now = now;
    }

    /**
     * What was done to one target.
     *
     * @param plan what was to be done
     * @param deleted is gone
     * @param refused why nothing of it was deleted; null when nothing spoke against it
     * @param failures what could not be deleted, and why
     */
    public record Pruned(RetentionPlan plan, List<StoredBackup> deleted, String refused, List<String> failures) {

        /** What a person has to know, each with the next command; empty when all went well. */
        public List<String> problems() {
            List<String> problems = new ArrayList<>();
            if (refused != null) {
                problems.add("Nothing of " + plan.target() + " was deleted: " + refused
                        + ".\nEvery backup is as it was. Make a good one (mvn dbguard:pre-deploy-backup), see them all"
                        + " (mvn dbguard:list-backups), and prune again.");
            }
            problems.addAll(failures);
            return problems;
        }
    }

    /**
     * What would be deleted. It takes no lock and changes nothing.
     *
     * @param only the name of a target; null for all
     * @throws CannotProceed when there is no such target, or the baseline cannot be read
     */
    public List<RetentionPlan> plan(String only) {
        List<TargetBackups> targets = new BackupCatalogue(store).targets(only);
        if (targets.isEmpty()) {
            return List.of();
        }
        Baseline baseline = baseline();
        return targets.stream()
                .map(found -> Retention.plan(found, rules, named(found.target(), baseline), now))
                .toList();
    }

    /**
     * Deletes it.
     *
     * @param only the name of a target; null for all
     * @throws CannotProceed when there is no such target, the baseline cannot be read, or another run is at work
     */
    public List<Pruned> apply(String only) {
        if (!Files.isDirectory(store.backups())) {
            // The lock would make the folder.
            return plan(only).stream().map(this::prune).toList();
        }
        try (FolderLock lock = store.lock("prune-backups")) {
            return plan(only).stream().map(this::prune).toList();
        }
    }

    private Baseline baseline() {
        if (!Files.exists(store.baseline(), LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try {
            return Baseline.read(store.baseline());
        } catch (CannotProceed e) {
            throw new CannotProceed(
                    "Nothing was deleted: retention keeps the backup that the baseline names, and cannot tell which.\n"
                            + e.getMessage(),
                    e);
        }
    }

    private Map<String, String> named(String target, Baseline baseline) {
        Map<String, String> named = new HashMap<>();
        try {
            store.inJournals(target).forEach(id -> named.put(id, "a journal's"));
        } catch (CannotProceed e) {
            throw new CannotProceed(
                    "Nothing was deleted: retention keeps the backups that journals name, and cannot tell which.\n"
                            + e.getMessage(),
                    e);
        }
        if (baseline != null && target.equals(baseline.target()) && baseline.backup() != null) {
            named.put(baseline.backup(), "the baseline's");
        }
        return named;
    }

    private Pruned prune(RetentionPlan plan) {
        String refused = plan.blocked() == null ? unproven(plan) : plan.blocked();
        List<StoredBackup> deleted = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (StoredBackup backup : refused == null ? plan.doomed() : List.<StoredBackup>of()) {
            try {
                store.delete(backup.folder());
                deleted.add(backup);
            } catch (CannotProceed e) {
                failures.add(failure(backup, e));
            }
        }
        return new Pruned(plan, List.copyOf(deleted), refused, List.copyOf(failures));
    }

    private static String failure(StoredBackup backup, CannotProceed e) {
        boolean named = Files.exists(backup.folder(), LinkOption.NOFOLLOW_LINKS);
        return "Could not delete the backup " + backup.id() + " of " + backup.target() + ". " + e.getMessage() + "\n"
                + (named
                        ? "It is whole, as it was."
                        : "What is left of it ends in " + BackupStore.DELETING
                                + ", and is no backup: delete it by hand.");
    }

    /** Why the newest backup cannot stand for those that are to go; null when it can, or none is to go. */
    private static String unproven(RetentionPlan plan) {
        if (plan.doomed().isEmpty()) {
            return null;
        }
        for (StoredBackup newest : plan.proofs()) {
            try {
                List<Mismatch> wrong =
                        Checksums.verify(
                                        newest.folder(),
                                        Manifest.read(newest.folder()).files())
                                .stream()
                                // What somebody put beside the dump takes nothing away from it.
                                .filter(mismatch -> mismatch.kind() != Mismatch.Kind.EXTRA)
                                .toList();
                if (!wrong.isEmpty()) {
                    return "its newest backup, " + newest.id() + ", does not match its checksums: "
                            + wrong.get(0).inWords()
                            + (wrong.size() == 1 ? "" : " (and " + (wrong.size() - 1) + " more)");
                }
            } catch (Refused | CannotProceed e) {
                return "its newest backup, " + newest.id() + ", cannot be checked: " + e.getMessage();
            }
        }
        return null;
    }
}
