package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.KeepRules;
import io.github.dbguard.backup.PruneBackups;
import io.github.dbguard.backup.PruneBackups.Pruned;
import io.github.dbguard.report.PruneTable;
import java.time.Instant;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that makes a backup, and may then delete older ones. Its rules are those of prune-backups. */
abstract class AbstractBackupMojo extends AbstractCountingMojo {

    /** Retention never deletes this backup, whatever its rules are. */
    @Parameter(property = "dbguard.pinBackup", defaultValue = "false")
    private boolean pinBackup;

    /** Then deletes those backups of the same target that no rule keeps, as prune-backups does. */
    @Parameter(property = "dbguard.prune", defaultValue = "false")
    private boolean prune;

    /** Retention: how many of the newest backups to keep. */
    @Parameter(property = "dbguard.keepLast", defaultValue = "3")
    private int keepLast;

    /** Retention: of how many days to keep the newest backup. Days are UTC's, and count if they have a backup. */
    @Parameter(property = "dbguard.keepDaily", defaultValue = "7")
    private int keepDaily;

    /** Retention: of how many weeks to keep the newest backup. Weeks begin on Monday, and count if they have one. */
    @Parameter(property = "dbguard.keepWeekly", defaultValue = "4")
    private int keepWeekly;

    /** Retention: of how many months to keep the newest backup. Months count if they have one. */
    @Parameter(property = "dbguard.keepMonthly", defaultValue = "6")
    private int keepMonthly;

    boolean pinned() {
        return pinBackup;
    }

    /** Asked for before the backup is made: a wrong number should not wait until then. */
    KeepRules keepRules() {
        return new KeepRules(keepLast, keepDaily, keepWeekly, keepMonthly);
    }

    /** After the goal's own backup. That one is whole, so what goes wrong here is a warning. */
    void pruneWhereWanted(BackupStore store, String target, KeepRules rules) {
        if (!prune) {
            return;
        }
        try {
            Instant now = Instant.now();
            for (Pruned pruned : new PruneBackups(store, rules, now).apply(target)) {
                PruneTable.done(pruned, now).forEach(log()::info);
                PruneTable.warnings(pruned.plan()).forEach(log()::warn);
                pruned.problems().forEach(log()::warn);
            }
        } catch (Refused | CannotProceed e) {
            log().warn("The new backup is whole, but older ones were not pruned: " + e.getMessage());
        }
    }
}
