package io.github.dbguard.report;

import static io.github.dbguard.report.Text.counted;

import io.github.dbguard.counts.Change;
import io.github.dbguard.counts.Comparison;
import io.github.dbguard.counts.Comparison.Totals;
import io.github.dbguard.counts.Remark;
import io.github.dbguard.counts.TargetCause;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The last sentence of every report. */
public final class Conclusion {

    private Conclusion() {}

    /** {@code PASS: …} or {@code FAIL: …}, on one line. */
    public static String of(Comparison.Result result) {
        Totals totals = result.totals();
        String size = counted(totals.tablesAfter(), "table") + ", " + counted(totals.rowsAfter(), "row") + " ("
                + Text.signed(totals.rowsAfter() - totals.rowsBefore()) + ").";
        if (!result.passes()) {
            return "FAIL: " + String.join(", ", failures(result)) + ": " + size;
        }
        if (result.changes().stream().anyMatch(change -> change.lostAtMost() > 0)) {
            return "PASS: all that is lost is allowed: " + size;
        }
        return result.causes().isEmpty()
                ? "PASS: no row lost: " + size
                : "PASS: no row lost, and " + causes(result) + size;
    }

    private static String causes(Comparison.Result result) {
        return result.causes().stream()
                        .map(cause -> cause.cause().name())
                        .distinct()
                        .collect(Collectors.joining(", ")) + " allowed: ";
    }

    private static List<String> failures(Comparison.Result result) {
        List<String> failures = new ArrayList<>();
        result.causes().stream()
                .filter(TargetCause::fails)
                .map(cause ->
                        cause.cause() + (cause.database() == null ? "" : " (" + Text.name(cause.database()) + ")"))
                .forEach(failures::add);
        List<Change> failing = result.changes().stream()
                .filter(Change::fails)
                .sorted(Text.ORDER)
                .toList();
        if (!failing.isEmpty()) {
            Change worst = failing.get(0);
            String others = failing.size() == 1 ? "" : " and " + counted(failing.size() - 1L, "more table");
            failures.add(worst.cause() + " in " + Text.name(worst.label()) + others);
        }
        add(failures, result.migrations(), "migration failure");
        add(failures, result.checks(), "failed check");
        add(failures, result.requireRows(), "empty required table");
        add(failures, result.remarks(), "other failure");
        return failures;
    }

    private static void add(List<String> failures, List<Remark> remarks, String what) {
        long failing = remarks.stream().filter(Remark::fails).count();
        if (failing > 0) {
            failures.add(counted(failing, what));
        }
    }
}
