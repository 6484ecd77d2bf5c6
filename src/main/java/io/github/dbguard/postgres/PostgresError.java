package io.github.dbguard.postgres;

import java.sql.SQLException;
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

    private final String sqlState;

    PostgresError(SQLException e) {
        super(sentence(e), e);
        this.sqlState = e.getSQLState() == null ? "" : e.getSQLState();
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
        return sqlState.startsWith("08") || sqlState.startsWith("57P0");
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

    /** 28xxx: wrong password, or pg_hba.conf says no. */
    public boolean loginRefused() {
        return sqlState.startsWith("28");
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
