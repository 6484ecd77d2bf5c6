package io.github.dbguard.counts;

import java.util.List;

/**
 * A database that a restore has put in the place of the one that the baseline counted. Its rows and keys are judged as
 * ever; that it is another database, or lies in another cluster, is no loss.
 *
 * @param database its name
 * @param oid {@code pg_database.oid} of the new one
 * @param systemIdentifier of the cluster that it was restored into
 * @param backup what it was restored from
 * @param at UTC, ISO 8601
 */
public record Restored(String database, long oid, String systemIdentifier, String backup, String at) {

    static boolean into(List<Restored> all, RowCounts now) {
        return all.stream()
                .anyMatch(r -> r.systemIdentifier.equals(now.identity().systemIdentifier()));
    }

    static boolean is(List<Restored> all, RowCounts now, DatabaseCounts database) {
        return all.stream()
                .anyMatch(r -> r.systemIdentifier.equals(now.identity().systemIdentifier())
                        && r.oid == database.oid()
                        && r.database.equals(database.database()));
    }
}
