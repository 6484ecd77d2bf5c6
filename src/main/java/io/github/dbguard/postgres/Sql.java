package io.github.dbguard.postgres;

/** Quoting, by the rules of PostgreSQL's lexer with {@code standard_conforming_strings} on. */
public final class Sql {

    private Sql() {}

    /** {@code we"ird} becomes {@code "we""ird"}. */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** {@code schema.name}, each quoted. */
    public static String qualified(String schema, String name) {
        return identifier(schema) + "." + identifier(name);
    }

    /** {@code it's} becomes {@code 'it''s'}; null becomes {@code NULL}. */
    public static String literal(String value) {
        return value == null ? "NULL" : "'" + value.replace("'", "''") + "'";
    }
}
