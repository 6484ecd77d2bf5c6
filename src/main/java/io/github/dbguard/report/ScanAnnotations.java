package io.github.dbguard.report;

import io.github.dbguard.scan.Finding;
import io.github.dbguard.scan.ScanResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Findings as commands to GitHub Actions, which shows them in the lines of a pull request: ten a step and severity, the
 * gravest first.
 */
public final class ScanAnnotations {

    private ScanAnnotations() {}

    public static List<String> lines(ScanResult result) {
        List<String> lines = new ArrayList<>();
        result.findings().stream()
                .sorted((one, other) -> one.severity().compareTo(other.severity()))
                .forEach(finding -> lines.add(line(finding)));
        result.unread()
                .forEach(unread -> lines.add("::warning file=" + property(unread.path()) + ",title=dbguard: not read::"
                        + data(unread.why())));
        return lines;
    }

    private static String line(Finding finding) {
        String level = switch (finding.severity()) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "notice";
        };
        return "::" + level + " file=" + property(finding.path()) + ",line=" + finding.line() + ",endLine="
                + finding.endLine() + ",col=" + finding.column() + ",title=" + property("dbguard: " + finding.rule())
                + "::" + data(finding.message() + " Instead: " + finding.mend());
    }

    /** GitHub's own escapes: anything else would end the command, or begin another. */
    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
