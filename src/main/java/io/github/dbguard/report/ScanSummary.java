package io.github.dbguard.report;

import io.github.dbguard.scan.Finding;
import io.github.dbguard.scan.ScanResult;

/** A scan as GitHub Markdown, for {@code $GITHUB_STEP_SUMMARY}: it carries what annotations leave out. */
public final class ScanSummary {

    private static final int LINES = 500;

    private ScanSummary() {}

    /** @param details where everything is written down */
    public static String markdown(ScanResult result, String details) {
        StringBuilder page = new StringBuilder("### dbguard: scan\n\n");
        page.append(escaped(ScanConsole.conclusion(result))).append("\n\n");
        if (!result.findings().isEmpty()) {
            page.append("| severity | where | rule | what | instead |\n|---|---|---|---|---|\n");
            result.findings().stream().limit(LINES).forEach(finding -> page.append(row(finding)));
        }
        if (result.findings().size() > LINES) {
            page.append("\n… and more: see ").append(escaped(details)).append('\n');
        }
        result.unread()
                .forEach(unread -> page.append("\nNot read: ")
                        .append(escaped(unread.path() + ": " + unread.why()))
                        .append('\n'));
        return page.toString();
    }

    private static String row(Finding finding) {
        return "| " + finding.severity().word() + " | " + escaped(finding.path() + ":" + finding.line()) + " | "
                + escaped(finding.rule()) + " | " + escaped(finding.message()) + " | " + escaped(finding.mend())
                + " |\n";
    }

    /** No path and no message may become markup. */
    private static String escaped(String text) {
        return GithubSummary.escaped(text);
    }
}
