package io.github.dbguard.counts;

import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.Relation;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.Target;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Counters that had not caught up when they were read. A session that goes idle reports what it did after ten seconds at
 * most (15 and later), or after half a second: a table whose rows were all updated would look emptied and filled anew.
 * Only the counters are read again: later ones miss less, and everything else stays as it was in the snapshot.
 */
final class LateCounters {

    private LateCounters() {}

    /** How long they may take. */
    static long patienceMillis(int major) {
        return major >= 15 ? 11_000 : 1_500;
    }

    /** Whether a table fails of which they tell less than is seen. */
    static boolean suspected(RowCounts baseline, RowCounts now, Comparison.Result result) {
        return now.databases().stream()
                .anyMatch(after -> baseline.databases().stream()
                        .filter(before -> before.oid() == after.oid())
                        .anyMatch(before -> suspected(before, after, result)));
    }

    private static boolean suspected(DatabaseCounts before, DatabaseCounts after, Comparison.Result result) {
        Map<Long, TableCount> old = byOid(before);
        return after.tables().stream()
                .filter(table -> old.containsKey(table.oid()))
                .filter(table ->
                        Evidence.ofSameTable(old.get(table.oid()), table).countersBehind())
                .map(table -> old.get(table.oid()).label())
                .anyMatch(label -> result.changes().stream()
                        .anyMatch(change -> change.fails()
                                && change.label().equals(label)
                                && change.database().equals(before.database())));
    }

    private static Map<Long, TableCount> byOid(DatabaseCounts counts) {
        return counts.tables().stream()
                .collect(Collectors.toMap(TableCount::oid, Function.identity(), (first, second) -> first));
    }

    /** The same counts with the counters of this moment. */
    static RowCounts readAgain(Target target, RowCounts counts) {
        return new RowCounts(
                counts.identity(),
                counts.mode(),
                counts.databases().stream()
                        .map(database -> readAgain(target, database))
                        .toList());
    }

    private static DatabaseCounts readAgain(Target target, DatabaseCounts counts) {
        try (Session session = target.open(counts.database())) {
            Map<Long, Relation> fresh =
                    Catalogue.relations(session).stream().collect(Collectors.toMap(Relation::oid, Function.identity()));
            return counts.with(counts.tables().stream()
                    .map(table -> fresh.containsKey(table.oid())
                            ? table.with(TableCount.Activity.of(fresh.get(table.oid())))
                            : table)
                    .toList());
        }
    }
}
