package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.Policies;
import io.github.dbguard.counts.TablePolicy;
import io.github.dbguard.report.Conclusion;
import io.github.dbguard.report.GithubSummary;
import io.github.dbguard.report.ReportFolder;
import io.github.dbguard.report.TableReport;
import io.github.dbguard.target.Target;
import io.github.dbguard.volume.PinState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.plugins.annotations.Parameter;

/** A goal that counts rows. */
abstract class AbstractCountingMojo extends AbstractTargetMojo {

    /**
     * How closely to look at rows. <code>counts</code>: how many there are. <code>keys</code>: also a fingerprint over
     * every key. <code>rows</code>: also one over every column of every row, which takes several times as long.
     */
    @Parameter(property = "dbguard.fingerprint", defaultValue = "keys")
    private String fingerprint;

    /**
     * Tables to leave out: <code>table</code>, <code>schema.table</code> or <code>database:schema.table</code>, with
     * <code>*</code> for any characters. The report names each.
     */
    @Parameter(property = "dbguard.ignoreTables")
    private List<String> ignoreTables;

    /**
     * Policies for some tables. A table has a name, written as in ignoreTables, and any of allowedLoss, ignore,
     * requireRows, fingerprint and allow.
     */
    @Parameter
    private List<TableRule> tables;

    /**
     * Queries of your own that answer one value, read with the counts and compared after the deploy: a number that is
     * lower then, or a text that is another, fails. A check has a name and an sql, and a database where it is meant for
     * one only.
     */
    @Parameter
    private List<Check> checks;

    /**
     * A file with checks, for folders without a POM: a line <code>-- check: users who can log in</code>, then the query;
     * <code>-- check(app): name</code> for one that is meant for database app only.
     */
    @Parameter(property = "dbguard.checksFile")
    private File checksFile;

    /** How many sessions work at once. Default: as many as this machine has processors, at most 4. */
    @Parameter(property = "dbguard.jobs")
    private int jobs;

    /** How many seconds to wait for a table that a migration holds. */
    @Parameter(property = "dbguard.lockTimeout", defaultValue = "30")
    private int lockTimeout;

    /** How many seconds one count may take; 0 for no limit. A count that took longer is a failure. */
    @Parameter(property = "dbguard.statementTimeout", defaultValue = "0")
    private int statementTimeout;

    /** Everything about counting but what a loss means, which verify-counts alone has to say. */
    CountOptions counting(Target target) {
        return counting(target, policies(null, null, null));
    }

    CountOptions counting(Target target, Policies policies) {
        return new CountOptions(
                mode(),
                policies,
                checks(target),
                jobs(),
                lockTimeout(),
                Duration.ofSeconds(Math.max(0, statementTimeout)));
    }

    Policies policies(String allowedLoss, List<String> requireRows, List<String> allow) {
        List<TablePolicy> single = tables == null
                ? List.of()
                : tables.stream().map(TableRule::policy).toList();
        return Policies.parse(allowedLoss, ignoreTables, requireRows, single, allow);
    }

    private FingerprintMode mode() {
        return TablePolicy.mode(fingerprint, "dbguard.fingerprint");
    }

    int jobs() {
        return Work.jobs(jobs);
    }

    Duration lockTimeout() {
        return Work.lockTimeout(lockTimeout);
    }

    private List<CountOptions.Check> checks(Target target) {
        List<CountOptions.Check> all = new ArrayList<>();
        if (checks != null) {
            for (Check check : checks) {
                if (check.name == null || check.sql == null) {
                    throw new CannotProceed("A <check> needs a <name> and an <sql>.");
                }
                all.add(new CountOptions.Check(check.name, check.database, check.sql));
            }
        }
        if (checksFile != null) {
            all.addAll(ChecksFile.read(checksFile.toPath()));
        }
        return all.stream().map(check -> placed(check, target)).toList();
    }

    /** A check in a database that is not counted would never be asked, and nobody would notice. */
    private static CountOptions.Check placed(CountOptions.Check check, Target target) {
        String database = check.database() == null ? target.mainDatabase() : check.database();
        if (!target.databases().contains(database)) {
            throw new CannotProceed("Check \"" + check.name() + "\" is for database \"" + database
                    + "\", which is not guarded here.\nGuarded are: " + String.join(", ", target.databases())
                    + ". Name one of them, or add it to dbguard.databases.");
        }
        return new CountOptions.Check(check.name(), database, check.sql());
    }

    /**
     * Writes the reports, shows the verdict, and says how to bring back what is lost.
     *
     * @throws Refused when rows are lost
     */
    void judge(Target target, BackupStore store, Baseline before, Comparison.Result result) {
        store.prepare();
        String id = before.backup() == null ? before.createdAt() : before.backup();
        String details = typed(new ReportFolder(store.reports()).write(target.name(), id, result));
        List<String> lines = TableReport.lines(target.name(), id, result, details);
        lines.forEach(result.passes() ? getLog()::info : getLog()::error);
        sayWhetherPinned(target);
        summarise(GithubSummary.markdown(target.name(), id, result, details));
        if (!result.passes()) {
            throw new Refused(Conclusion.of(result) + "\n" + next(target, store, before) + "\nDetails: " + details);
        }
    }

    /** By the way: rows are judged, not pins. */
    private void sayWhetherPinned(Target target) {
        try {
            PinState.of(target).ifPresent(state -> log().info("note: " + state.sentence()));
        } catch (CannotProceed e) {
            log().warn("Whether the volume is pinned could not be seen: " + e.getMessage());
        }
    }

    /** The target may have another name than the baseline's by now, as after its Compose project was renamed. */
    private String next(Target target, BackupStore store, Baseline before) {
        String of = before.target().equals(target.name()) ? "" : " -Ddbguard.backupOf=" + before.target();
        return before.backup() == null
                ? "Stop the deploy and leave the volume alone. No backup belongs to this baseline; see "
                        + typed(store.folder(before.target())) + " for older ones."
                : "Stop the deploy and leave the volume alone. Every row of the baseline is in the backup "
                        + typed(store.folder(before.target()).resolve(before.backup()))
                        + "\nBring it back: mvn dbguard:restore -Ddbguard.backup=" + before.backup() + of
                        + " -Ddbguard.confirm=" + target.name() + saidAgain();
    }

    /** GitHub shows a step's summary on the page of the run; elsewhere the variable is not set. */
    private void summarise(String markdown) {
        String file = System.getenv("GITHUB_STEP_SUMMARY");
        if (file == null || file.isEmpty()) {
            return;
        }
        try {
            Files.writeString(Path.of(file), markdown, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            getLog().warn("The step summary could not be written to " + file + ": " + e);
        }
    }
}
