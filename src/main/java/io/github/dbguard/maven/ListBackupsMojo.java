package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Room;
import io.github.dbguard.backup.BackupCatalogue;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.TargetBackups;
import io.github.dbguard.report.BackupTable;
import io.github.dbguard.report.BackupsReport;
import io.github.dbguard.report.ReportFolder;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Lists the backups in dbguard.directory, the newest first, and names those that are damaged or unfinished. It looks at
 * manifests and file sizes alone, and needs no server.
 */
@Mojo(name = "list-backups", requiresProject = false, aggregator = true, threadSafe = true)
public class ListBackupsMojo extends AbstractDbguardMojo {

    /** The only target to look at, by the name of its folder. Default: all. */
    @Parameter(property = "dbguard.target")
    private String target;

    /** Skips this goal. */
    @Parameter(property = "dbguard.listBackups.skip", defaultValue = "false")
    private boolean skipListBackups;

    @Override
    boolean skipGoal() {
        return skipListBackups;
    }

    @Override
    void run() {
        BackupStore store = new BackupStore(directory());
        Instant now = Instant.now();
        List<TargetBackups> targets = new BackupCatalogue(store).targets(target);
        for (TargetBackups found : targets) {
            BackupTable.lines(found, now).forEach(log()::info);
            BackupTable.warnings(found).forEach(log()::warn);
        }
        BackupsReport report = BackupsReport.of(targets, now);
        if (report.list().isEmpty()) {
            log().info("There is no backup in " + typed(store.backups()) + ". Make one: mvn dbguard:pre-deploy-backup");
        } else {
            log().info("Whole backups: " + report.backups() + ", " + Room.inWords(report.bytes()) + ".");
        }
        if (Files.isDirectory(directory())) {
            write(report, store);
        }
    }

    /** The list has been told by now; a folder that this user may only read is no reason to fail. */
    private void write(BackupsReport report, BackupStore store) {
        try {
            log().info("For programs: " + typed(new ReportFolder(store.reports()).write(report)));
        } catch (CannotProceed e) {
            log().warn("The list was not written for programs: " + e.getMessage());
        }
    }
}
