package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.Json;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.report.ReportFolder;
import io.github.dbguard.report.ScanAnnotations;
import io.github.dbguard.report.ScanConsole;
import io.github.dbguard.report.ScanSummary;
import io.github.dbguard.scan.Finding;
import io.github.dbguard.scan.Scan;
import io.github.dbguard.scan.ScanOptions;
import io.github.dbguard.scan.ScanResult;
import io.github.dbguard.scan.Severity;
import io.github.dbguard.scan.accepted.Configuration;
import io.github.dbguard.scan.accepted.KnownFindings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Reads the repository and finds the commands that can destroy a database or its volume: in workflows, Compose files,
 * scripts, SQL, Dockerfiles, Makefiles, package.json, code and pages. Needs no engine and no database.
 */
@Mojo(
        name = "scan",
        requiresProject = false,
        aggregator = true,
        threadSafe = true,
        defaultPhase = LifecyclePhase.VALIDATE)
public class ScanMojo extends AbstractDbguardMojo {

    private static final String KNOWN = ".dbguard-findings.json";

    /**
     * How grave a finding must be to fail the build: <code>error</code>, <code>warning</code>, <code>note</code> or
     * <code>none</code>.
     */
    @Parameter(property = "dbguard.failOn", defaultValue = "error")
    private String failOn;

    /** Whether a file that could not be read fails the build. */
    @Parameter(property = "dbguard.failOnUnread", defaultValue = "true")
    private boolean failOnUnread;

    /** A commit: only files that were changed since this branch left it are scanned. For pull requests. */
    @Parameter(property = "dbguard.changedSince")
    private String changedSince;

    /**
     * The findings that are known and not told again. Default: <code>.dbguard-findings.json</code> in the scanned folder,
     * where that exists.
     */
    @Parameter(property = "dbguard.knownFindings")
    private File knownFindings;

    /** Writes all that is found into the file of known findings, and passes. */
    @Parameter(property = "dbguard.writeKnownFindings", defaultValue = "false")
    private boolean writeKnownFindings;

    /** Skips this goal. */
    @Parameter(property = "dbguard.scan.skip", defaultValue = "false")
    private boolean skipScan;

    @Override
    boolean skipGoal() {
        return skipScan;
    }

    @Override
    void run() {
        Severity gate = gate();
        Path root = folder();
        ScanResult result = new Scan(options(root), progress()).run();
        if (writeKnownFindings) {
            Json.write(known(root), KnownFindings.of(result.findings()));
            getLog().info(ScanConsole.conclusion(result) + " Written to " + typed(known(root)) + ": commit it.");
            return;
        }
        tell(result);
        BackupStore store = new BackupStore(directory());
        store.prepare();
        String details = typed(new ReportFolder(store.reports()).write(result, gate, version()));
        if (System.getenv("GITHUB_ACTIONS") != null) {
            // GitHub takes a command only at the beginning of a line.
            ScanAnnotations.lines(result).forEach(System.out::println);
            summarise(ScanSummary.markdown(result, details));
        }
        judge(result, gate, details);
    }

    private ScanOptions options(Path root) {
        KnownFindings known = KnownFindings.NONE;
        if (!writeKnownFindings && Files.exists(known(root))) {
            known = Json.read(known(root), KnownFindings.class);
        } else if (!writeKnownFindings && knownFindings != null) {
            throw new CannotProceed("dbguard.knownFindings names " + knownFindings + ", which is not there. Nothing was"
                    + " scanned. Write it: mvn dbguard:scan -Ddbguard.writeKnownFindings=true");
        }
        return new ScanOptions(
                root,
                Configuration.read(root.resolve(".dbguard.yml")),
                known,
                changedSince,
                LocalDate.now(ZoneOffset.UTC));
    }

    private Path known(Path root) {
        return knownFindings == null ? root.resolve(KNOWN) : knownFindings.toPath();
    }

    /** Null where no finding fails the build. */
    private Severity gate() {
        if (failOn.equalsIgnoreCase("none")) {
            return null;
        }
        try {
            return Severity.valueOf(failOn.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CannotProceed(
                    "dbguard.failOn=" + failOn + " is none of error, warning, note and none. Nothing was"
                            + " scanned. Correct it: -Ddbguard.failOn=warning");
        }
    }

    private void tell(ScanResult result) {
        for (Finding finding : result.findings()) {
            List<String> lines = ScanConsole.lines(finding);
            switch (finding.severity()) {
                case ERROR -> lines.forEach(getLog()::error);
                case WARNING -> lines.forEach(getLog()::warn);
                case NOTE -> lines.forEach(getLog()::info);
            }
        }
        result.unread().forEach(unread -> getLog().warn("Not read: " + unread.path() + ": " + unread.why()));
        result.remarks().forEach(getLog()::warn);
        getLog().info(ScanConsole.conclusion(result));
    }

    private void judge(ScanResult result, Severity gate, String details) {
        if (gate != null && result.reaches(gate)) {
            throw new Refused(ScanConsole.conclusion(result) + "\nNothing was run and nothing is lost: the commands are"
                    + " still only written down. Mend them as each finding says; or accept one, with a reason and an end,"
                    + " in a comment beside it: dbguard:ignore <rule> until=YYYY-MM-DD reason=\"…\"\nDetails: "
                    + details);
        }
        if (failOnUnread && !result.unread().isEmpty()) {
            throw new CannotProceed(ScanConsole.conclusion(result) + "\nWhat was not read may hold anything: "
                    + result.unread().get(0).path() + ": "
                    + result.unread().get(0).why()
                    + ".\nMend the file; or leave it out, in .dbguard.yml under scan.exclude; or pass all the same:"
                    + " -Ddbguard.failOnUnread=false\nDetails: " + details);
        }
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
