package io.github.dbguard.report;

import io.github.dbguard.counts.Comparison;

/** The result as a record tree, ready to be written as JSON. */
public final class JsonReport {

    private JsonReport() {}

    /**
     * @param target the target's name
     * @param baseline the baseline's id
     */
    public static VerifyReport of(String target, String baseline, Comparison.Result result) {
        return new VerifyReport(
                VerifyReport.FORMAT,
                target,
                baseline,
                result.baselineTakenAt(),
                result.takenAt(),
                result.passes() ? "PASS" : "FAIL",
                Conclusion.of(result),
                result.causes(),
                result.changes().stream()
                        .filter(change -> !change.unchanged())
                        .sorted(Text.ORDER)
                        .toList(),
                result.requireRows(),
                result.migrations(),
                result.checks(),
                result.remarks(),
                result.leftOut(),
                result.totals());
    }
}
