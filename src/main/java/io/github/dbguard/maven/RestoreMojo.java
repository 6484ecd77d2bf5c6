package io.github.dbguard.maven;

import io.github.dbguard.archive.Compression;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.DumpFormat;
import io.github.dbguard.backup.DumpOptions;
import io.github.dbguard.backup.PreDeployBackup;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.Policies;
import io.github.dbguard.report.RestoreReport;
import io.github.dbguard.restore.Restore;
import io.github.dbguard.restore.RestoreOptions;
import io.github.dbguard.restore.RestoreOutcome;
import io.github.dbguard.target.Target;
import java.time.Duration;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Brings a backup back without losing what is there: safety backup, restore beside the live database, count against the
 * backup, swap by name. The database that was there stays under another name, and nothing is ever dropped.
 */
@Mojo(name = "restore", requiresProject = false, aggregator = true, threadSafe = true)
public class RestoreMojo extends AbstractTargetMojo {

    /**
     * The backup: an id, the path of its folder, or <code>latest</code>; or the path of what pg_dump wrote without dbguard:
     * a script, packed or not, a custom dump, a tar or a folder.
     */
    @Parameter(property = "dbguard.backup", defaultValue = "latest")
    private String backup;

    /** The target that the backup was made of, where that is not the one that it is restored into. */
    @Parameter(property = "dbguard.backupOf")
    private String backupOf;

    /** The name of the target, to say that this is really meant. Asked for at a terminal where it is not given. */
    @Parameter(property = "dbguard.confirm")
    private String confirm;

    /** Whether what is there is backed up first. It stays under another name either way. */
    @Parameter(property = "dbguard.safetyBackup", defaultValue = "true")
    private boolean safetyBackup;

    /** Services of the target's Compose project to restart afterwards, so that they take new connections. */
    @Parameter(property = "dbguard.restartServices")
    private List<String> restartServices;

    /** How many sessions load and count at once. Default: as many as this machine has processors, at most 4. */
    @Parameter(property = "dbguard.jobs")
    private int jobs;

    /** How many seconds to wait for a table that somebody holds. */
    @Parameter(property = "dbguard.lockTimeout", defaultValue = "30")
    private int lockTimeout;

    /** Skips this goal. */
    @Parameter(property = "dbguard.restore.skip", defaultValue = "false")
    private boolean skipRestore;

    @Override
    boolean skipGoal() {
        return skipRestore;
    }

    /** They may be what is lost. */
    @Override
    boolean mayLackDatabases() {
        return true;
    }

    @Override
    void run(Target target) {
        int sessions = Work.jobs(jobs);
        Duration wait = Work.lockTimeout(lockTimeout);
        BackupStore store = new BackupStore(directory());
        DumpOptions dumping = new DumpOptions(DumpFormat.DIRECTORY, sessions, Compression.GZIP, false, wait, null);
        CountOptions counting =
                new CountOptions(FingerprintMode.KEYS, Policies.STRICT, List.of(), sessions, wait, Duration.ZERO);
        PreDeployBackup safety = new PreDeployBackup(store, dumping, counting, version(), log(), progress());
        RestoreOptions options = new RestoreOptions(backup, backupOf, databases(), sessions, safetyBackup, wait);
        Services services = Services.of(target, restartServices);
        RestoreOutcome outcome = new Restore(store, safety, log(), progress())
                .restore(target, options, new Confirmation(confirm, interactive(), log())::require);
        RestoreReport.lines(target.name(), outcome, outcome.safety() == null ? null : typed(outcome.safety()))
                .forEach(log()::info);
        services.restart(Duration.ofMinutes(2), List.of(), log());
    }
}
