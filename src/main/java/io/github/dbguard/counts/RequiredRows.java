package io.github.dbguard.counts;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Tables that must hold a row, and patterns of the user's that name nothing. Pure. */
final class RequiredRows {

    private record Named(String database, String schema, String name, long rows) {

        boolean counted() {
            return rows >= 0;
        }
    }

    private RequiredRows() {}

    /** One failure for each required table that is empty, and for each pattern that names no counted table. */
    static List<Remark> compare(RowCounts now, Policies policies) {
        List<Named> tables = tables(now);
        List<Remark> failures = new ArrayList<>();
        for (TablePattern pattern : policies.requiring()) {
            List<Named> named = tables.stream().filter(matching(pattern)).toList();
            if (named.stream().noneMatch(Named::counted)) {
                String why = named.isEmpty() ? "there is no such table." : "it was left out, so nobody counted it.";
                failures.add(Remark.failure(null, pattern.toString(), "It must hold a row, and " + why));
            }
            named.stream()
                    .filter(table -> table.rows() == 0)
                    .map(table -> Remark.failure(
                            table.database(),
                            TableCount.label(table.schema(), table.name()),
                            "It must hold a row, and is empty."))
                    .forEach(failures::add);
        }
        return List.copyOf(failures);
    }

    /** One warning for each pattern that names nothing on either side: it is stale, or misspelt. */
    static List<Remark> stale(RowCounts baseline, RowCounts now, Policies policies) {
        List<Named> tables =
                Stream.concat(tables(baseline).stream(), tables(now).stream()).toList();
        Stream<TablePattern> patterns = Stream.concat(
                policies.ignoreTables().stream(), policies.tables().stream().map(TablePolicy::pattern));
        return patterns.filter(pattern -> tables.stream().noneMatch(matching(pattern)))
                .map(pattern -> Remark.warning(
                        null,
                        pattern.toString(),
                        "This pattern names no table, before or now: it is stale, or misspelt (upper and lower case"
                                + " are told apart)."))
                .toList();
    }

    private static Predicate<Named> matching(TablePattern pattern) {
        return table -> pattern.matches(table.database(), table.schema(), table.name());
    }

    private static List<Named> tables(RowCounts counts) {
        List<Named> tables = new ArrayList<>();
        for (DatabaseCounts database : counts.databases()) {
            String in = database.database();
            database.tables().forEach(table -> tables.add(new Named(in, table.schema(), table.name(), table.rows())));
            database.leftOut().forEach(left -> tables.add(new Named(in, left.schema(), left.name(), -1)));
        }
        return tables;
    }
}
