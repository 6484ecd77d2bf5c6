package io.github.dbguard.restore;

import io.github.dbguard.postgres.DatabaseProperties;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.Sql;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The databases that a restore fills before they take their places. Each carries a comment that says what it is: a database
 * without it is never dropped.
 */
final class Scratch {

    static final String PREFIX = "dbguard_restore_";
    private static final String COMMENT = "dbguard: a restore in flight, or what a killed one left. Holds a copy only.";

    private Scratch() {}

    static String newName() {
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        return PREFIX + HexFormat.of().formatHex(random);
    }

    /** @param properties null for those of the server's template */
    static void create(Session outside, String name, DatabaseProperties properties, int serverMajor) {
        outside.execute(
                properties == null
                        ? "CREATE DATABASE " + Sql.identifier(name) + " TEMPLATE template0"
                        : properties.create(name, serverMajor));
        outside.execute("COMMENT ON DATABASE " + Sql.identifier(name) + " IS " + Sql.literal(COMMENT));
    }

    /** Drops the one of that name, if there is one and it is ours. */
    static boolean drop(Session outside, String name) {
        if (!ours(outside).contains(name)) {
            return false;
        }
        outside.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = " + Sql.literal(name));
        for (int attempt = 1; ; attempt++) {
            try {
                outside.execute("DROP DATABASE IF EXISTS " + Sql.identifier(name));
                return true;
            } catch (PostgresError e) {
                if (!e.objectInUse() || attempt == 3) {
                    throw e;
                }
            }
        }
    }

    /** Every one on the server. A killed restore may not have come to the comment: an empty one without it is ours too. */
    static List<String> ours(Session outside) {
        return outside.query("""
                SELECT datname FROM pg_database WHERE datname ~ '^%s[0-9a-f]{12}$'
                  AND coalesce(shobj_description(oid, 'pg_database'), %s) = %s ORDER BY datname
                """.formatted(PREFIX, Sql.literal(COMMENT), Sql.literal(COMMENT)), r -> r.text(1));
    }
}
