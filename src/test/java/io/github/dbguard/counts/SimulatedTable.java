package io.github.dbguard.counts;

import io.github.dbguard.counts.TableCount.Activity;
import io.github.dbguard.counts.TableCount.Kind;
import io.github.dbguard.counts.TableCount.UpTo;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A table as PostgreSQL keeps it, as far as counting sees it: row versions with their transaction (xmin), the file
 * node, and the statistics counters, which count aborted work as well and which TRUNCATE leaves alone.
 *
 * <p>It also knows what counting cannot see: the lineage of a row. An UPDATE and a rewrite keep it; a row that is
 * deleted and inserted again under the same key is another one.
 */
final class SimulatedTable {

    /** How keys look, and so what can be compared. */
    enum Keys {
        SERIAL,
        UUID,
        NONE
    }

    private record Row(long lineage, long xmin, int contents) {}

    private final Keys keys;
    private final FingerprintMode mode;
    private final Kind kind;
    private final Random random;
    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private final List<String> columns = new ArrayList<>(List.of("id key", "name text"));
    private long xid = 1;
    private long lineages;
    private long serial;
    private long filenode = 100;
    private long inserted;
    private long updated;
    private long deleted;
    private Map<Long, Row> baselineRows = Map.of();
    private TableCount baseline;

    SimulatedTable(Keys keys, FingerprintMode mode, Kind kind, Random random) {
        this.keys = keys;
        this.mode = mode;
        this.kind = kind;
        this.random = random;
    }

    int size() {
        return rows.size();
    }

    void insert(int count) {
        xid++;
        for (int i = 0; i < count; i++) {
            long key = keys == Keys.SERIAL ? ++serial : random.nextLong();
            put(key, random.nextInt(1000));
        }
    }

    private void put(long key, int contents) {
        rows.put(key, new Row(++lineages, xid, contents));
        inserted++;
    }

    void update(int count) {
        xid++;
        some(count).forEach(key -> {
            rows.computeIfPresent(key, (k, row) -> new Row(row.lineage(), xid, random.nextInt(1000)));
            updated++;
        });
    }

    void delete(int count) {
        xid++;
        some(count).forEach(this::remove);
    }

    private void remove(long key) {
        rows.remove(key);
        deleted++;
    }

    /** Inserts rows and deletes some of them: none of the baseline's is touched. */
    void insertAndDeleteNew(int count, int gone) {
        Set<Long> old = Set.copyOf(rows.keySet());
        insert(count);
        xid++;
        List<Long> fresh = rows.keySet().stream()
                .filter(key -> !old.contains(key))
                .limit(gone)
                .toList();
        fresh.forEach(this::remove);
    }

    /** Deletes some rows and inserts others under the same keys. */
    void replace(int count) {
        xid++;
        some(count).forEach(key -> {
            remove(key);
            put(key, random.nextInt(1000));
        });
    }

    void truncate() {
        xid++;
        filenode++;
        rows.clear();
    }

    /** What a seed does: empties the table one way or the other, and fills it with fixed keys. */
    void reseed(boolean byTruncate, int count) {
        if (byTruncate) {
            truncate();
        } else {
            delete(rows.size());
        }
        xid++;
        List<Long> fixed = new ArrayList<>(baselineRows.keySet());
        for (int i = 0; i < count; i++) {
            put(i < fixed.size() ? fixed.get(i) : random.nextLong(), random.nextInt(1000));
        }
    }

    void abortedInsert(int count) {
        xid++;
        inserted += count;
        if (keys == Keys.SERIAL) {
            serial += count;
        }
    }

    void vacuumFull() {
        filenode++;
    }

    /** The counters of the new storage are those of a transient relation: this table's stay as they are. */
    void rewritingAlter() {
        xid++;
        filenode++;
        columns.add("c" + filenode + " integer");
        rows.replaceAll((key, row) -> new Row(row.lineage(), xid, row.contents()));
    }

    /** A crash of the server: the counters begin again. */
    void crash() {
        inserted = 0;
        updated = 0;
        deleted = 0;
    }

    private List<Long> some(int count) {
        List<Long> all = new ArrayList<>(rows.keySet());
        Collections.shuffle(all, random);
        return all.subList(0, Math.min(count, all.size()));
    }

    TableCount takeBaseline() {
        baselineRows = Map.copyOf(rows);
        xid++;
        baseline = count(-1, null);
        return baseline;
    }

    TableCount countAgain() {
        long survivors = rows.entrySet().stream()
                .filter(row -> row.getValue().equals(baselineRows.get(row.getKey())))
                .count();
        return count(survivors, upToBaseline());
    }

    private UpTo upToBaseline() {
        if (keys != Keys.SERIAL || mode == FingerprintMode.COUNTS || baseline.largestKey() == null) {
            return null;
        }
        Map<Long, Row> below = rows.headMap(Long.valueOf(baseline.largestKey()), true);
        return new UpTo(below.size(), keyPrint(below.keySet()));
    }

    private TableCount count(long survivors, UpTo upTo) {
        boolean looked = mode != FingerprintMode.COUNTS && keys != Keys.NONE;
        return new TableCount(
                "public",
                "simulated",
                1,
                kind == Kind.PARTITIONED ? 0 : filenode,
                kind,
                rows.size(),
                looked ? List.of("id") : List.of(),
                List.copyOf(columns),
                looked ? keyPrint(rows.keySet()) : null,
                mode == FingerprintMode.ROWS ? rowPrint() : null,
                looked && keys == Keys.SERIAL && !rows.isEmpty() ? String.valueOf(rows.lastKey()) : null,
                survivors,
                upTo,
                new Activity(inserted, updated, deleted));
    }

    private static Fingerprint keyPrint(Collection<Long> of) {
        return print(of, key -> hash(key), "keys");
    }

    private Fingerprint rowPrint() {
        return print(
                rows.entrySet(), row -> hash(hash(row.getKey()) + row.getValue().contents()), "rows");
    }

    private static <T> Fingerprint print(Collection<T> of, Function<T, Long> hash, String method) {
        BigInteger sum = of.stream().map(hash).map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        return new Fingerprint(sum.toString(), method);
    }

    private static long hash(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /** A key of the baseline is not there, or none of its rows is, whatever stands under their keys. */
    boolean lost() {
        boolean keyGone = keys != Keys.NONE && !rows.keySet().containsAll(baselineRows.keySet());
        return keyGone || lineagesLeft() == 0 && !baselineRows.isEmpty();
    }

    /** How many rows of the baseline are not there. */
    long rowsLost() {
        return baselineRows.size() - lineagesLeft();
    }

    /** Stricter: any row of the baseline is not there. Whoever sees no keys has to see this. */
    boolean anyRowLost() {
        return rowsLost() > 0;
    }

    /** Every row of the baseline stands there with its old contents, whoever put it there. */
    boolean sameContentsAsBefore() {
        return rows.size() == baselineRows.size()
                && baselineRows.entrySet().stream()
                        .allMatch(old -> rows.containsKey(old.getKey())
                                && rows.get(old.getKey()).contents()
                                        == old.getValue().contents());
    }

    private long lineagesLeft() {
        Set<Long> present = rows.values().stream().map(Row::lineage).collect(Collectors.toCollection(HashSet::new));
        return baselineRows.values().stream()
                .map(Row::lineage)
                .filter(present::contains)
                .count();
    }
}
