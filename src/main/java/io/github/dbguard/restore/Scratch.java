package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.DatabaseProperties;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.Sql;
import io.github.dbguard.target.Target;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The databases that a restore fills before they take their places. Each carries a comment that says what it is: a database
 * without it is never dropped.
 */
final class Scratch {

    private static final int LARGEST = 20;

    private Scratch() {}

    static String newName() {
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        return Catalogue.IN_FLIGHT + HexFormat.of().formatHex(random);
    }

    /** @param properties null for those of the server's template */
    static void create(Session outside, String name, DatabaseProperties properties, int serverMajor) {
        outside.execute(
                properties == null
                        ? "CREATE DATABASE " + Sql.identifier(name) + " TEMPLATE template0"
                        : properties.create(name, serverMajor));
        outside.execute(
                "COMMENT ON DATABASE " + Sql.identifier(name) + " IS " + Sql.literal(Catalogue.IN_FLIGHT_COMMENT));
    }

    /** Drops the one of that name, if there is one and it is ours. */
    static boolean drop(Target target, Session outside, String name) {
        if (!Catalogue.inFlight(outside).contains(name)) {
            return false;
        }
        endSessions(outside, name);
        makeRoom(target, name);
        for (int attempt = 1; ; attempt++) {
            try {
                // Each time: a pg_restore that nobody waits for any more may open its sessions one after the other.
                endSessions(outside, name);
                outside.execute("DROP DATABASE IF EXISTS " + Sql.identifier(name));
                return true;
            } catch (PostgresError e) {
                if (!e.objectInUse() || attempt == 3) {
                    throw e;
                }
            }
        }
    }

    private static void endSessions(Session outside, String name) {
        outside.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = " + Sql.literal(name));
    }

    /**
     * DROP DATABASE makes a checkpoint, and a checkpoint that finds no room stops the whole server: where a restore has
     * filled the volume, its tables have to go first. Dropping a table gives its room back at once and needs none.
     */
    private static void makeRoom(Target target, String name) {
        try (Session inside = target.open(name)) {
            inside.execute("SET lock_timeout = '5s'");
            inside.query("""
                            SELECT format('DROP TABLE IF EXISTS %%I.%%I CASCADE', n.nspname, c.relname)
                            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                            WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                            ORDER BY pg_table_size(c.oid) DESC LIMIT %d
                            """.formatted(LARGEST), r -> r.text(1)).forEach(inside::execute);
        } catch (PostgresError | CannotProceed e) {
            // It may not take connections, or hold what cannot be dropped: what counts is the database.
        }
    }
}
