package io.github.dbguard.counts;

import io.github.dbguard.Log;
import io.github.dbguard.Progress;
import io.github.dbguard.target.Target;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Counts a target and saves the counts as the baseline. */
public final class RecordCounts {

    private final CountOptions options;
    private final Log log;
    private final Progress progress;

    public RecordCounts(CountOptions options, Log log, Progress progress) {
        this.options = options;
        this.log = log;
        this.progress = progress;
    }

    /** Counts, and saves nothing. */
    public Baseline count(Target target) {
        return new Baseline(
                Baseline.FORMAT,
                target.name(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                null,
                CountTarget.count(target, options, null, progress));
    }

    /** What nobody will be told any more when this one is replaced; null when nothing. */
    private static String hidden(Baseline before, Baseline now) {
        Optional<String> lost = before.lostTo(now);
        if (lost.isPresent()) {
            return lost.get();
        }
        return before.failedAt() == null
                ? null
                : "Rows of the baseline of " + before.createdAt() + " were found to be lost at " + before.failedAt()
                        + ", and have not come back. They count as accepted now: the new baseline has what is there.";
    }

    /** @param file where the baseline goes */
    public Baseline record(Target target, Path file) {
        Baseline baseline = count(target);
        Baseline.present(file).map(before -> hidden(before, baseline)).ifPresent(log::warn);
        baseline.write(file);
        RowCounts counts = baseline.counts();
        long tables =
                counts.databases().stream().mapToLong(d -> d.tables().size()).sum();
        log.info(String.format(
                Locale.ROOT,
                "Baseline of %s: %,d rows in %,d tables of %d database(s), in one snapshot each.",
                target.name(),
                counts.rows(),
                tables,
                counts.databases().size()));
        return baseline;
    }
}
