package io.github.dbguard.counts;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Progress;
import io.github.dbguard.target.Target;
import java.util.concurrent.TimeUnit;

/** Counts a target again and compares it with the baseline. */
public final class VerifyCounts {

    private static final long PAUSE_MILLIS = 300;

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
        long deadline = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(
                        LateCounters.patienceMillis(now.identity().major()));
        Comparison.Result result = Comparison.compare(baseline.counts(), now, baseline.restored(), options.policies());
        while (LateCounters.suspected(baseline.counts(), now, result) && System.nanoTime() < deadline) {
            pause();
            now = LateCounters.readAgain(target, now);
            result = Comparison.compare(baseline.counts(), now, baseline.restored(), options.policies());
        }
        return result;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed("Verifying was interrupted. Nothing was changed.");
        }
    }
}
