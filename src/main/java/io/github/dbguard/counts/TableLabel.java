package io.github.dbguard.counts;

/** The name of a relation of which nothing was counted, written as {@link TableCount#label()} writes it. */
final class TableLabel {

    private TableLabel() {}

    static String of(String schema, String name) {
        return new TableCount(schema, name, 0, 0, null, 0, null, null, null, null, null, -1, null, null).label();
    }
}
