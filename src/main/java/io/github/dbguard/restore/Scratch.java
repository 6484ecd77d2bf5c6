package io.github.dbguard.restore;

import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.DatabaseProperties;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.Sql;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The databases that a restore fills before they take their places. Each carries a comment that says what it is: a database
 * without it is never dropped.
 */
final class Scratch {

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
    static boolean drop(Session outside, String name) {
        if (!Catalogue.inFlight(outside).contains(name)) {
            return false;
        }
        for (int attempt = 1; ; attempt++) {
            try {
                // Each time: a pg_restore that nobody waits for any more may open its sessions one after the other.
                outside.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = " + Sql.literal(name));
                outside.execute("DROP DATABASE IF EXISTS " + Sql.identifier(name));
                return true;
            } catch (PostgresError e) {
                if (!e.objectInUse() || attempt == 3) {
                    throw e;
                }
            }
        }
    }
}
