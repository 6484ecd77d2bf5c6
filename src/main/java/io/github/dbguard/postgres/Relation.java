package io.github.dbguard.postgres;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A relation that holds rows, as {@code pg_class} has it.
 *
 * @param kind {@code pg_class.relkind}: r table, p partitioned table, f foreign table, m materialised view
 * @param persistence p permanent, u unlogged
 * @param filenode {@code pg_relation_filenode}; 0 where there is no storage of its own
 * @param storage tells one storage from another, that of a partitioned table's partitions too: changes whenever the
 *     rows of one of them move into a new file, and when a partition comes or goes
 * @param pages {@code pg_class.relpages}, the sum over partitions: an estimate of the size, to begin with the largest
 * @param ofExtension an extension brought it, and its rows with it
 * @param columns in order, with their types
 * @param key the columns of the primary key, else of a unique index that no row can evade; empty where there is none
 * @param parts where some partitions are foreign tables, the qualified names of the others: only those are read. Else
 *     null
 */
public record Relation(
        long oid,
        String schema,
        String name,
        char kind,
        char persistence,
        long filenode,
        String storage,
        long pages,
        boolean ofExtension,
        List<Column> columns,
        List<Column> key,
        List<String> parts,
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

    /** What to read the rows from, for SQL. An inheritance parent is read without its children, which stand for themselves. */
    public String from(String alias) {
        if (parts == null) {
            return locked() + " " + alias;
        }
        if (parts.isEmpty()) {
            return "ONLY " + locked() + " " + alias;
        }
        String selected = Stream.concat(Stream.of("xmin"), columns.stream().map(c -> Sql.identifier(c.name())))
                .collect(Collectors.joining(", ", "SELECT ", " FROM ONLY "));
        return parts.stream().map(selected::concat).collect(Collectors.joining(" UNION ALL ", "(", ") ")) + alias;
    }

    /** What to lock, for SQL: the table, with its partitions if it has some. */
    public String locked() {
        return (partitioned() ? "" : "ONLY ") + Sql.qualified(schema, name);
    }

    /** The same relation with the counters of an earlier reading. */
    public Relation withCountersOf(Relation earlier) {
        return new Relation(
                oid,
                schema,
                name,
                kind,
                persistence,
                filenode,
                storage,
                pages,
                ofExtension,
                columns,
                key,
                parts,
                earlier.inserted,
                earlier.updated,
                earlier.deleted);
    }
}
