package io.github.dbguard.counts;

import io.github.dbguard.postgres.Relation;
import java.util.List;

/**
 * What was counted of one table, in one snapshot.
 *
 * @param schema the schema, unquoted
 * @param name the table's name, unquoted; {@link #LARGE_OBJECTS} stands for the database's large objects
 * @param oid {@code pg_class.oid}
 * @param filenode {@code pg_relation_filenode}: changes with TRUNCATE, VACUUM FULL and rewriting ALTERs; 0 for
 *     partitioned tables, which have no storage of their own
 * @param kind what sort of table
 * @param rows the exact count
 * @param keyColumns the columns of the primary key, else of the first unique index over NOT NULL columns, in key
 *     order; empty where there is neither
 * @param columns every column as {@code name type}, in order: tells an ALTER from a TRUNCATE
 * @param keys the fingerprint over the key of every row; null without a key or in mode {@code counts}
 * @param rowHash the fingerprint over every column; null unless mode {@code rows}
 * @param largestKey largest key as text, for single-column keys of an ordered type; else null
 * @param survivors rows of the baseline that nothing has touched since; without a baseline, the rows that were written
 *     before the oldest transaction running in this snapshot, which are those that can survive; -1 when nobody can tell
 * @param upToBaseline rows with a key of at most the baseline's largest, and their fingerprint; only against a
 *     baseline whose key has an order, else null
 * @param activity the statistics collector's counters; null where it keeps none
 */
public record TableCount(
        String schema,
        String name,
        long oid,
        long filenode,
        Kind kind,
        long rows,
        List<String> keyColumns,
        List<String> columns,
        Fingerprint keys,
        Fingerprint rowHash,
        String largestKey,
        long survivors,
        UpTo upToBaseline,
        Activity activity) {

    /** The name under which a database's large objects are counted. */
    public static final String LARGE_OBJECTS = "pg_largeobject_metadata";

    /** What sort of table a count is of. */
    public enum Kind {
        TABLE,
        PARTITIONED,
        UNLOGGED,
        LARGE_OBJECTS
    }

    /** The rows whose key is at most the largest key of the baseline. */
    public record UpTo(long rows, Fingerprint keys) {}

    /**
     * Rows inserted, updated and deleted since the counters were last reset, from {@code pg_stat_all_tables}. They are
     * evidence, never proof: a crash resets them.
     */
    public record Activity(long inserted, long updated, long deleted) {

        static Activity of(Relation table) {
            return new Activity(table.inserted(), table.updated(), table.deleted());
        }
    }

    /** The same count with the rows up to the baseline's largest key looked at. */
    TableCount with(UpTo upTo) {
        return with(upTo, activity);
    }

    /** The same count with other counters. */
    TableCount with(Activity counters) {
        return with(upToBaseline, counters);
    }

    private TableCount with(UpTo upTo, Activity counters) {
        return new TableCount(
                schema,
                name,
                oid,
                filenode,
                kind,
                rows,
                keyColumns,
                columns,
                keys,
                rowHash,
                largestKey,
                survivors,
                upTo,
                counters);
    }

    /** The name as a person writes it: {@code schema.name}, each quoted only where SQL would need it. */
    public String label() {
        return label(schema, name);
    }

    /** {@link #label()} of a table of these names. */
    public static String label(String schema, String name) {
        return quoted(schema) + "." + quoted(name);
    }

    private static String quoted(String identifier) {
        return identifier.matches("[a-z_][a-z0-9_$]*") ? identifier : '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
