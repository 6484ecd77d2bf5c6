package io.github.dbguard.restore;

import io.github.dbguard.counts.DatabaseCounts;
import io.github.dbguard.counts.LeftOut;
import io.github.dbguard.counts.TableCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether a restored database holds exactly the rows that were counted when it was dumped. */
final class SameRows {

    private SameRows() {}

    /**
     * Compares table by table.
     *
     * @return every difference, in words; empty when there is none
     */
    static List<String> differences(DatabaseCounts dumped, DatabaseCounts restored) {
        List<String> differences = new ArrayList<>();
        Map<String, TableCount> now = byName(restored);
        for (TableCount before : dumped.tables()) {
            TableCount after = now.remove(before.label());
            if (after == null) {
                differences.add(before.label() + ": missing, with " + rows(before.rows()));
            } else if (after.rows() != before.rows()) {
                differences.add(before.label() + ": " + rows(after.rows()) + " instead of " + rows(before.rows()));
            } else if (otherKeys(before, after)) {
                differences.add(before.label() + ": " + rows(after.rows()) + ", but other keys");
            } else if (otherContents(before, after)) {
                differences.add(before.label() + ": " + rows(after.rows()) + ", but other contents");
            }
        }
        List<String> leftOut = dumped.leftOut().stream().map(SameRows::label).toList();
        now.values().stream()
                .filter(extra -> !leftOut.contains(extra.label()))
                .forEach(extra ->
                        differences.add(extra.label() + ": not in the backup's counts, with " + rows(extra.rows())));
        return differences;
    }

    /**
     * Compares with what a script said it copied. A partition's rows are counted in its table, and a table that was filled in
     * another way is not in the script: only what is in both is compared.
     */
    static List<String> differences(Map<TableName, Long> copied, DatabaseCounts restored) {
        List<String> differences = new ArrayList<>();
        Map<String, TableCount> now = byName(restored);
        copied.forEach((table, rows) -> {
            TableCount after = now.get(TableCount.label(table.schema(), table.name()));
            if (after != null && after.kind() != TableCount.Kind.PARTITIONED && after.rows() != rows) {
                differences.add(after.label() + ": " + rows(after.rows()) + " instead of " + rows(rows));
            }
        });
        return differences;
    }

    private static Map<String, TableCount> byName(DatabaseCounts counts) {
        return counts.tables().stream()
                .collect(Collectors.toMap(
                        TableCount::label, Function.identity(), (one, other) -> one, java.util.LinkedHashMap::new));
    }

    private static boolean otherKeys(TableCount before, TableCount after) {
        return before.keys() != null
                && before.keys().comparableWith(after.keys())
                && !before.keys().equals(after.keys());
    }

    private static boolean otherContents(TableCount before, TableCount after) {
        return before.rowHash() != null
                && before.rowHash().comparableWith(after.rowHash())
                && !before.rowHash().equals(after.rowHash());
    }

    private static String label(LeftOut left) {
        return TableCount.label(left.schema(), left.name());
    }

    private static String rows(long rows) {
        return String.format(Locale.ROOT, "%,d row%s", rows, rows == 1 ? "" : "s");
    }
}
