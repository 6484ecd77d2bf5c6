package io.github.dbguard.report;

import io.github.dbguard.counts.Change;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.Comparison.NotJudged;
import io.github.dbguard.counts.Remark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The result as lines for the log. No line holds a line break or any other control character. */
public final class TableReport {

    private static final int LINES = 40;
    private static final int LEFT_OUT = 5;
    private static final List<String> HEADINGS = List.of("table", "before", "after", "change", "survivors", "cause");
    private static final Set<String> FIGURES = Set.of("before", "after", "change", "survivors");

    private final List<String> lines = new ArrayList<>();
    private final String details;

    private TableReport(String details) {
        this.details = details;
    }

    /**
     * @param target the target's name
     * @param baseline the baseline's id
     * @param result what was found
     * @param details where everything is written down: {@code reports/verify-counts.json}
     */
    public static List<String> lines(String target, String baseline, Comparison.Result result, String details) {
        TableReport report = new TableReport(details);
        report.header(target, baseline, result);
        report.causes(result);
        report.tables(result);
        report.remarks("required rows", result.requireRows());
        report.remarks("migrations", result.migrations());
        report.remarks("checks", result.checks());
        report.remarks("remarks", result.remarks());
        report.leftOut(result.leftOut());
        report.lines.add(Conclusion.of(result));
        return report.lines.stream().map(Text::oneLine).toList();
    }

    private void header(String target, String baseline, Comparison.Result result) {
        lines.add("Row counts of " + target + " against baseline " + baseline
                + (result.baselineTakenAt() == null ? "" : " of " + result.baselineTakenAt()));
    }

    private void causes(Comparison.Result result) {
        result.causes()
                .forEach(cause -> lines.add(cause.cause() + (cause.database() == null ? "" : " " + cause.database())
                        + ": " + cause.sentence()));
    }

    private void tables(Comparison.Result result) {
        List<Change> changed = result.changes().stream()
                .filter(change -> !change.unchanged())
                .sorted(Text.ORDER)
                .toList();
        List<Change> shown = changed.subList(0, Math.min(LINES, changed.size()));
        if (!shown.isEmpty()) {
            boolean several = Text.severalDatabases(result.changes());
            lines.addAll(Columns.align(
                    HEADINGS,
                    FIGURES,
                    shown.stream().map(change -> cells(change, several)).toList()));
            shown.stream()
                    .filter(Change::fails)
                    .limit(LINES / 2)
                    .forEach(change -> lines.add(Text.name(Text.label(change, several)) + ": " + change.sentence()));
        }
        int hidden = changed.size() - shown.size();
        if (hidden > 0) {
            lines.add("… and " + Text.figure(hidden) + " more: see " + details);
        }
        lines.add(Text.counted(result.totals().unchanged(), "table") + " unchanged");
    }

    private static List<String> cells(Change change, boolean several) {
        return List.of(
                Text.name(Text.label(change, several)),
                Text.rows(change.rowsBefore()),
                Text.rows(change.rowsAfter()),
                Text.signed(change.difference()),
                change.rowsBefore() < 0 || change.survivors() < 0 ? "-" : Text.figure(change.survivors()),
                Text.cause(change) + (change.fails() ? "  FAILS" : ""));
    }

    private void remarks(String title, List<Remark> remarks) {
        if (remarks.isEmpty()) {
            return;
        }
        lines.add(title + ":");
        remarks.stream()
                .sorted((one, other) -> one.weight().compareTo(other.weight()))
                .limit(LINES)
                .map(remark -> "  " + remark.weight() + " "
                        + (remark.database() == null ? "" : Text.name(remark.database()) + ": ")
                        + Text.name(remark.about()) + ": " + remark.sentence())
                .forEach(lines::add);
        if (remarks.size() > LINES) {
            lines.add("  … and " + Text.figure(remarks.size() - LINES) + " more: see " + details);
        }
    }

    private void leftOut(List<NotJudged> leftOut) {
        Map<String, List<NotJudged>> byReason = leftOut.stream()
                .collect(Collectors.groupingBy(left -> left.why().name(), TreeMap::new, Collectors.toList()));
        byReason.forEach((why, tables) -> {
            String names = tables.stream()
                    .limit(LEFT_OUT)
                    .map(left -> Text.name(left.label()))
                    .collect(Collectors.joining(", "));
            String more = tables.size() > LEFT_OUT ? " and " + (tables.size() - LEFT_OUT) + " more" : "";
            lines.add("not judged, " + why + ": " + names + more);
        });
    }
}
