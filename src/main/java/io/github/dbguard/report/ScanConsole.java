package io.github.dbguard.report;

import io.github.dbguard.scan.Finding;
import io.github.dbguard.scan.ScanResult;
import io.github.dbguard.scan.Severity;
import java.util.ArrayList;
import java.util.List;

/** A scan's findings as a good compiler tells them: the place, the line with a caret below it, what to do instead. */
public final class ScanConsole {

    private static final int WIDTH = 120;

    private ScanConsole() {}

    /** The lines about one finding. */
    public static List<String> lines(Finding finding) {
        List<String> lines = new ArrayList<>();
        String number = String.valueOf(finding.line());
        String gap = " ".repeat(number.length());
        lines.add(finding.severity().word() + "[" + finding.rule() + "]: " + Text.oneLine(finding.message()));
        lines.add(gap + "--> " + Text.oneLine(finding.path()) + ":" + finding.line() + ":" + finding.column());
        lines.add(gap + " |");
        excerpt(finding, number, gap, lines);
        lines.add(gap + " = instead: " + finding.mend());
        return lines;
    }

    /** The line, cut to a window around the finding where it is long, and a caret below what was found. */
    private static void excerpt(Finding finding, String number, String gap, List<String> lines) {
        String line = finding.excerpt();
        int from = line.startsWith("…") ? 1 : Math.min(finding.column() - 1, line.length());
        int length = finding.endLine() == finding.line() ? finding.endColumn() - finding.column() : line.length();
        int to = Math.min(from + Math.max(0, length), line.length());
        int start = from > WIDTH / 2 ? from - WIDTH / 4 : 0;
        int end = Math.min(line.length(), start + WIDTH);
        String shown = (start > 0 ? "…" : "") + shown(line.substring(start, end)) + (end < line.length() ? "…" : "");
        int before = shown(line.substring(start, from)).length() + (start > 0 ? 1 : 0);
        int marked =
                shown(line.substring(from, Math.max(from, Math.min(to, end)))).length();
        lines.add(number + " | " + shown);
        lines.add(gap + " | " + " ".repeat(before) + "^".repeat(Math.max(1, marked)));
    }

    /** With a tab as two blanks, and nothing that moves a cursor. */
    private static String shown(String text) {
        return Text.oneLine(text.replace("\t", "  "));
    }

    /** The sentence at the end. */
    public static String conclusion(ScanResult result) {
        StringBuilder text = new StringBuilder(Text.counted(result.files(), "file") + " read: ");
        text.append(Text.counted(result.count(Severity.ERROR), "error"))
                .append(", ")
                .append(Text.counted(result.count(Severity.WARNING), "warning"))
                .append(", ")
                .append(Text.counted(result.count(Severity.NOTE), "note"));
        if (result.suppressed() > 0) {
            text.append("; ").append(Text.figure(result.suppressed())).append(" suppressed");
        }
        if (result.known() > 0) {
            text.append("; ").append(Text.figure(result.known())).append(" known");
        }
        if (!result.unread().isEmpty()) {
            text.append("; ")
                    .append(Text.counted(result.unread().size(), "file"))
                    .append(" not read");
        }
        return text.append(".").toString();
    }
}
