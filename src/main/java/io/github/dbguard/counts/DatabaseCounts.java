package io.github.dbguard.counts;

import java.util.List;

/**
 * Everything that was counted of one database, all in one exported snapshot.
 *
 * @param database its name
 * @param oid {@code pg_database.oid}
 * @param snapshot {@code pg_current_snapshot()} of the counting transaction as text ({@code xmin:xmax:xip,...}), the
 *     point from which survivors are told
 * @param lsn {@code pg_current_wal_lsn()} at that moment
 * @param takenAt UTC, ISO 8601
 * @param tables one entry a table, sorted by schema and name
 * @param leftOut what holds rows and was not counted
 * @param migrations the histories found
 * @param checks the user's own scalars
 */
public record DatabaseCounts(
        String database,
        long oid,
        String snapshot,
        String lsn,
        String takenAt,
        List<TableCount> tables,
        List<LeftOut> leftOut,
        List<MigrationHistory> migrations,
        List<CheckResult> checks) {

    /** The same with other counts of its tables. */
    DatabaseCounts with(List<TableCount> others) {
        return new DatabaseCounts(database, oid, snapshot, lsn, takenAt, others, leftOut, migrations, checks);
    }

    /** The sum over all tables. */
    public long rows() {
        return tables.stream().mapToLong(TableCount::rows).sum();
    }
}
