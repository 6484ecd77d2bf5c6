package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.KeepRules;
import io.github.dbguard.backup.PruneBackups;
import io.github.dbguard.backup.PruneBackups.Pruned;
import io.github.dbguard.backup.RetentionPlan;
import io.github.dbguard.report.PruneTable;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Deletes the backups in dbguard.directory that no rule keeps; without dbguard.apply it only says which those are. It
 * never deletes the newest backup, the newest verified one, the baseline's, pinned ones, and safety backups younger
 * than a week, and deletes nothing of a target whose newest backup is damaged or unfinished. It needs no server.
 */
@Mojo(name = "prune-backups", requiresProject = false, aggregator = true, threadSafe = true)
public class PruneBackupsMojo extends AbstractDbguardMojo {

    /** Deletes; without it nothing is changed. */
    @Parameter(property = "dbguard.apply", defaultValue = "false")
    private boolean apply;

    /** The only target to look at, by the name of its folder. Default: all. */
    @Parameter(property = "dbguard.target")
    private String target;

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

    /** Skips this goal. */
    @Parameter(property = "dbguard.pruneBackups.skip", defaultValue = "false")
    private boolean skipPruneBackups;

    @Override
    boolean skipGoal() {
        return skipPruneBackups;
    }

    @Override
    void run() {
        KeepRules rules = new KeepRules(keepLast, keepDaily, keepWeekly, keepMonthly);
        BackupStore store = new BackupStore(directory());
        Instant now = Instant.now();
        PruneBackups prune = new PruneBackups(store, rules, now);
        boolean none = apply ? delete(prune, now) : show(prune, now);
        if (none) {
            log().info("There is no backup in " + typed(store.backups()) + ". Make one: mvn dbguard:pre-deploy-backup");
        }
    }

    private boolean show(PruneBackups prune, Instant now) {
        List<RetentionPlan> plans = prune.plan(target);
        for (RetentionPlan plan : plans) {
            PruneTable.planned(plan, now).forEach(log()::info);
            PruneTable.warnings(plan).forEach(log()::warn);
            if (plan.blocked() != null) {
                log().warn("Nothing of " + plan.target() + " may be deleted: " + plan.blocked());
            }
        }
        if (plans.stream().anyMatch(plan -> !plan.doomed().isEmpty())) {
            log().info("Nothing was changed. To delete, run it again with -Ddbguard.apply=true");
        }
        return plans.isEmpty();
    }

    private boolean delete(PruneBackups prune, Instant now) {
        List<Pruned> all = prune.apply(target);
        for (Pruned pruned : all) {
            PruneTable.done(pruned, now).forEach(log()::info);
            PruneTable.warnings(pruned.plan()).forEach(log()::warn);
        }
        String problems =
                all.stream().flatMap(pruned -> pruned.problems().stream()).collect(Collectors.joining("\n"));
        if (all.stream().anyMatch(pruned -> !pruned.failures().isEmpty())) {
            throw new CannotProceed(problems);
        }
        if (!problems.isEmpty()) {
            throw new Refused(problems);
        }
        return all.isEmpty();
    }
}
