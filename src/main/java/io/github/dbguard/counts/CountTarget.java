package io.github.dbguard.counts;

import io.github.dbguard.Progress;
import io.github.dbguard.target.Identity;
import io.github.dbguard.target.Target;
import java.util.ArrayList;
import java.util.List;

/** Counts all guarded databases of a target, one after the other. */
final class CountTarget {

    private CountTarget() {}

    /**
     * @param baseline what to look for survivors of; null when there is none
     * @throws io.github.dbguard.CannotProceed when a table could not be read: there is no half of a count
     */
    static RowCounts count(Target target, CountOptions options, RowCounts baseline, Progress progress) {
        Identity identity = target.identity();
        List<DatabaseCounts> databases = new ArrayList<>();
        for (String database : target.databases()) {
            try (Snapshot snapshot = Snapshot.take(
                    target,
                    database,
                    options.lockTimeout(),
                    table -> options.policies().ignores(database, table.schema(), table.name()))) {
                DatabaseCounts before = sameDatabase(baseline, identity, snapshot);
                DatabaseCounts named = before == null ? ofThatName(baseline, database) : before;
                databases.add(
                        new CountDatabase(identity.major(), options).count(snapshot, named, before != null, progress));
            }
        }
        progress.finish();
        return new RowCounts(identity, options.mode(), databases);
    }

    private static DatabaseCounts ofThatName(RowCounts baseline, String database) {
        return baseline == null
                ? null
                : baseline.databases().stream()
                        .filter(d -> d.database().equals(database))
                        .findFirst()
                        .orElse(null);
    }

    /** Transaction ids and oids of a baseline mean something in the same database of the same cluster only. */
    private static DatabaseCounts sameDatabase(RowCounts baseline, Identity identity, Snapshot snapshot) {
        if (baseline == null || !baseline.identity().systemIdentifier().equals(identity.systemIdentifier())) {
            return null;
        }
        return baseline.databases().stream()
                .filter(d -> d.oid() == snapshot.databaseOid())
                .findFirst()
                .orElse(null);
    }
}
