package io.github.dbguard.postgres;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** One row of an answer; columns are counted from 1. */
public final class Row {

    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    /** Null for SQL NULL. */
    public String text(int column) {
        return read(() -> result.getString(column));
    }

    /** 0 for SQL NULL. */
    public long number(int column) {
        return read(() -> result.getLong(column));
    }

    public boolean flag(int column) {
        return read(() -> result.getBoolean(column));
    }

    /** Empty for SQL NULL. */
    public List<String> texts(int column) {
        return read(() -> {
            Array array = result.getArray(column);
            return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
        });
    }

    public boolean isNull(int column) {
        return text(column) == null;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (SQLException e) {
            throw new PostgresError(e);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws SQLException;
    }
}
