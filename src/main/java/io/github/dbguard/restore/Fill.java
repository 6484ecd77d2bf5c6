package io.github.dbguard.restore;

import io.github.dbguard.Progress;
import io.github.dbguard.Refused;
import io.github.dbguard.counts.CountDatabase;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.DatabaseCounts;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.Policies;
import io.github.dbguard.counts.Snapshot;
import io.github.dbguard.target.Target;
import java.time.Duration;
import java.util.List;

/** Fills a scratch database from a dump, and proves that what is in it is what was counted when it was dumped. */
final class Fill {

    private static final int LISTED = 20;

    private final Target target;
    private final Load load;
    private final int jobs;
    private final Duration lockTimeout;
    private final Progress progress;

    Fill(Target target, Load load, int jobs, Duration lockTimeout, Progress progress) {
        this.target = target;
        this.load = load;
        this.jobs = jobs;
        this.lockTimeout = lockTimeout;
        this.progress = progress;
    }

    /**
     * @param scratch the empty database
     * @return what it holds then
     * @throws Refused when that is not what the backup has to hold
     * @throws io.github.dbguard.CannotProceed when it could not be loaded or counted
     */
    DatabaseCounts run(Incoming incoming, String scratch, boolean noTablespaces) {
        load.load(incoming, scratch, noTablespaces, progress);
        DatabaseCounts counts = count(incoming, scratch);
        List<String> differences = incoming.counts() != null
                ? SameRows.differences(incoming.counts(), counts)
                : SameRows.differences(incoming.copied(), counts);
        if (!differences.isEmpty()) {
            throw refused(incoming, differences);
        }
        return counts;
    }

    private DatabaseCounts count(Incoming incoming, String scratch) {
        CountOptions counting = new CountOptions(
                incoming.mode() == null ? FingerprintMode.KEYS : incoming.mode(),
                Policies.STRICT,
                List.of(),
                jobs,
                lockTimeout,
                Duration.ZERO);
        try (Snapshot snapshot = Snapshot.take(target, scratch, lockTimeout)) {
            return new CountDatabase(target.identity().major(), counting).count(snapshot, progress);
        }
    }

    private static Refused refused(Incoming incoming, List<String> differences) {
        return new Refused("What came of database " + incoming.database() + " is not what the backup has to hold:\n  "
                + String.join("\n  ", differences.subList(0, Math.min(LISTED, differences.size())))
                + (differences.size() > LISTED ? "\n  … and " + (differences.size() - LISTED) + " more" : "")
                + "\nThe live database is untouched. Take another backup: mvn dbguard:list-backups");
    }
}
