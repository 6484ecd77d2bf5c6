package io.github.dbguard.report;

import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.Json;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.scan.ScanResult;
import io.github.dbguard.scan.Severity;
import java.nio.file.Path;

/** Writes what goals found into the folder of reports, for programs to read. */
public final class ReportFolder {

    private final Path folder;

    /** @param folder {@code .dbguard/reports}; made where it is missing */
    public ReportFolder(Path folder) {
        this.folder = folder;
    }

    /** @return the JSON report, which holds everything */
    public Path write(String target, String baseline, Comparison.Result result) {
        Durable.createPrivateFolders(folder);
        Path json = folder.resolve("verify-counts.json");
        Json.write(json, JsonReport.of(target, baseline, result));
        Durable.writeText(folder.resolve("verify-counts.xml"), JunitXml.xml(target, result));
        return json;
    }

    /** @return the JSON report */
    public Path write(PreflightReport preflight) {
        Durable.createPrivateFolders(folder);
        Path json = folder.resolve("preflight.json");
        Json.write(json, preflight);
        return json;
    }

    /** @return the list of backups */
    public Path write(BackupsReport backups) {
        Durable.createPrivateFolders(folder);
        Path json = folder.resolve("backups.json");
        Json.write(json, backups);
        return json;
    }

    /**
     * Writes {@code scan.json}, {@code scan.sarif} and {@code scan.xml}.
     *
     * @param failOn findings as grave as this fail; null where none does
     * @param version dbguard's; may be null
     * @return the JSON report, which holds everything
     */
    public Path write(ScanResult result, Severity failOn, String version) {
        Durable.createPrivateFolders(folder);
        Path json = folder.resolve("scan.json");
        Json.write(json, ScanReport.of(result));
        Json.write(folder.resolve("scan.sarif"), ScanSarif.of(result, version));
        Durable.writeText(folder.resolve("scan.xml"), ScanJunit.xml(result, failOn));
        return json;
    }
}
