package io.github.dbguard.counts;

/**
 * What the evidence says about one table, before any policy of the user's is asked.
 *
 * @param cause why the counts differ; null when the table is unchanged
 * @param harmful true when rows are gone, or are not proven to be there
 * @param lostAtLeast rows of the baseline that are certainly gone
 * @param lostAtMost rows of the baseline that may be gone; the baseline's rows where nothing narrows it down
 * @param sentence the evidence in words, without the table's name
 */
public record Verdict(Cause cause, boolean harmful, long lostAtLeast, long lostAtMost, String sentence) {

    static Verdict harmless(Cause cause, String sentence) {
        return new Verdict(cause, false, 0, 0, sentence);
    }

    static Verdict harmful(Cause cause, long lostAtLeast, long lostAtMost, String sentence) {
        return new Verdict(cause, true, lostAtLeast, lostAtMost, sentence);
    }
}
