package io.github.dbguard.deploy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.counts.MigrationBooks;
import io.github.dbguard.counts.MigrationHistory;
import io.github.dbguard.counts.TablePattern;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Relation;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The tables that have to be empty for a seed to run.
 *
 * @param tables each stands for itself, a partitioned one for its partitions
 */
record GuardedTables(List<Relation> tables) {

    /** A table is counted no further: whether it holds a hundred thousand rows or a billion makes no difference here. */
    static final long MOST = 100_000;

    /**
     * Finds them. What migration tools and extensions keep for themselves is no data of users.
     *
     * @param patterns empty for every table of users
     * @param books the histories of the database
     * @throws CannotProceed when a pattern names no table
     */
    static GuardedTables find(Session session, List<TablePattern> patterns, List<MigrationHistory> books) {
        List<Relation> all = Catalogue.relations(session).stream()
                .filter(table -> table.kind() == 'r' || table.kind() == 'p')
                .toList();
        if (patterns.isEmpty()) {
            return new GuardedTables(all.stream()
                    .filter(table -> !table.ofExtension())
                    .filter(table -> books.stream().noneMatch(book -> MigrationBooks.keeps(book, table)))
                    .toList());
        }
        List<Relation> named = new ArrayList<>();
        for (TablePattern pattern : patterns) {
            List<Relation> found = all.stream()
                    .filter(table -> pattern.matches(session.database(), table.schema(), table.name()))
                    .toList();
            if (found.isEmpty()) {
                throw new CannotProceed("dbguard.tables names " + pattern + ", and database " + session.database()
                        + " has no such table.\nNothing was seeded. If a migration makes it, run that first; else mend"
                        + " the name (table, schema.table, with * for any characters).");
            }
            named.addAll(found);
        }
        return new GuardedTables(named.stream().distinct().toList());
    }

    /** Those that hold a row, the fullest first. */
    List<TableRows> filled(Session session) {
        List<TableRows> filled = new ArrayList<>();
        for (Relation table : tables) {
            String name = Sql.qualified(table.schema(), table.name());
            try {
                long rows = session.one(
                        "SELECT count(*) FROM (SELECT FROM " + table.from("t") + " LIMIT " + (MOST + 1) + ") s",
                        r -> r.number(1));
                if (rows > 0) {
                    filled.add(new TableRows(table.schema() + "." + table.name(), rows));
                }
            } catch (PostgresError e) {
                throw new CannotProceed(
                        "Whether table " + name + " of database " + session.database() + " is empty could not be seen: "
                                + e.getMessage() + ".\nNothing was seeded. GRANT SELECT on it to the role, or name the"
                                + " tables that count with -Ddbguard.tables=.",
                        e);
            }
        }
        filled.sort((one, other) -> Long.compare(other.rows(), one.rows()));
        return filled;
    }

    /** SQL that tells whether one of them holds a row by now; empty where there are none. */
    Optional<String> anyRow() {
        return tables.isEmpty()
                ? Optional.empty()
                : Optional.of(tables.stream()
                        .map(table -> "EXISTS (SELECT FROM " + table.from("t") + ")")
                        .collect(Collectors.joining(" OR ")));
    }
}
