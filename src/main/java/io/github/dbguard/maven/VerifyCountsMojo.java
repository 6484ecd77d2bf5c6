package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.VerifyCounts;
import io.github.dbguard.deploy.CountedDeploy;
import io.github.dbguard.target.Target;
import java.io.File;
import java.util.List;
import java.util.Optional;
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
        VerifyCounts verify = new VerifyCounts(counting(target, policies(allowedLoss, requireRows, allow)), progress());
        Optional<CountedDeploy> deploy = CountedDeploy.of(store, target.name(), before, log());
        try {
            Comparison.Result result = verify.verify(target, before);
            if (baseline == null) {
                note(store, before, !result.passes());
            }
            judge(target, store, before, result);
            deploy.ifPresent(CountedDeploy::settle);
        } catch (Refused lost) {
            deploy.ifPresent(CountedDeploy::lost);
            throw lost;
        } finally {
            deploy.ifPresent(CountedDeploy::close);
        }
    }

    /** So that the next backup does not make what is left the measure. */
    private void note(BackupStore store, Baseline before, boolean lost) {
        try {
            before.note(store.baseline(), lost);
        } catch (CannotProceed e) {
            getLog().warn("Whether rows are lost could not be written into the baseline: " + e.getMessage());
        }
    }
}
