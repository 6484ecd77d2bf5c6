package io.github.dbguard.deploy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.Target;
import java.time.Duration;

/**
 * One seed at a time in a database. It is an advisory lock of a session, which goes with the process that holds it; and it
 * counts in one database, as a seed does.
 */
final class SeedLock implements AutoCloseable {

    /** "dbgd" in ASCII, and a number that no other work of dbguard has. */
    private static final String DECIDING = "(1684170596, 11)";
    /** Of the transaction that seeds: it is held to the end of that, whatever became of the other. */
    static final String SEEDING = "(1684170596, 12)";

    private final Session session;

    private SeedLock(Session session) {
        this.session = session;
    }

    /**
     * Waits until nobody else seeds.
     *
     * @throws CannotProceed when somebody still does after that time
     */
    static SeedLock acquire(Target target, String database, Duration patience) {
        Session session = target.open(database);
        try {
            session.execute(
                    "SET application_name = 'dbguard seed-if-empty'; SET lock_timeout = " + patience.toMillis());
            session.query("SELECT pg_advisory_lock" + DECIDING, r -> "");
            session.execute("SET lock_timeout = 0");
            return new SeedLock(session);
        } catch (PostgresError e) {
            session.close();
            if (e.lockNotAvailable()) {
                throw new CannotProceed("Another seed-if-empty has been at work on database " + database + " of "
                        + target.description() + " for " + patience.toSeconds()
                        + " s.\nNothing was seeded. Wait until it has ended, and run this again (wait longer with"
                        + " -Ddbguard.lockTimeout=<seconds>).");
            }
            throw e;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** The session that holds it: what is decided, is decided in this one. */
    Session session() {
        return session;
    }

    /** @throws CannotProceed when the session broke, so that somebody else may have had the lock meanwhile */
    void requireHeld() {
        try {
            session.query("SELECT 1", r -> r.number(1));
        } catch (PostgresError e) {
            throw new CannotProceed(
                    "The connection that kept others from seeding broke while the command ran: " + e.getMessage()
                            + ".\nThe command has ended well, but another run may have seeded too. Look at the tables.",
                    e);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
