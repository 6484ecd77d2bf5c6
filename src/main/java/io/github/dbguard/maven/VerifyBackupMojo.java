package io.github.dbguard.maven;

import io.github.dbguard.archive.Room;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.counts.DatabaseCounts;
import io.github.dbguard.restore.VerifyBackup;
import java.util.Locale;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Proves that a backup can be restored: checks every file, restores it into a throwaway server without a network, on the
 * image that it was made on, and counts every table against what was counted when it was dumped. Only then is the backup
 * called verified. The database itself is not needed for it.
 */
@Mojo(name = "verify-backup", requiresProject = false, aggregator = true, threadSafe = true)
public class VerifyBackupMojo extends AbstractDbguardMojo {

    /** The backup: an id, the path of its folder, or <code>latest</code>. */
    @Parameter(property = "dbguard.backup", defaultValue = "latest")
    private String backup;

    /** The target that the backup was made of. Needed where there are backups of several. */
    @Parameter(property = "dbguard.backupOf")
    private String backupOf;

    /**
     * The image to drill on. Default: the very image that the backup was made on, else one of its name; for a server behind
     * dbguard.url <code>postgres:&lt;major&gt;</code>.
     */
    @Parameter(property = "dbguard.drillImage")
    private String drillImage;

    /**
     * The Docker engine: <code>unix:///var/run/docker.sock</code>, <code>tcp://host:2376</code>. Default: DOCKER_HOST,
     * else the current Docker context.
     */
    @Parameter(property = "dbguard.dockerHost")
    private String dockerHost;

    /** How many sessions load and count at once. Default: as many as this machine has processors, at most 4. */
    @Parameter(property = "dbguard.jobs")
    private int jobs;

    /** Skips this goal. */
    @Parameter(property = "dbguard.verifyBackup.skip", defaultValue = "false")
    private boolean skipVerifyBackup;

    private static final int LOCK_SECONDS = 30;

    @Override
    boolean skipGoal() {
        return skipVerifyBackup;
    }

    @Override
    void run() {
        VerifyBackup.Options options = new VerifyBackup.Options(
                backup, backupOf, drillImage, dockerHost, Work.jobs(jobs), Work.lockTimeout(LOCK_SECONDS));
        VerifyBackup.Proof proof = new VerifyBackup(new BackupStore(directory()), log(), progress()).verify(options);
        long rows = proof.databases().stream().mapToLong(DatabaseCounts::rows).sum();
        log().info(String.format(
                Locale.ROOT,
                "VERIFIED: backup %s of %s, %s: %d database(s) restored with %,d rows, every count the manifest's, in %.1f s.",
                proof.manifest().id(),
                proof.manifest().target(),
                Room.inWords(proof.manifest().bytes()),
                proof.databases().size(),
                rows,
                proof.duration().toMillis() / 1000.0));
        log().info("Proven with " + proof.manifest().verified().with());
    }
}
