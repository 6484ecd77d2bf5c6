package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.Sql;
import io.github.dbguard.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Puts restored databases in the place of the live ones: by name, all in one transaction. Killed at any moment, it has
 * happened or it has not.
 *
 * <p>RENAME takes the lock that every login needs before it looks for sessions, so nobody gets in any more while the
 * sessions that are there are ended, however eager their clients are to come back (RenameDatabase and InitPostgres in the
 * server's source). The database that was there takes no connections afterwards: nothing is written to it by mistake, and
 * the next backup does not copy it.
 */
final class Swap {

    private static final int ATTEMPTS = 3;
    private static final long BETWEEN_ENDINGS_MILLIS = 20;

    private final Target target;

    Swap(Target target) {
        this.target = target;
    }

    /**
     * @param session on a database that is none of these
     * @param prepared SQL to run in the same transaction, on the scratch databases under their scratch names
     * @throws CannotProceed when sessions could not be ended in time; nothing has changed then
     */
    void run(Session session, List<RestoreJournal.Change> changes, List<String> prepared) {
        List<String> statements = new ArrayList<>();
        for (RestoreJournal.Change change : changes) {
            if (change.kept() != null) {
                statements.add(rename(change.database(), change.kept()));
                statements.add("ALTER DATABASE " + Sql.identifier(change.kept()) + " ALLOW_CONNECTIONS false");
            }
        }
        // What it is called while it is filled is no longer true of it, and what the live one is called comes next.
        changes.forEach(
                change -> statements.add("COMMENT ON DATABASE " + Sql.identifier(change.scratch()) + " IS NULL"));
        statements.addAll(prepared);
        for (RestoreJournal.Change change : changes) {
            statements.add(rename(change.scratch(), change.database()));
        }
        List<String> names =
                changes.stream().map(RestoreJournal.Change::database).toList();
        List<String> outside = new ArrayList<>(names);
        changes.forEach(change -> outside.add(change.scratch()));
        try (Session ending = target.openOutside(outside)) {
            for (int attempt = 1; !tryOnce(session, ending, statements, outside); attempt++) {
                if (attempt == ATTEMPTS) {
                    throw new CannotProceed("Sessions on " + String.join(", ", names)
                            + " could not be ended: " + holders(session, outside)
                            + ".\nThe database that was there serves on, unchanged. End them, and run it again.");
                }
            }
        }
    }

    private static String rename(String from, String to) {
        return "ALTER DATABASE " + Sql.identifier(from) + " RENAME TO " + Sql.identifier(to);
    }

    /** False when somebody was still there; nothing has changed then. */
    private static boolean tryOnce(Session session, Session ending, List<String> statements, List<String> databases) {
        try {
            session.execute("BEGIN");
            // Renamed, they are locked until the end: nobody is there any more, and nobody has to be ended after it.
            try (Endings endings = new Endings(ending, databases)) {
                statements.forEach(session::execute);
            }
            session.execute("COMMIT");
            return true;
        } catch (PostgresError e) {
            if (!e.connectionLost()) {
                session.execute("ROLLBACK");
            }
            if (e.objectInUse()) {
                return false;
            }
            throw e;
        }
    }

    private static String holders(Session session, List<String> databases) {
        String names = databases.stream().map(Sql::literal).collect(Collectors.joining(", "));
        List<String> holders = session.query("""
                SELECT datname || ' (process ' || pid || coalesce(', ' || nullif(application_name, ''), '') || ')'
                FROM pg_stat_activity WHERE datname IN (%s)
                UNION ALL
                SELECT database || ' (prepared transaction ' || gid || ')' FROM pg_prepared_xacts WHERE database IN (%s)
                """.formatted(names, names), r -> r.text(1));
        return holders.isEmpty() ? "they are gone by now" : String.join(", ", holders);
    }

    /** Ends the sessions on these databases, again and again, in a thread of its own. */
    private static final class Endings implements AutoCloseable {

        private final Thread thread;
        private volatile boolean enough;

        Endings(Session session, List<String> databases) {
            String sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    + " AND datname IN ("
                    + databases.stream().map(Sql::literal).collect(Collectors.joining(", ")) + ")";
            thread = new Thread(() -> run(session, sql), "dbguard-end-sessions");
            thread.setDaemon(true);
            thread.start();
        }

        private void run(Session session, String sql) {
            try {
                while (!enough) {
                    session.execute(sql);
                    Thread.sleep(BETWEEN_ENDINGS_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (PostgresError e) {
                // Not allowed, or the connection broke: the rename says that somebody is still there.
            }
        }

        @Override
        public void close() {
            enough = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
