package io.github.dbguard.counts;

import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.Relation;
import io.github.dbguard.postgres.Session;
import java.util.List;

/** What migration tools have noted down in a database by now, without counting anything. */
public final class MigrationBooks {

    private MigrationBooks() {}

    /** Whether a table is one in which the tool of this history keeps its books, or its lock. */
    public static boolean keeps(MigrationHistory history, Relation table) {
        return history.schema().equals(table.schema()) && history.table().equals(table.name())
                || MigrationTables.keepsLock(history, table.schema(), table.name());
    }

    /**
     * Reads every history of the database that the session is on. A table that a migration holds is waited for, five
     * seconds long.
     *
     * @throws io.github.dbguard.CannotProceed when one may not be read, or stays locked
     */
    public static List<MigrationHistory> read(Session session) {
        session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = '5s'");
        try {
            return MigrationTables.read(session, Catalogue.relations(session));
        } finally {
            session.execute("ROLLBACK");
        }
    }
}
