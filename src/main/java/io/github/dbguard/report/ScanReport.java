package io.github.dbguard.report;

import io.github.dbguard.scan.Finding;
import io.github.dbguard.scan.ScanResult;
import io.github.dbguard.scan.Unread;
import java.util.List;

/** A scan as it stands in {@code scan.json}. */
public record ScanReport(
        int format,
        int files,
        int suppressed,
        int known,
        List<Finding> findings,
        List<Unread> unread,
        List<String> remarks) {

    public static final int FORMAT = 1;

    public static ScanReport of(ScanResult result) {
        return new ScanReport(
                FORMAT,
                result.files(),
                result.suppressed(),
                result.known(),
                result.findings(),
                result.unread(),
                result.remarks());
    }
}
