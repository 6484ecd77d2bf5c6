package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.DumpFormat;
import io.github.dbguard.backup.DumpOptions;
import io.github.dbguard.backup.PreDeployBackup;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.VerifyCounts;
import io.github.dbguard.deploy.DeployOptions;
import io.github.dbguard.deploy.GuardedDeploy;
import io.github.dbguard.report.PinReport;
import io.github.dbguard.report.PreflightTable;
import io.github.dbguard.report.RestoreReport;
import io.github.dbguard.restore.Restore;
import io.github.dbguard.restore.RestoreOptions;
import io.github.dbguard.restore.RestoreOutcome;
import io.github.dbguard.target.Target;
import io.github.dbguard.volume.Line;
import io.github.dbguard.volume.PinVolume;
import java.time.Duration;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Runs a deploy command between everything that guards it: preflight, backup and baseline, pin, the command, and every row
 * counted again. Refuses a command that destroys data, and stops with the command that brings lost rows back.
 */
@Mojo(name = "guarded-deploy", requiresProject = false, aggregator = true, threadSafe = true)
public class GuardedDeployMojo extends AbstractCountingMojo {

    /** The deploy command: <code>docker compose up -d --no-deps web</code>. A shell on this machine runs it. */
    @Parameter(property = "dbguard.command")
    private String command;

    /** How many seconds the command may take before it is ended. */
    @Parameter(property = "dbguard.timeout", defaultValue = "1800")
    private int timeout;

    /** Why a command that destroys data is really meant. Without a reason it is refused. */
    @Parameter(property = "dbguard.allowDestructive")
    private String allowDestructive;

    /** Brings the backup back at once when the deploy has lost rows. The build fails all the same. */
    @Parameter(property = "dbguard.autoRestore", defaultValue = "false")
    private boolean autoRestore;

    /** What of preflight stops the deploy: <code>error</code>, <code>warning</code>, <code>note</code> or <code>none</code>. */
    @Parameter(property = "dbguard.failOn", defaultValue = "error")
    private String failOn;

    /** Becomes part of the backup's name: a version, a commit. */
    @Parameter(property = "dbguard.label")
    private String label;

    /** How many rows each table may lose, or how many percent: <code>5</code>, <code>0.5%</code>. */
    @Parameter(property = "dbguard.allowedLoss", defaultValue = "0")
    private String allowedLoss;

    /** Tables that must not be empty afterwards; one that does not exist fails as well. */
    @Parameter(property = "dbguard.requireRows")
    private List<String> requireRows;

    /** Causes that do not fail this time: <code>TABLE_RECREATED</code> and so on. */
    @Parameter(property = "dbguard.allow")
    private List<String> allow;

    /** Skips this goal, the command with it. */
    @Parameter(property = "dbguard.guardedDeploy.skip", defaultValue = "false")
    private boolean skipGuardedDeploy;

    @Override
    boolean skipGoal() {
        return skipGuardedDeploy;
    }

    @Override
    void run(Target target) {
        if (command == null || command.isBlank()) {
            throw new CannotProceed("There is no command to deploy with.\nNothing was run. Give one:"
                    + " -Ddbguard.command=\"docker compose up -d --no-deps web\"");
        }
        if (timeout < 1) {
            throw new CannotProceed("dbguard.timeout is " + timeout + ". Give it in seconds, 1 or more.");
        }
        DeployOptions options = new DeployOptions(
                command,
                folder(),
                composeFile(),
                Duration.ofSeconds(timeout),
                allowDestructive,
                PreflightMojo.severity(failOn),
                autoRestore,
                label,
                patience());
        BackupStore store = new BackupStore(directory());
        CountOptions counting = counting(target, policies(allowedLoss, requireRows, allow));
        DumpOptions dumping =
                new DumpOptions(DumpFormat.DIRECTORY, jobs(), Compression.GZIP, false, lockTimeout(), null);
        PreDeployBackup backup = new PreDeployBackup(store, dumping, counting, version(), log(), progress());
        new GuardedDeploy(store, backup, new VerifyCounts(counting, progress()), new Shown(store, backup), log())
                .deploy(target, options, () -> findAgain(target));
    }

    /** Shows each step in the words of its own goal. */
    private final class Shown implements GuardedDeploy.Told {

        private final BackupStore store;
        private final PreDeployBackup safety;

        Shown(BackupStore store, PreDeployBackup safety) {
            this.store = store;
            this.safety = safety;
        }

        @Override
        public void preflight(List<Line> lines) {
            lines.forEach(line ->
                    PreflightTable.lines(line).forEach(text -> PreflightMojo.log(getLog(), line.severity(), text)));
        }

        @Override
        public void backedUp(PreDeployBackup.Made made) {
            PreDeployBackupMojo.lines(made).forEach(log()::info);
        }

        @Override
        public void pinned(List<PinVolume.Pinned> pins) {
            PinReport.pinned(pins).forEach(log()::info);
            PinReport.warnings(pins).forEach(log()::warn);
        }

        @Override
        public void verified(Target target, Baseline before, Comparison.Result result) {
            judge(target, store, before, result);
        }

        @Override
        public void restore(Target target, String backup) {
            RestoreOptions options = new RestoreOptions(backup, null, databases(), jobs(), true, lockTimeout());
            RestoreOutcome outcome = new Restore(store, safety, log(), progress()).restore(target, options, plan -> {});
            RestoreReport.lines(target.name(), outcome, outcome.safety() == null ? null : typed(outcome.safety()))
                    .forEach(log()::info);
        }
    }
}
