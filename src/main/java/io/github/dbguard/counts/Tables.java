package io.github.dbguard.counts;

import java.util.List;

/** Which judgement a pair of tables gets. */
final class Tables {

    private Tables() {}

    static Verdict verdict(DatabaseCounts before, DatabaseCounts after, TablePairs.Pair pair, boolean sameDatabase) {
        if (pair.before() == null) {
            return Judgement.ofNewTable(pair.now(), whyLeftOut(before.leftOut(), pair.now()));
        }
        if (pair.now() == null) {
            return Judgement.ofMissingTable(pair.before(), goneHint(after, pair.before()));
        }
        if (!sameDatabase) {
            return Judgement.ofTableElsewhere(pair.before(), pair.now());
        }
        return pair.sameTable()
                ? Judgement.ofSameTable(pair.before(), pair.now())
                : Judgement.ofRecreatedTable(pair.before(), pair.now(), pair.oldTableIsNow());
    }

    private static String goneHint(DatabaseCounts after, TableCount table) {
        LeftOut.Why why = whyLeftOut(after.leftOut(), table);
        return why == null ? "" : ", or is not counted any more (" + why + ")";
    }

    private static LeftOut.Why whyLeftOut(List<LeftOut> leftOut, TableCount table) {
        return leftOut.stream()
                .filter(left ->
                        left.schema().equals(table.schema()) && left.name().equals(table.name()))
                .map(LeftOut::why)
                .findFirst()
                .orElse(null);
    }
}
