package io.github.dbguard.backup;

import java.util.List;

/**
 * What retention makes of one target's backups.
 *
 * @param target its name
 * @param blocked why nothing of it may be deleted; null when something may
 * @param decisions one a whole backup, the newest first
 * @param leftAlone what is damaged or unfinished: never deleted, and counted by no rule
 * @param proofs what has to match its checksums before anything is deleted
 */
public record RetentionPlan(
        String target,
        String blocked,
        List<Decision> decisions,
        List<StoredBackup> leftAlone,
        List<StoredBackup> proofs) {

    /** @param reasons why it is kept; empty when nothing keeps it */
    public record Decision(StoredBackup backup, List<String> reasons) {

        public boolean kept() {
            return !reasons.isEmpty();
        }
    }

    /** What nothing keeps, the oldest first; empty when the target is blocked. */
    public List<StoredBackup> doomed() {
        if (blocked != null) {
            return List.of();
        }
        List<StoredBackup> newestFirst = decisions.stream()
                .filter(decision -> !decision.kept())
                .map(Decision::backup)
                .toList();
        return newestFirst.stream().sorted(StoredBackup.NEWEST_FIRST.reversed()).toList();
    }
}
