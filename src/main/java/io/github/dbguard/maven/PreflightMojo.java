package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.report.PreflightReport;
import io.github.dbguard.report.PreflightTable;
import io.github.dbguard.report.ReportFolder;
import io.github.dbguard.target.Target;
import io.github.dbguard.volume.Line;
import io.github.dbguard.volume.Preflight;
import io.github.dbguard.volume.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Says on one screen whether it is safe to deploy: where the data lies, what the next docker compose up would make of it,
 * passwords, backups, room, migrations. Changes nothing, and fails when it is not safe or could not be seen.
 */
@Mojo(
        name = "preflight",
        requiresProject = false,
        aggregator = true,
        threadSafe = true,
        defaultPhase = LifecyclePhase.VALIDATE)
public class PreflightMojo extends AbstractTargetMojo {

    private static final Set<String> LEVELS = Set.of("error", "warning", "note", "none");

    /** From which severity on it fails: <code>error</code>, <code>warning</code>, <code>note</code> or <code>none</code>. */
    @Parameter(property = "dbguard.failOn", defaultValue = "error")
    private String failOn;

    /** Skips this goal. */
    @Parameter(property = "dbguard.preflight.skip", defaultValue = "false")
    private boolean skipPreflight;

    @Override
    boolean skipGoal() {
        return skipPreflight;
    }

    @Override
    void run(Target target) {
        Severity least = severity(failOn);
        BackupStore store = new BackupStore(directory());
        Instant now = Instant.now();
        List<Line> lines =
                Preflight.of(target, store, folder(), composeFile(), now).look();
        store.prepare();
        PreflightReport report = PreflightReport.of(target.name(), now, least, lines);
        String details = typed(new ReportFolder(store.reports()).write(report));
        lines.forEach(line -> PreflightTable.lines(line).forEach(text -> log(getLog(), line.severity(), text)));
        if (!report.safe()) {
            throw new Refused(PreflightTable.conclusion(report) + "\nNothing was changed. Details: " + details);
        }
        log().info(PreflightTable.conclusion(report));
    }

    static void log(Log log, Severity severity, String text) {
        switch (severity) {
            case ERROR -> log.error(text);
            case WARNING -> log.warn(text);
            default -> log.info(text);
        }
    }

    /** What dbguard.failOn says; null for never. */
    static Severity severity(String failOn) {
        String level = failOn.toLowerCase(Locale.ROOT);
        if (!LEVELS.contains(level)) {
            throw new CannotProceed("dbguard.failOn is \"" + failOn + "\".\nGive error, warning, note or none.");
        }
        return level.equals("none") ? null : Severity.valueOf(level.toUpperCase(Locale.ROOT));
    }
}
