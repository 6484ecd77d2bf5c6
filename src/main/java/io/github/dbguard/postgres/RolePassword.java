package io.github.dbguard.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The password of a role, as the server keeps it: a verifier. No clear password goes through here, since what a statement
 * holds may be logged, shown in pg_stat_activity or counted by pg_stat_statements.
 *
 * @see <a href="https://www.postgresql.org/docs/current/catalog-pg-authid.html">pg_authid</a>
 */
public final class RolePassword {

    /** What would write the statement down somewhere; all but the last two are for superusers to set. */
    private static final String QUIET = """
            SELECT set_config(s.name, q.value, true)
            FROM (VALUES ('log_statement', 'none'), ('log_min_error_statement', 'panic'),
                         ('log_min_duration_statement', '-1'), ('log_min_duration_sample', '-1'),
                         ('log_transaction_sample_rate', '0'), ('log_duration', 'off'),
                         ('pg_stat_statements.track_utility', 'off'), ('pgaudit.log', 'none'),
                         ('synchronous_commit', 'on'), ('lock_timeout', '%d')) q(name, value)
            JOIN pg_settings s ON s.name = q.name
            WHERE s.context = 'user' OR current_setting('is_superuser') = 'on'
            """;

    private RolePassword() {}

    /**
     * A role.
     *
     * @param exists false for one that a change is to make
     * @param expired whether its VALID UNTIL is over: the right password is refused then too
     * @param readable whether this session may read verifiers and keep them from changing, as only superusers may
     * @param verifier null where it has no password, or is not readable
     */
    public record Role(
            String name, boolean exists, boolean canLogin, boolean expired, boolean readable, String verifier) {

        @Override
        public String toString() {
            return "Role[" + name + "]";
        }
    }

    /** Somebody else changed the verifier in the meantime. */
    public static final class Changed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Empty when there is no such role. */
    public static Optional<Role> read(Session session, String role) {
        String where = " WHERE rolname = " + Sql.literal(role);
        boolean readable = readable(session);
        List<Role> roles = session.query(
                "SELECT rolcanlogin, coalesce(rolvaliduntil <= now(), false), "
                        + (readable ? "rolpassword FROM pg_authid" : "NULL FROM pg_roles") + where,
                r -> new Role(role, true, r.flag(1), r.flag(2), readable, r.text(3)));
        return roles.stream().findFirst();
    }

    /** The role, or one that a change is to make: it may log in, and has no password yet. */
    public static Role readOrNew(Session session, String role) {
        return read(session, role).orElseGet(() -> new Role(role, false, true, false, readable(session), null));
    }

    private static boolean readable(Session session) {
        // A member of pg_read_all_data may read them, and not lock the table: what it read could change at any moment.
        return session.one(
                "SELECT has_column_privilege('pg_authid', 'rolpassword', 'SELECT')"
                        + " AND has_table_privilege('pg_authid', 'UPDATE')",
                r -> r.flag(1));
    }

    /** The roles that log in, by name. */
    public static List<String> thatLogIn(Session session) {
        return session.query("SELECT rolname FROM pg_roles WHERE rolcanlogin ORDER BY rolname", r -> r.text(1));
    }

    /**
     * The server's processes whose transactions have changed roles and are not over: what they changed shows only
     * afterwards. A COMMIT can wait long for a standby that is away, also when whoever asked for it is gone. Any role may
     * ask this.
     */
    public static List<String> changing(Session session) {
        return session.query(
                "SELECT DISTINCT coalesce('process ' || pid, 'a prepared transaction') FROM pg_locks"
                        + " WHERE locktype = 'relation' AND relation = 'pg_authid'::regclass AND granted"
                        + " AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',"
                        + " 'AccessExclusiveLock') AND pid IS DISTINCT FROM pg_backend_pid()",
                r -> r.text(1));
    }

    /** How the server would keep a new password. */
    public static Encryption encryption(Session session) {
        return Encryption.of(session.one("SHOW password_encryption", r -> r.text(1)));
    }

    /**
     * Puts a verifier in the place of another, in one transaction that waits for its place on disk.
     *
     * @param before the role as it was read; where verifiers are readable and it has another one now, nothing is changed
     * @param first statements that make the role ready, in the same transaction
     * @param verifier made on this side, and well formed: the server takes anything else for a clear password
     * @param lockTimeout how long to wait for somebody who changes roles
     * @throws Changed when it was not the verifier of {@code before} any more
     * @throws PostgresError when the server refuses, or the connection broke: then nobody knows here whether it happened
     */
    public static void change(Session session, Role before, List<String> first, String verifier, Duration lockTimeout) {
        begin(session, before, lockTimeout);
        try {
            first.forEach(session::execute);
            alter(session, before.name(), verifier);
            session.execute("COMMIT");
        } catch (PostgresError e) {
            rollback(session, e);
            throw e;
        }
    }

    /** As {@link #change}, and takes it back: proves that this session may do it. */
    public static void tryChange(
            Session session, Role before, List<String> first, String verifier, Duration lockTimeout) {
        begin(session, before, lockTimeout);
        try {
            first.forEach(session::execute);
            alter(session, before.name(), verifier);
            session.execute("ROLLBACK");
        } catch (PostgresError e) {
            rollback(session, e);
            throw e;
        }
    }

    private static void begin(Session session, Role before, Duration lockTimeout) {
        session.execute("BEGIN");
        try {
            session.query(QUIET.formatted(lockTimeout.toMillis()), r -> r.text(1));
            if (before.readable()) {
                // Until the end nobody else changes a role. Logins only read, and do not wait for this.
                session.execute("LOCK TABLE pg_authid IN SHARE ROW EXCLUSIVE MODE");
                Role now = readOrNew(session, before.name());
                if (now.exists() != before.exists() || !Objects.equals(now.verifier(), before.verifier())) {
                    session.execute("ROLLBACK");
                    throw new Changed();
                }
            }
        } catch (PostgresError e) {
            rollback(session, e);
            throw e;
        }
    }

    private static void alter(Session session, String role, String verifier) {
        String password = verifier == null ? "NULL" : Sql.literal(Verifier.requireWellFormed(verifier));
        session.execute("ALTER ROLE " + Sql.identifier(role) + " PASSWORD " + password);
    }

    private static void rollback(Session session, PostgresError e) {
        if (!e.connectionLost()) {
            session.execute("ROLLBACK");
        }
    }
}
