package io.github.dbguard.counts;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which table of the baseline is which table now.
 *
 * <p>A name that is still there stays with its name, whatever its oid, unless that oid is another table of the
 * baseline: then tables were renamed in a ring, and the oid decides. A name that is gone is looked for by its oid.
 * Across clusters, and for a database that was created again, oids mean nothing, and names alone decide.
 */
final class TablePairs {

    /**
     * @param before null for a table that is new
     * @param now null for a table that is gone
     * @param sameTable true when both are one table (its oid, in the same database of the same cluster)
     * @param oldTableIsNow the label under which the baseline's table is found today when it is neither
     *     {@code before}'s nor {@code now}'s; else null
     */
    record Pair(TableCount before, TableCount now, boolean sameTable, String oldTableIsNow) {

        boolean renamed() {
            return sameTable && !before.label().equals(now.label());
        }
    }

    private TablePairs() {}

    static List<Pair> of(List<TableCount> before, List<TableCount> now, boolean sameDatabase) {
        Map<String, TableCount> nowByLabel = by(TableCount::label, now);
        Map<Long, TableCount> nowByOid = by(TableCount::oid, now);
        Map<Long, TableCount> beforeByOid = by(TableCount::oid, before);
        List<Pair> pairs = new ArrayList<>();
        Set<TableCount> taken = new HashSet<>();
        for (TableCount table : before) {
            TableCount sameName = nowByLabel.get(table.label());
            TableCount sameOid = sameDatabase ? nowByOid.get(table.oid()) : null;
            boolean nameIsAnothers = sameName != null
                    && sameDatabase
                    && sameName.oid() != table.oid()
                    && beforeByOid.containsKey(sameName.oid());
            Pair pair = pair(table, nameIsAnothers ? null : sameName, sameOid);
            taken.add(pair.now());
            pairs.add(pair);
        }
        now.stream()
                .filter(table -> !taken.contains(table))
                .forEach(table -> pairs.add(new Pair(null, table, false, null)));
        return pairs;
    }

    private static Pair pair(TableCount table, TableCount sameName, TableCount sameOid) {
        if (sameName == null) {
            return new Pair(table, sameOid, sameOid != null, null);
        }
        if (sameName == sameOid) {
            return new Pair(table, sameName, true, null);
        }
        return new Pair(table, sameName, false, sameOid == null ? null : sameOid.label());
    }

    private static <K> Map<K, TableCount> by(Function<TableCount, K> key, List<TableCount> tables) {
        return tables.stream().collect(toMap(key, table -> table, (first, second) -> first));
    }
}
