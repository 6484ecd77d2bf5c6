package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.VerifyCounts;
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
import java.util.List;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Counts every row of the target again, compares with the baseline from before the deploy, names the cause of every
 * difference, and fails when a row is gone or is not proven to be there.
 */
@Mojo(
        name = "verify-counts",
        requiresProject = false,
        aggregator = true,
        threadSafe = true,
        defaultPhase = LifecyclePhase.VERIFY)
public class VerifyCountsMojo extends AbstractCountingMojo {

    /** The baseline to compare with. Default: <code>baseline.json</code> in dbguard.directory. */
    @Parameter(property = "dbguard.baseline")
    private File baseline;

    /** How many rows each table may lose, or how many percent: <code>5</code>, <code>0.5%</code>. */
    @Parameter(property = "dbguard.allowedLoss", defaultValue = "0")
    private String allowedLoss;

    /** Tables that must not be empty; one that does not exist fails as well. */
    @Parameter(property = "dbguard.requireRows")
    private List<String> requireRows;

    /** Causes that do not fail this time: <code>CLUSTER_REINITIALISED</code>, <code>TABLE_RECREATED</code> and so on. */
    @Parameter(property = "dbguard.allow")
    private List<String> allow;

    /** Skips this goal. */
    @Parameter(property = "dbguard.verifyCounts.skip", defaultValue = "false")
    private boolean skipVerifyCounts;

    @Override
    boolean skipGoal() {
        return skipVerifyCounts;
    }

    @Override
    void run(Target target) {
        BackupStore store = new BackupStore(directory());
        Baseline before = Baseline.read(baseline == null ? store.baseline() : baseline.toPath());
        CountOptions counting = counting(target, policies(allowedLoss, requireRows, allow));
        Comparison.Result result = new VerifyCounts(counting, progress()).verify(target, before);

        store.prepare();
        String id = before.backup() == null ? before.createdAt() : before.backup();
        String details = typed(new ReportFolder(store.reports()).write(target.name(), id, result));
        List<String> lines = TableReport.lines(target.name(), id, result, details);
        lines.forEach(result.passes() ? getLog()::info : getLog()::error);
        sayWhetherPinned(target);
        summarise(GithubSummary.markdown(target.name(), id, result, details));
        if (!result.passes()) {
            throw new Refused(Conclusion.of(result) + "\n" + next(store, before) + "\nDetails: " + details);
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

    private static String next(BackupStore store, Baseline before) {
        return before.backup() == null
                ? "Stop the deploy and leave the volume alone. No backup belongs to this baseline; see "
                        + typed(store.folder(before.target())) + " for older ones."
                : "Stop the deploy and leave the volume alone. Every row of the baseline is in the backup "
                        + typed(store.folder(before.target()).resolve(before.backup()))
                        + "\nBring it back: mvn dbguard:restore -Ddbguard.backup=" + before.backup()
                        + " -Ddbguard.confirm=" + before.target();
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
