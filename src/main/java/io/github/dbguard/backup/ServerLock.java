package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.Sql;
import io.github.dbguard.target.Target;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One work of a kind at a time on one server, whichever folder or machine it is started from: what lies and runs there
 * without an owner is what a killed run left, and may be removed.
 *
 * <p>It is an advisory lock of a session. The server takes it back when the session ends, and the session ends with the
 * process that holds it. Such a lock counts in one database only, and works are done from different ones: so whoever has it
 * in one looks whether somebody has it in another.
 */
public final class ServerLock implements AutoCloseable {

    /** "dbgd" in ASCII: advisory locks of other programs have other numbers. */
    private static final int CLASS = 0x64626764;

    /** What is done one at a time. */
    public enum Work {
        BACKUP("pre-deploy-backup", 1),
        RESTORE("restore", 2),
        ROTATION("rotate-password", 3);

        private final String goal;
        private final int number;

        Work(String goal, int number) {
            this.goal = goal;
            this.number = number;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final long PAUSE_MILLIS = 250;
    /** How long a killed run's relay and session may take to end. */
    private static final int TRIES = 20;

    private static final int LONGEST_NAME = 63;

    private final Session session;

    private ServerLock(Session session) {
        this.session = session;
    }

    /**
     * @param session becomes the lock's, whatever comes of it
     * @param target for messages
     * @throws CannotProceed naming who holds it
     */
    public static ServerLock acquire(Work work, Session session, Target target) {
        try {
            session.execute("SET application_name = " + Sql.literal(name(work)));
            // A server of 14 or later may end sessions that are idle, as this one is.
            session.query(
                    "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'",
                    r -> r.text(1));
            for (int n = 0; !tryLock(session, work); n++) {
                if (n == TRIES) {
                    throw new CannotProceed(
                            "Another " + work.word() + " of " + target.description() + " runs: " + holder(session, work)
                                    + ".\nNothing was changed. Wait until it has ended, and run this again; the lock goes with its"
                                    + " session, so there is nothing to delete.");
                }
                // Not all for the same time: two that saw each other must not meet again.
                Thread.sleep(ThreadLocalRandom.current().nextLong(PAUSE_MILLIS / 2, PAUSE_MILLIS * 3 / 2));
            }
            return new ServerLock(session);
        } catch (InterruptedException e) {
            session.close();
            Thread.currentThread().interrupt();
            throw new CannotProceed(
                    "Interrupted while waiting for another " + work.word() + ". Nothing was changed.", e);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Who we are, as pg_stat_activity shows it to the next one. */
    private static String name(Work work) {
        String name = "dbguard " + work.goal + ", pid "
                + ProcessHandle.current().pid() + ", since " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    private static boolean tryLock(Session session, Work work) {
        String key = "(" + CLASS + ", " + work.number + ")";
        if (!session.one("SELECT pg_try_advisory_lock" + key, r -> r.flag(1))) {
            return false;
        }
        if (holders(session, work).isEmpty()) {
            return true;
        }
        session.one("SELECT pg_advisory_unlock" + key, r -> r.flag(1));
        return false;
    }

    private static String holder(Session session, Work work) {
        List<String> holders = holders(session, work);
        return holders.isEmpty() ? "it has just ended" : holders.get(0);
    }

    /** Who else has it, in whichever database. */
    private static List<String> holders(Session session, Work work) {
        return session.query("""
                SELECT coalesce(nullif(a.application_name, ''), 'a session of another role')
                       || ' (process ' || l.pid || ' of the server)'
                FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
                  AND l.classid::int8 = %d AND l.objid::int8 = %d AND l.pid <> pg_backend_pid()
                """.formatted(CLASS, work.number), r -> r.text(1));
    }

    @Override
    public void close() {
        session.close();
    }
}
