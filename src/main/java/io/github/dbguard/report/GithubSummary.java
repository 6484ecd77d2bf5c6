package io.github.dbguard.report;

import io.github.dbguard.counts.Change;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.Remark;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The result as GitHub Markdown, for {@code $GITHUB_STEP_SUMMARY}. GitHub takes 1 MiB a step: long lists are cut.
 */
public final class GithubSummary {

    private static final int LINES = 100;
    private static final String SPECIAL = "\\`*_[]|~$#";

    private final StringBuilder page = new StringBuilder();

    private GithubSummary() {}

    /**
     * @param target the target's name
     * @param baseline the baseline's id
     * @param result what was found
     * @param details where everything is written down
     */
    public static String markdown(String target, String baseline, Comparison.Result result, String details) {
        GithubSummary summary = new GithubSummary();
        summary.line((result.passes() ? "### ✅ " : "### ❌ ") + escaped("dbguard: row counts of " + target));
        summary.line("");
        summary.line("**" + escaped(Conclusion.of(result)) + "**");
        summary.line("");
        String time = result.baselineTakenAt() == null ? "" : " of " + result.baselineTakenAt();
        summary.line(escaped("Against baseline " + baseline + time + "."));
        summary.line("");
        summary.causes(result);
        summary.tables(result, details);
        summary.remarks(result);
        return summary.page.toString();
    }

    private void causes(Comparison.Result result) {
        result.causes()
                .forEach(cause -> line("- **" + escaped(cause.cause().name()) + "** "
                        + escaped(cause.database() == null ? "" : cause.database() + ": ")
                        + escaped(cause.sentence())));
        if (!result.causes().isEmpty()) {
            line("");
        }
    }

    private void tables(Comparison.Result result, String details) {
        List<Change> changed = result.changes().stream()
                .filter(change -> !change.unchanged())
                .sorted(Text.ORDER)
                .toList();
        if (!changed.isEmpty()) {
            boolean several = Text.severalDatabases(result.changes());
            line("| | table | before | after | change | cause | evidence |");
            line("|---|---|--:|--:|--:|---|---|");
            changed.stream().limit(LINES).forEach(change -> line(row(change, several)));
            line("");
        }
        String hidden = changed.size() > LINES
                ? "… and " + Text.figure(changed.size() - LINES) + " more: see " + details + ". "
                : "";
        line(escaped(hidden + Text.counted(result.totals().unchanged(), "table") + " unchanged."));
    }

    private static String row(Change change, boolean several) {
        return Stream.of(
                        Text.name(Text.label(change, several)),
                        Text.rows(change.rowsBefore()),
                        Text.rows(change.rowsAfter()),
                        Text.signed(change.difference()),
                        Text.cause(change),
                        change.sentence())
                .map(GithubSummary::escaped)
                .reduce(change.fails() ? "| ❌" : "| ✅", (row, cell) -> row + " | " + cell)
                .concat(" |");
    }

    private void remarks(Comparison.Result result) {
        List<Remark> remarks = Stream.of(result.requireRows(), result.migrations(), result.checks(), result.remarks())
                .flatMap(List::stream)
                .sorted((one, other) -> one.weight().compareTo(other.weight()))
                .toList();
        if (!remarks.isEmpty()) {
            line("");
        }
        remarks.stream()
                .limit(LINES)
                .forEach(remark -> line("- " + icon(remark) + " **"
                        + escaped(remark.weight().name().toLowerCase(Locale.ROOT)) + "** "
                        + escaped(Text.name(remark.about()) + ": " + remark.sentence())));
        if (!result.leftOut().isEmpty()) {
            line("");
            line(escaped(Text.counted(result.leftOut().size(), "relation") + " not judged."));
        }
    }

    private static String icon(Remark remark) {
        return switch (remark.weight()) {
            case FAILURE -> "❌";
            case WARNING -> "⚠️";
            case NOTE -> "ℹ️";
        };
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    /** Text that Markdown and HTML leave alone: no link, no image, no cell, no mention. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder();
        Text.oneLine(text).codePoints().forEach(point -> {
            switch (point) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '@' -> safe.append("&#64;");
                case ':' -> safe.append("&#58;");
                default -> {
                    if (SPECIAL.indexOf(point) >= 0) {
                        safe.append('\\');
                    }
                    safe.appendCodePoint(point);
                }
            }
        });
        return safe.toString();
    }
}
