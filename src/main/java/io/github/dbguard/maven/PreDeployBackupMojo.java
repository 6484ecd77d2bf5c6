package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.archive.Room;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.DumpFormat;
import io.github.dbguard.backup.DumpOptions;
import io.github.dbguard.backup.KeepRules;
import io.github.dbguard.backup.PreDeployBackup;
import io.github.dbguard.target.Target;
import java.util.List;
import java.util.Locale;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Backs the target up before a deploy, and saves the row counts of the very same snapshot as the baseline for
 * verify-counts. The backup is for PostgreSQL's own tools: sha256sum -c checks it, pg_restore or psql restores it.
 */
@Mojo(
        name = "pre-deploy-backup",
        requiresProject = false,
        aggregator = true,
        threadSafe = true,
        defaultPhase = LifecyclePhase.PRE_INTEGRATION_TEST)
public class PreDeployBackupMojo extends AbstractBackupMojo {

    /** Becomes part of the backup's name: a version, a commit. */
    @Parameter(property = "dbguard.label")
    private String label;

    /**
     * The format of the dump. <code>directory</code>: a file for each table, dumped and restored in parallel.
     * <code>custom</code>: one file for pg_restore. <code>plain</code>: one compressed script for psql.
     */
    @Parameter(property = "dbguard.format", defaultValue = "directory")
    private String format;

    /** Compression of the plain format: <code>gzip</code>, <code>zstd</code> or <code>none</code>. */
    @Parameter(property = "dbguard.compression", defaultValue = "gzip")
    private String compression;

    /** Also decodes the whole dump before it is called a backup; that takes about half as long as dumping it. */
    @Parameter(property = "dbguard.decode", defaultValue = "false")
    private boolean decode;

    /**
     * The image of a container whose pg_dump dumps a server behind dbguard.url, where this machine has none that is as new
     * as the server but a Docker engine. The container is there for the time of the backup. Default:
     * <code>postgres:</code> with the server's major version.
     */
    @Parameter(property = "dbguard.clientImage")
    private String clientImage;

    /** Skips this goal. */
    @Parameter(property = "dbguard.preDeployBackup.skip", defaultValue = "false")
    private boolean skipPreDeployBackup;

    @Override
    boolean skipGoal() {
        return skipPreDeployBackup;
    }

    @Override
    void run(Target target) {
        DumpOptions dumping = new DumpOptions(
                choice(format, "dbguard.format", List.of(DumpFormat.values())),
                jobs(),
                choice(
                        compression,
                        "dbguard.compression",
                        List.of(Compression.GZIP, Compression.ZSTD, Compression.NONE)),
                decode,
                lockTimeout(),
                clientImage);
        KeepRules rules = keepRules();
        BackupStore store = new BackupStore(directory());
        PreDeployBackup.Made made = new PreDeployBackup(store, dumping, counting(target), version(), log(), progress())
                .make(target, label, pinned());
        report(made);
        pruneWhereWanted(store, target.name(), rules);
    }

    private void report(PreDeployBackup.Made made) {
        lines(made).forEach(log()::info);
        log().info("After the deploy: mvn dbguard:verify-counts");
    }

    /** What was made, and where. */
    static List<String> lines(PreDeployBackup.Made made) {
        var manifest = made.manifest();
        var counts = manifest.rowCounts();
        long tables =
                counts.databases().stream().mapToLong(d -> d.tables().size()).sum();
        String folder = typed(made.folder());
        return List.of(
                String.format(
                        Locale.ROOT,
                        "Backup %s: %,d rows in %,d tables of %d database(s), %s, in %.1f s.",
                        manifest.id(),
                        counts.rows(),
                        tables,
                        counts.databases().size(),
                        Room.inWords(manifest.bytes()),
                        made.duration().toMillis() / 1000.0),
                "Where: " + folder,
                "Check it any time: cd " + folder + " && sha256sum -c --quiet SHA256SUMS");
    }

    private static <E extends Enum<E>> E choice(String value, String parameter, List<E> choices) {
        return choices.stream()
                .filter(c -> c.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new CannotProceed(parameter + " is \"" + value + "\", which is none of "
                        + choices.toString().toLowerCase(Locale.ROOT) + ". No backup was made."));
    }
}
