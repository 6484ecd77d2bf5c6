package io.github.dbguard.postgres;

import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the server, or the way to it, answered. The SQLSTATE decides; the message is for people and never holds the
 * statement or its values.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error codes</a>
 */
public final class PostgresError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Access to a database, its settings, a trigger on login; nothing of all this comes before the password. */
    private static final Pattern AFTER_LOGIN = Pattern.compile("3D000|3F000|42...|55000|P0...");

    /** pgjdbc's own answer when the server asks for a password, or a kind of login, that this side does not have. */
    private static final String NOTHING_TO_SHOW = "08004";

    /** The standard's code for a client that could not connect. */
    private static final String NO_CONNECTION = "08001";

    private static final Set<String> AFTER_LOGIN_IN =
            Set.of("CheckMyDatabase", "InitializeSessionUserId", "InitPostgres");

    private final String sqlState;
    private final String routine;

    PostgresError(SQLException e) {
        super(sentence(e), e);
        this.routine = e instanceof PSQLException p && p.getServerErrorMessage() != null
                ? p.getServerErrorMessage().getRoutine()
                : null;
        this.sqlState = e.getSQLState() == null ? "" : e.getSQLState();
    }

    /** The way led to somebody else: to the server that is meant there is none. */
    public static PostgresError otherServer(String message) {
        return new PostgresError(new SQLException(message, NO_CONNECTION));
    }

    private static String sentence(SQLException e) {
        if (e instanceof PSQLException p && p.getServerErrorMessage() != null) {
            ServerErrorMessage server = p.getServerErrorMessage();
            String hint = server.getHint() == null ? "" : " (" + server.getHint() + ")";
            return server.getMessage() + hint;
        }
        return e.getMessage();
    }

    /** Five characters, or empty when the error arose on this side. */
    public String sqlState() {
        return sqlState;
    }

    /** 08xxx, 57P01, 57P02, 57P03: the connection is gone, or the server does not take any. */
    public boolean connectionLost() {
        return sqlState.startsWith("08") && !sqlState.equals(NOTHING_TO_SHOW) || sqlState.startsWith("57P0");
    }

    /** Whether whoever was at the end of the way, a relay for instance, has looked: the port is closed, or the server not up. */
    public boolean nobodyListens() {
        Throwable innermost = this;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return comingOrGoing()
                || connectionLost() && String.valueOf(innermost.getMessage()).contains("Connection refused");
    }

    /** 57P01, 57P02, 57P03: the server is there, and going down or coming up. */
    public boolean comingOrGoing() {
        return sqlState.startsWith("57P0");
    }

    /** 42501. */
    public boolean permissionDenied() {
        return sqlState.equals("42501");
    }

    /** 55P03 (lock_timeout, NOWAIT). */
    public boolean lockNotAvailable() {
        return sqlState.equals("55P03");
    }

    /** 57014 (statement_timeout, or a cancel). */
    public boolean cancelled() {
        return sqlState.equals("57014");
    }

    /** 42P01, 3F000, and XX000 of a relation whose oid just went away. */
    public boolean relationGone() {
        return sqlState.equals("42P01") || sqlState.equals("3F000") || sqlState.equals("XX000");
    }

    /** 53200: more locks than {@code max_locks_per_transaction} leaves room for. */
    public boolean outOfSharedMemory() {
        return sqlState.equals("53200");
    }

    /** 55006: a database that somebody is connected to. */
    public boolean objectInUse() {
        return sqlState.equals("55006");
    }

    /** 28xxx: wrong password, or pg_hba.conf says no; and 08004, when there is no password to show. */
    public boolean loginRefused() {
        return sqlState.startsWith("28") || sqlState.equals(NOTHING_TO_SHOW);
    }

    /** 28P01: the server wanted a password and got a wrong one. The role may be missing, or its password have run out. */
    public boolean wrongPassword() {
        return sqlState.equals("28P01");
    }

    /**
     * Whether the server had let somebody in before it said this: no such database, no right to connect to it, no connection
     * left for that role. What could come before as well does not count, 53300 of a server whose connections are all
     * taken for instance; the place in the server's source tells that apart, whatever language it speaks.
     */
    public boolean afterAuthentication() {
        return AFTER_LOGIN.matcher(sqlState).matches()
                || sqlState.equals("53300") && AFTER_LOGIN_IN.contains(String.valueOf(routine));
    }

    /** 3D000. */
    public boolean noSuchDatabase() {
        return sqlState.equals("3D000");
    }

    /** 42883: no such function, for instance no hash function for a type. */
    public boolean noSuchFunction() {
        return sqlState.equals("42883");
    }
}
