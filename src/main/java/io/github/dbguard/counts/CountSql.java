package io.github.dbguard.counts;

import io.github.dbguard.postgres.Relation;
import io.github.dbguard.postgres.Relation.Column;
import io.github.dbguard.postgres.Sql;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The SQL that counts one table: one pass over it, one row of text as the answer.
 *
 * <p>Each key becomes a 64-bit hash by the hash function that PostgreSQL itself uses for its type, the columns of a
 * composite key chained through the function's seed; the hashes are summed up, so the order of rows does not matter
 * and duplicates do not cancel out. Nothing in it keeps the planner from spreading a large table over its workers.
 */
final class CountSql {

    private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8", "oid");
    private static final Set<String> ORDERED = Set.of(
            "int2", "int4", "int8", "oid", "numeric", "date", "timestamp", "timestamptz", "uuid", "text", "varchar");

    private final int major;

    /** @param major the server's: hash functions are compared within one major only */
    CountSql(int major) {
        this.major = major;
    }

    /**
     * What is asked of one table, and by which method, so that the answer can be compared.
     *
     * @param sql answers: rows, key fingerprint, row fingerprint, largest key, survivors
     * @param keyMethod null when keys are not looked at
     * @param rowMethod null when rows are not looked at
     */
    record Question(String sql, List<String> keyColumns, String keyMethod, String rowMethod) {}

    /**
     * @param number comes back as the first column, to tell the answers of a UNION apart
     * @param before the same table in the baseline; null when there is none. Its key and its columns are asked for
     *     again, even if others came since
     * @param survivors tells which rows survive
     * @param recordHash false to hash a row's text: for types that have no hash function
     */
    Question question(
            int number,
            Relation table,
            TableCount before,
            FingerprintMode mode,
            SurvivorSql survivors,
            boolean recordHash) {
        List<Column> key = mode == FingerprintMode.COUNTS ? List.of() : key(table, before);
        List<Column> row = mode == FingerprintMode.ROWS ? row(table, before) : List.of();
        boolean hashRows = mode == FingerprintMode.ROWS;
        String sql = "SELECT " + number + ", count(*)::text, "
                + (key.isEmpty() ? "NULL" : "sum(" + keyHash(key) + ")::text") + ", "
                + (hashRows ? "sum(" + rowHash(row, recordHash) + ")::text" : "NULL") + ", "
                + (key.isEmpty() ? "NULL" : largest(table, key)) + ", "
                + survivors.count(table) + " FROM " + table.from("r");
        return new Question(
                sql,
                key.stream().map(Column::name).toList(),
                key.isEmpty() ? null : keyMethod(key),
                hashRows ? rowMethod(row, recordHash) : null);
    }

    /** Answers how many rows have a key of at most the baseline's largest, and their fingerprint. */
    String upTo(Relation table, TableCount before) {
        List<Column> key = key(table, before);
        return "SELECT count(*)::text, sum(" + keyHash(key) + ")::text FROM " + table.from("r") + " WHERE "
                + Sql.identifier(key.get(0).name()) + " <= " + bound(key.get(0), before.largestKey());
    }

    /** Whether the largest key of a table can be told, and rows up to it counted. */
    static boolean hasOrder(List<Column> key) {
        return key.size() == 1 && ORDERED.contains(key.get(0).baseType());
    }

    static List<Column> key(Relation table, TableCount before) {
        if (before != null && !before.keyColumns().isEmpty()) {
            List<Column> same = find(table, before.keyColumns());
            if (same.size() == before.keyColumns().size()) {
                return same;
            }
        }
        return table.key();
    }

    private static List<Column> row(Relation table, TableCount before) {
        if (before != null && before.rowHash() != null) {
            List<String> names = before.columns().stream()
                    .map(c -> table.columns().stream()
                            .filter(own -> described(own).equals(c))
                            .findFirst())
                    .flatMap(c -> c.map(Column::name).stream())
                    .toList();
            if (names.size() == before.columns().size()) {
                return find(table, names);
            }
        }
        return table.columns();
    }

    private static List<Column> find(Relation table, List<String> names) {
        return names.stream()
                .flatMap(name -> table.columns().stream()
                        .filter(c -> c.name().equals(name))
                        .limit(1))
                .toList();
    }

    /** A column as a {@link TableCount} lists it. */
    static String described(Column column) {
        return column.name() + " " + column.type();
    }

    private static String keyHash(List<Column> key) {
        String hash = "0";
        for (Column column : key) {
            hash = hash(column, hash);
        }
        return hash;
    }

    private static String hash(Column column, String seed) {
        String name = Sql.identifier(column.name());
        return switch (column.baseType()) {
            case "int2", "int4", "int8", "oid" -> "hashint8extended(" + name + "::int8, " + seed + ")";
            case "uuid" -> "uuid_hash_extended(" + name + "::uuid, " + seed + ")";
            case "numeric" -> "hash_numeric_extended(" + name + "::numeric, " + seed + ")";
            default -> "hashtextextended(" + name + "::text COLLATE \"C\", " + seed + ")";
        };
    }

    private static String rowHash(List<Column> columns, boolean recordHash) {
        String row = columns.stream().map(c -> Sql.identifier(c.name())).collect(Collectors.joining(", ", "ROW(", ")"));
        return recordHash
                ? "hash_record_extended(" + row + ", 0)"
                : "hashtextextended(" + row + "::text COLLATE \"C\", 0)";
    }

    private String keyMethod(List<Column> key) {
        return "pg" + major + " keys "
                + key.stream()
                        .map(c -> c.name() + ":" + (INTEGERS.contains(c.baseType()) ? "integer" : c.baseType()))
                        .collect(Collectors.joining(","));
    }

    private String rowMethod(List<Column> columns, boolean recordHash) {
        String described = columns.stream().map(CountSql::described).collect(Collectors.joining(","));
        return "pg" + major + (recordHash ? " record " : " text ") + columns.size() + " "
                + Integer.toHexString(described.hashCode());
    }

    /** By the index that makes the key unique: no pass over the table. */
    private static String largest(Relation table, List<Column> key) {
        if (!hasOrder(key)) {
            return "NULL";
        }
        String name = Sql.identifier(key.get(0).name());
        // By its alias: a bare name in ORDER BY would be the column of the answer, which is text.
        return "(SELECT l." + name + "::text FROM " + table.from("l") + " ORDER BY l." + name + " DESC LIMIT 1)";
    }

    private static String bound(Column column, String largest) {
        return Sql.literal(largest) + "::" + (column.baseType().equals("varchar") ? "text" : column.baseType());
    }
}
