package io.github.dbguard.counts;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.DatabaseProperties;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Relation;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.Sql;
import io.github.dbguard.target.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One moment of one database, held still: an exported snapshot whose tables cannot be truncated, dropped or rewritten
 * as long as it is open. Counting sessions and pg_dump join it.
 *
 * <p>TRUNCATE is not MVCC-safe: an older snapshot sees the table empty. So every table is locked in ACCESS SHARE mode
 * <em>before</em> the snapshot is taken. Where the server has no room for that many locks, the tables' file nodes are
 * compared before and after instead ({@link #proveUnchanged}), and a change in between is an error.
 *
 * @see <a href="https://www.postgresql.org/docs/current/mvcc-caveats.html">MVCC caveats</a>
 */
public final class Snapshot implements AutoCloseable {

    private static final int ATTEMPTS = 5;
    private static final int LISTED = 20;

    private final Target target;
    private final Session session;
    private final Map<Long, Relation> earlier;
    private final List<Relation> relations;
    private final List<Relation> counted;
    private final boolean locked;
    private final String id;
    private final String transactions;
    private final String lsn;
    private final String takenAt;
    private final long databaseOid;

    private Snapshot(
            Target target,
            Session session,
            List<Relation> earlier,
            List<Relation> relations,
            List<Relation> counted,
            boolean locked,
            String[] facts) {
        this.target = target;
        this.session = session;
        this.earlier = earlier.stream().collect(Collectors.toMap(Relation::oid, Function.identity()));
        this.relations = relations;
        this.counted = counted;
        this.locked = locked;
        this.id = facts[0];
        this.transactions = facts[1];
        this.lsn = facts[2];
        this.takenAt = facts[3];
        this.databaseOid = Long.parseLong(facts[4]);
    }

    /** As the other, with no table ignored: for a dump, which reads them all. */
    public static Snapshot take(Target target, String database, Duration lockTimeout) {
        return take(target, database, lockTimeout, table -> false);
    }

    /**
     * Locks every table of a database and exports a snapshot of it.
     *
     * @param lockTimeout how long to wait for tables that somebody else holds exclusively
     * @param ignored tables that nobody is going to read; they are not locked, so they may be unreadable
     * @throws CannotProceed when a table stays locked, may not be read, or new tables keep appearing
     */
    public static Snapshot take(Target target, String database, Duration lockTimeout, Predicate<Relation> ignored) {
        Session session = target.open(database);
        try {
            return take(target, session, lockTimeout, ignored);
        } catch (PostgresError e) {
            session.close();
            throw explained(e, database);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static Snapshot take(Target target, Session session, Duration lockTimeout, Predicate<Relation> ignored) {
        if (Catalogue.cluster(session).inRecovery()) {
            throw new CannotProceed("The server of " + target.name() + " is in recovery: it is a standby, or is still"
                    + " starting after a crash. No snapshot of it is a point to come back to.\n"
                    + "Nothing was changed. Point dbguard at the primary, or try again when the server is up.");
        }
        boolean lock = true;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            List<Relation> before = Catalogue.relations(session);
            List<Relation> wanted = counted(before, ignored);
            try {
                begin(session, lock ? wanted : List.of(), lockTimeout);
            } catch (PostgresError e) {
                session.execute("ROLLBACK");
                if (e.outOfSharedMemory() && lock) {
                    lock = false;
                } else if (!e.relationGone()) {
                    throw explained(e, session, wanted, lockTimeout);
                }
                continue;
            }
            String[] facts = facts(session);
            List<Relation> now = Catalogue.relations(session);
            if (names(now).equals(names(before))) {
                return new Snapshot(target, session, before, now, counted(now, ignored), lock, facts);
            }
            session.execute("ROLLBACK");
        }
        throw new CannotProceed(
                "Tables of database " + session.database() + " were created or dropped each of " + ATTEMPTS
                        + " times that a snapshot was tried.\nWait until the migration has ended, then run it again.");
    }

    private static void begin(Session session, List<Relation> tables, Duration lockTimeout) {
        session.execute(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = " + lockTimeout.toMillis());
        if (!tables.isEmpty()) {
            // LOCK takes no snapshot of its own, so the one taken after it cannot be older than the locks.
            session.execute(tables.stream()
                    .map(Relation::locked)
                    .collect(Collectors.joining(", ", "LOCK TABLE ", " IN ACCESS SHARE MODE")));
        }
    }

    private static String[] facts(Session session) {
        return session.one("""
                SELECT pg_export_snapshot(), pg_current_snapshot()::text, pg_current_wal_lsn()::text,
                       to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                       (SELECT oid::text FROM pg_database WHERE datname = current_database())
                """, r -> new String[] {r.text(1), r.text(2), r.text(3), r.text(4), r.text(5)});
    }

    private static CannotProceed explained(
            PostgresError e, Session session, List<Relation> tables, Duration lockTimeout) {
        String database = session.database();
        if (e.lockNotAvailable()) {
            return new CannotProceed("A table of database " + database + " stayed locked for " + lockTimeout.toSeconds()
                    + " s by another session, a migration most likely"
                    + listed(": ", Catalogue.exclusiveHolders(session, tables))
                    + ".\nNothing was changed. Run it again when that session has ended, or wait longer with"
                    + " -Ddbguard.lockTimeout=<seconds>.");
        }
        if (e.permissionDenied()) {
            return new CannotProceed("The role may not read every table of database " + database + ": "
                    + e.getMessage() + listed(".\nIt may not read ", Catalogue.unreadable(session, tables))
                    + ".\nA table that cannot be read cannot be guarded. Use the role that owns the tables, or GRANT"
                    + " pg_read_all_data to it (14 and later); record-counts and verify-counts can leave a table out by"
                    + " name with -Ddbguard.ignoreTables=schema.table.");
        }
        return explained(e, database);
    }

    private static CannotProceed explained(PostgresError e, String database) {
        return new CannotProceed("No snapshot of database " + database + " could be taken: " + e.getMessage(), e);
    }

    private static String listed(String start, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        List<String> shown =
                names.stream().map(name -> name.replaceAll("\\p{Cntrl}", "?")).toList();
        return start + Figures.listed(shown, LISTED);
    }

    private static List<Relation> counted(List<Relation> relations, Predicate<Relation> ignored) {
        return relations.stream()
                .filter(Snapshot::isCounted)
                .filter(ignored.negate())
                .toList();
    }

    /** Whether a relation's rows are the user's own and lie in this database. */
    private static boolean isCounted(Relation relation) {
        return (relation.kind() == 'r' || relation.kind() == 'p') && !relation.ofExtension();
    }

    /** With the partitions of each: one that came after the locks is not locked. */
    private static Map<Long, String> names(List<Relation> relations) {
        return relations.stream()
                .collect(Collectors.toMap(
                        Relation::oid,
                        r -> Sql.qualified(r.schema(), r.name()) + (r.partitioned() ? r.storage() : "")));
    }

    /** What {@code pg_dump --snapshot} takes. */
    public String id() {
        return id;
    }

    /** {@code pg_current_snapshot()} as text. */
    public String transactions() {
        return transactions;
    }

    /** {@code pg_current_wal_lsn()} when the snapshot was taken. */
    public String lsn() {
        return lsn;
    }

    /** UTC, ISO 8601. */
    public String takenAt() {
        return takenAt;
    }

    public long databaseOid() {
        return databaseOid;
    }

    public String database() {
        return session.database();
    }

    /**
     * The same with the counters as they were just before the snapshot was taken: these miss what happened in between. A
     * baseline needs them, since a delete that it already holds would never be noticed.
     */
    List<Relation> relationsWithEarlierCounters() {
        return relations.stream()
                .map(r -> r.withCountersOf(earlier.get(r.oid())))
                .toList();
    }

    /** Every relation that holds rows, read just after the snapshot was taken: its counters miss nothing. */
    public List<Relation> relations() {
        return relations;
    }

    /** An upper bound for the size of a compressed dump: the tables' own bytes, without indexes. */
    public long dataBytes() {
        return Catalogue.dataBytes(session);
    }

    /** Bytes of this database on the server's disk, indexes and all. */
    public long databaseBytes() {
        return Catalogue.databaseBytes(session, session.database());
    }

    /** What a dump of it leaves out. */
    public DatabaseProperties properties() {
        return DatabaseProperties.read(session, session.database());
    }

    /** The extensions that it uses, by name. */
    public List<String> extensions() {
        return Catalogue.extensions(session);
    }

    /** The session that holds the snapshot. Errors in it must be caught by a savepoint, or the snapshot is gone. */
    Session session() {
        return session;
    }

    /** Opens another session in the same snapshot. */
    Session join() {
        Session joined = target.open(session.database());
        try {
            joined.execute(
                    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET TRANSACTION SNAPSHOT " + Sql.literal(id));
            return joined;
        } catch (PostgresError e) {
            joined.close();
            throw new CannotProceed("Could not join the snapshot of " + session.database() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Proves that no table was truncated, dropped or rewritten while the snapshot was open. With every table locked
     * there is nothing to prove.
     *
     * @throws CannotProceed when one was
     */
    public void proveUnchanged() {
        if (locked) {
            return;
        }
        try (Session fresh = target.open(session.database())) {
            Map<Long, String> now =
                    Catalogue.relations(fresh).stream().collect(Collectors.toMap(Relation::oid, Relation::storage));
            for (Relation table : counted) {
                if (!table.storage().equals(now.get(table.oid()))) {
                    throw new CannotProceed("Table " + Sql.qualified(table.schema(), table.name())
                            + " was truncated, rewritten or dropped while it was read, and the server has no room for"
                            + " the locks that prevent it (max_locks_per_transaction).\nRun it again when nothing"
                            + " else alters tables, or raise max_locks_per_transaction.");
                }
            }
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
