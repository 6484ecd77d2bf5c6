package io.github.dbguard.maven;

import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.counts.RecordCounts;
import io.github.dbguard.target.Target;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Counts every row of the target in one snapshot and saves the counts as the baseline, without a backup. Run it before
 * a deploy, and verify-counts after it.
 */
@Mojo(
        name = "record-counts",
        requiresProject = false,
        aggregator = true,
        threadSafe = true,
        defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST)
public class RecordCountsMojo extends AbstractCountingMojo {

    /** Skips this goal. */
    @Parameter(property = "dbguard.recordCounts.skip", defaultValue = "false")
    private boolean skipRecordCounts;

    @Override
    boolean skipGoal() {
        return skipRecordCounts;
    }

    @Override
    void run(Target target) {
        BackupStore store = new BackupStore(directory());
        store.prepare();
        new RecordCounts(counting(target), log(), progress()).record(target, store.baseline());
        log().info("Saved in " + typed(store.baseline()) + ". After the deploy: mvn dbguard:verify-counts");
    }
}
