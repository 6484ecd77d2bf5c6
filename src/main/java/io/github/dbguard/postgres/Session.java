package io.github.dbguard.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One connection. Every session speaks the same dialect: UTC, ISO dates, hexadecimal bytea, the "C" way of printing
 * numbers; and with {@code row_security} off a query that a policy would have cut short fails instead.
 *
 * <p>Just-in-time compilation is off: it costs seconds for a statement that asks a hundred small tables, and saves less
 * than it costs on a large one.
 *
 * <p>Statements go to the server as they are: names and values in them are quoted by {@link Sql}.
 */
public final class Session implements AutoCloseable {

    private static final String DIALECT = "SET row_security = off; SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD';"
            + " SET IntervalStyle = 'postgres'; SET bytea_output = 'hex'; SET extra_float_digits = 1;"
            + " SET standard_conforming_strings = on; SET search_path = pg_catalog; SET statement_timeout = 0;"
            + " SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET synchronize_seqscans = off;"
            + " SET jit = off; SET quote_all_identifiers = off;";

    /** Settings that not every version has. With the check, a query ends soon after the client that asked for it. */
    private static final String NEWER_DIALECT = " SELECT set_config(name, CASE name"
            + " WHEN 'client_connection_check_interval' THEN '2s' ELSE '0' END, false) FROM pg_settings WHERE name IN"
            + " ('idle_session_timeout', 'transaction_timeout') OR name = 'client_connection_check_interval'"
            + " AND version() LIKE '%linux%'";

    private final Connection connection;
    private final String database;

    Session(Connection connection, String database) {
        this.connection = connection;
        this.database = database;
        try {
            execute(DIALECT + NEWER_DIALECT);
        } catch (PostgresError e) {
            close();
            throw e;
        }
    }

    public String database() {
        return database;
    }

    /** Runs one statement or several, separated by semicolons, and drops what they answer. */
    public void execute(String sql) {
        try (Statement statement = statement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new PostgresError(e);
        }
    }

    /** Runs a query and reads every row. */
    public <T> List<T> query(String sql, Function<Row, T> reader) {
        try (Statement statement = statement();
                ResultSet result = statement.executeQuery(sql)) {
            List<T> rows = new ArrayList<>();
            Row row = new Row(result);
            while (result.next()) {
                rows.add(reader.apply(row));
            }
            return rows;
        } catch (SQLException e) {
            throw new PostgresError(e);
        }
    }

    /** Runs a query that answers one row. */
    public <T> T one(String sql, Function<Row, T> reader) {
        List<T> rows = query(sql, reader);
        if (rows.size() != 1) {
            throw new IllegalStateException("One row was expected, " + rows.size() + " came");
        }
        return rows.get(0);
    }

    /** Asks the server to stop what this session is doing; from another thread. */
    public void cancel() {
        try {
            connection.unwrap(org.postgresql.PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            throw new PostgresError(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The server ends the session when the connection goes; there is nothing left to lose.
        }
    }

    private Statement statement() throws SQLException {
        Statement statement = connection.createStatement();
        statement.setEscapeProcessing(false);
        return statement;
    }
}
