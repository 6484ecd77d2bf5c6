package io.github.dbguard.counts;

/**
 * One table of either side, judged.
 *
 * @param database where it is
 * @param label its name as a person writes it, the baseline's for a renamed table
 * @param cause why the counts differ; null when it is unchanged
 * @param rowsBefore rows in the baseline, -1 where the baseline has no such table
 * @param rowsAfter rows now, -1 where there is no such table now
 * @param lostAtLeast rows of the baseline that are certainly gone
 * @param lostAtMost rows of the baseline that may be gone
 * @param survivors rows of the baseline that nothing has touched; -1 when unknown
 * @param fails true when the evidence is harmful and no policy accepts it
 * @param sentence the evidence in words, and the policy that accepted it
 */
public record Change(
        String database,
        String label,
        Cause cause,
        long rowsBefore,
        long rowsAfter,
        long lostAtLeast,
        long lostAtMost,
        long survivors,
        boolean fails,
        String sentence) {

    /** True when there is nothing to report. */
    public boolean unchanged() {
        return cause == null && !fails;
    }

    /** Rows now less rows before; a table that is not there holds none. */
    public long difference() {
        return Math.max(0, rowsAfter) - Math.max(0, rowsBefore);
    }
}
