package io.github.dbguard.postgres;

import java.util.List;

/**
 * A relation that holds rows, as {@code pg_class} has it.
 *
 * @param kind {@code pg_class.relkind}: r table, p partitioned table, f foreign table, m materialised view
 * @param persistence p permanent, u unlogged
 * @param filenode {@code pg_relation_filenode}; 0 where there is no storage of its own
 * @param pages {@code pg_class.relpages}: an estimate of the size, to begin with the largest
 * @param ofExtension an extension brought it, and its rows with it
 * @param columns in order, with their types
 * @param key the columns of the primary key, else of a unique index that no row can evade; empty where there is none
 */
public record Relation(
        long oid,
        String schema,
        String name,
        char kind,
        char persistence,
        long filenode,
        long pages,
        boolean ofExtension,
        List<Column> columns,
        List<Column> key,
        long inserted,
        long updated,
        long deleted) {

    /**
     * @param type as {@code format_type} prints it, with its modifier
     * @param baseType {@code typname} without its domain: int4, uuid, text
     */
    public record Column(String name, String type, String baseType) {}

    public boolean partitioned() {
        return kind == 'p';
    }

    /** The name for SQL. An inheritance parent is read without its children, which stand for themselves. */
    public String from() {
        return (partitioned() ? "" : "ONLY ") + Sql.qualified(schema, name);
    }
}
