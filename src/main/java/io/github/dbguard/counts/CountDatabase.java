package io.github.dbguard.counts;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Progress;
import io.github.dbguard.counts.TableCount.Kind;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Relation;
import io.github.dbguard.postgres.Relation.Column;
import io.github.dbguard.postgres.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Counts every table of one database in one {@link Snapshot}, with as many sessions as are worth their start. */
public final class CountDatabase {

    private static final Relation LARGE_OBJECTS = new Relation(
            2995,
            "pg_catalog",
            TableCount.LARGE_OBJECTS,
            'r',
            'p',
            0,
            "",
            0,
            false,
            List.of(new Column("oid", "oid", "oid")),
            List.of(new Column("oid", "oid", "oid")),
            null,
            0,
            0,
            0);

    private final int major;
    private final CountOptions options;

    /** @param major the server's */
    public CountDatabase(int major, CountOptions options) {
        this.major = major;
        this.options = options;
    }

    /**
     * @throws CannotProceed naming every table that could not be read
     */
    public DatabaseCounts count(Snapshot snapshot, Progress progress) {
        return count(snapshot, null, false, progress);
    }

    /**
     * @param baseline the counts of the database of that name, so that old rows can be looked for; null when there are none
     * @param same whether it is the same database of the same cluster: oids and transaction ids mean something there only
     * @throws CannotProceed naming every table that could not be read
     */
    DatabaseCounts count(Snapshot snapshot, DatabaseCounts baseline, boolean same, Progress progress) {
        DatabaseCounts before = same ? baseline : null;
        List<LeftOut> leftOut = new ArrayList<>();
        List<Relation> tables = new ArrayList<>();
        for (Relation relation : before == null ? snapshot.relationsWithEarlierCounters() : snapshot.relations()) {
            LeftOut.Why why = whyLeftOut(snapshot.database(), relation);
            if (why == null) {
                tables.add(relation);
            } else {
                leftOut.add(new LeftOut(relation.schema(), relation.name(), why));
            }
        }
        tables.add(LARGE_OBJECTS);
        Map<Long, TableCount> known = before == null
                ? Map.of()
                : before.tables().stream().collect(Collectors.toMap(TableCount::oid, Function.identity()));
        Map<String, TableCount> elsewhere = baseline == null || same
                ? Map.of()
                : baseline.tables().stream()
                        .collect(Collectors.toMap(TableCount::label, Function.identity(), (one, other) -> one));
        List<TableTask> tasks = tables.stream()
                .sorted(Comparator.comparingLong(Relation::pages).reversed())
                .map(t -> new TableTask(
                        t,
                        same ? known.get(t.oid()) : elsewhere.get(TableCount.label(t.schema(), t.name())),
                        same,
                        mode(snapshot.database(), t)))
                .toList();
        SurvivorSql survivors = SurvivorSql.of(
                before == null ? snapshot.transactions() : before.snapshot(), snapshot.transactions(), major);
        List<TableCount> counts =
                new CountWorkers(snapshot, new CountSql(major), options, survivors, progress).count(tasks);
        snapshot.proveUnchanged();
        return new DatabaseCounts(
                snapshot.database(),
                snapshot.databaseOid(),
                snapshot.transactions(),
                snapshot.lsn(),
                snapshot.takenAt(),
                counts.stream()
                        .filter(t -> t.kind() != Kind.LARGE_OBJECTS || t.rows() > 0 || known.containsKey(t.oid()))
                        .sorted(Comparator.comparing(TableCount::schema).thenComparing(TableCount::name))
                        .toList(),
                leftOut,
                MigrationTables.read(snapshot.session(), tables),
                checks(snapshot));
    }

    private LeftOut.Why whyLeftOut(String database, Relation relation) {
        if (relation.kind() == 'f') {
            return LeftOut.Why.FOREIGN_TABLE;
        }
        if (relation.kind() == 'm') {
            return LeftOut.Why.MATERIALISED_VIEW;
        }
        if (relation.ofExtension()) {
            return LeftOut.Why.EXTENSION;
        }
        return options.policies().ignores(database, relation.schema(), relation.name()) ? LeftOut.Why.IGNORED : null;
    }

    private FingerprintMode mode(String database, Relation table) {
        return options.policies().mode(database, table.schema(), table.name(), options.mode());
    }

    private List<CheckResult> checks(Snapshot snapshot) {
        List<CheckResult> results = new ArrayList<>();
        for (CountOptions.Check check : options.checks()) {
            if (check.database().equals(snapshot.database())) {
                results.add(new CheckResult(check.name(), snapshot.database(), scalar(snapshot, check)));
            }
        }
        return results;
    }

    private static String scalar(Snapshot snapshot, CountOptions.Check check) {
        Session session = snapshot.session();
        try {
            // The user writes names as the application does, by the search_path of the role and the database.
            session.execute("SAVEPOINT dbguard_check; RESET search_path");
            List<String> rows = session.query(check.sql(), r -> r.text(1));
            if (rows.size() != 1) {
                throw new CannotProceed("Check \"" + check.name() + "\" answered " + rows.size()
                        + " rows instead of one value.\nMake it a scalar: SELECT count(*) FROM …");
            }
            return rows.get(0);
        } catch (PostgresError e) {
            throw new CannotProceed(
                    "Check \"" + check.name() + "\" failed in database " + snapshot.database() + ": " + e.getMessage()
                            + ".\nMend its SQL, or name the database that it is meant for.",
                    e);
        } finally {
            session.execute("ROLLBACK TO dbguard_check");
        }
    }

    /**
     * One table to count.
     *
     * @param before its count in the baseline; null when it has none
     * @param same whether that is of this very table, or of one of its name elsewhere
     */
    record TableTask(Relation table, TableCount before, boolean same, FingerprintMode mode) {}

    static String limit(Duration timeout) {
        return "SET LOCAL statement_timeout = " + timeout.toMillis();
    }
}
