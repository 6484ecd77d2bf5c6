package io.github.dbguard.report;

import io.github.dbguard.counts.Change;
import io.github.dbguard.counts.Comparison.NotJudged;
import io.github.dbguard.counts.Comparison.Totals;
import io.github.dbguard.counts.Remark;
import io.github.dbguard.counts.TargetCause;
import java.util.List;

/**
 * {@code reports/verify-counts.json}: everything that was found, for programs to read. Components are only ever added;
 * a change of meaning raises {@code format}.
 *
 * @param format the version of this shape
 * @param target the target's name
 * @param baseline the baseline's id
 * @param baselineTakenAt when the baseline was counted, UTC; null where unknown
 * @param takenAt when it was counted again, UTC; null where unknown
 * @param verdict {@code PASS} or {@code FAIL}
 * @param sentence the verdict in words
 * @param causes about the whole target or a whole database
 * @param changes the tables that changed; the unchanged ones are in the totals alone
 * @param requireRows about tables that must hold a row
 * @param migrations about migration histories
 * @param checks about the user's own scalars
 * @param remarks about the target and about settings
 * @param leftOut what was not judged
 * @param totals over all judged tables
 */
public record VerifyReport(
        int format,
        String target,
        String baseline,
        String baselineTakenAt,
        String takenAt,
        String verdict,
        String sentence,
        List<TargetCause> causes,
        List<Change> changes,
        List<Remark> requireRows,
        List<Remark> migrations,
        List<Remark> checks,
        List<Remark> remarks,
        List<NotJudged> leftOut,
        Totals totals) {

    /** The version of the shape that {@link JsonReport} builds. */
    public static final int FORMAT = 1;
}
