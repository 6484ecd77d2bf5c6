package io.github.dbguard.counts;

import io.github.dbguard.Progress;
import io.github.dbguard.target.Target;

/** Counts a target again and compares it with the baseline. */
public final class VerifyCounts {

    private final CountOptions options;
    private final Progress progress;

    public VerifyCounts(CountOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Compares; judges, and leaves it to the caller what to do about it.
     *
     * @throws io.github.dbguard.CannotProceed when anything could not be looked at
     */
    public Comparison.Result verify(Target target, Baseline baseline) {
        RowCounts now = CountTarget.count(target, options, baseline.counts(), progress);
        return Comparison.compare(baseline.counts(), now, options.policies());
    }
}
