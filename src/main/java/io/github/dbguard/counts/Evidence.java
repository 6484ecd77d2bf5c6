package io.github.dbguard.counts;

/**
 * What two counts of one table say about each other: facts only, {@link Judgement} draws the conclusion.
 *
 * <p>Words: N rows in the baseline, M now, S survivors. A row survives when nothing has written it since the baseline,
 * so the survivors are always some of the baseline's rows, and {@code S > 0} proves that nobody truncated the table.
 * A baseline that knows its own survivors says how many rows could be told apart at all (settled): those younger than
 * a transaction that was open at the baseline never survive, touched or not.
 *
 * <p>Counters are weaker than the rest: a crash resets them (to values that may look valid), a backend reports them up
 * to seconds late, and aborted work is counted as well. So they are believed only where they account for what is seen,
 * and never against a fingerprint that says otherwise.
 */
final class Evidence {

    final TableCount before;
    final TableCount now;
    final boolean sameTable;
    final long n;
    final long m;
    final long s;
    private final long settled;
    private final TableCount.Activity delta;

    private Evidence(TableCount before, TableCount now, boolean sameTable) {
        this.before = before;
        this.now = now;
        this.sameTable = sameTable;
        this.n = before.rows();
        this.m = now.rows();
        boolean possible = now.survivors() >= 0 && now.survivors() <= Math.min(n, m);
        this.s = sameTable && possible ? now.survivors() : -1;
        this.settled = before.survivors() < 0 ? n : Math.min(n, before.survivors());
        this.delta = sameTable ? delta(before.activity(), now.activity()) : null;
    }

    /** Of the same table (its oid), in the same database of the same cluster. */
    static Evidence ofSameTable(TableCount before, TableCount now) {
        return new Evidence(before, now, true);
    }

    /** Of another table under the same name: survivors, filenodes and counters say nothing. */
    static Evidence ofAnotherTable(TableCount before, TableCount now) {
        return new Evidence(before, now, false);
    }

    /** Null where there are no counters, or where one went backwards: they were reset in between. */
    private static TableCount.Activity delta(TableCount.Activity before, TableCount.Activity now) {
        if (before == null
                || now == null
                || now.inserted() < before.inserted()
                || now.updated() < before.updated()
                || now.deleted() < before.deleted()) {
            return null;
        }
        return new TableCount.Activity(
                now.inserted() - before.inserted(), now.updated() - before.updated(), now.deleted() - before.deleted());
    }

    boolean counted() {
        return delta != null;
    }

    long inserted() {
        return delta == null ? -1 : delta.inserted();
    }

    long deleted() {
        return delta == null ? -1 : delta.deleted();
    }

    /** False for partitioned tables too: nobody can tell whether a partition was truncated. */
    boolean sameStorage() {
        return sameTable && before.filenode() != 0 && before.filenode() == now.filenode();
    }

    boolean otherStorage() {
        return sameTable && before.filenode() != now.filenode();
    }

    private boolean withoutStorage() {
        return before.filenode() == 0;
    }

    /** A rewriting ALTER leaves other columns or types behind, unlike a TRUNCATE. */
    boolean altered() {
        return !before.columns().equals(now.columns());
    }

    /** Mode rows: every column of every row is what it was. */
    boolean sameContents() {
        return m == n && before.rowHash() != null && before.rowHash().equals(now.rowHash());
    }

    boolean keysComparable() {
        return before.keys() != null && before.keys().comparableWith(now.keys());
    }

    /** Exactly the keys of before. */
    boolean sameKeys() {
        return m == n && keysComparable() && before.keys().equals(now.keys());
    }

    private boolean boundComparable() {
        return keysComparable()
                && now.upToBaseline() != null
                && before.keys().comparableWith(now.upToBaseline().keys());
    }

    /** Up to the baseline's largest key, exactly the keys of before. */
    boolean oldKeysPresent() {
        return boundComparable()
                && now.upToBaseline().rows() == n
                && before.keys().equals(now.upToBaseline().keys());
    }

    /** The fingerprints show that a key of before is not there. */
    boolean keysGone() {
        boolean fewerBelow = boundComparable() && now.upToBaseline().rows() <= n && !oldKeysPresent();
        return n > 0 && keysComparable() && (m == n && !sameKeys() || fewerBelow);
    }

    /** Every row was written since, and there are rows: updated, rewritten, or emptied and filled anew. */
    private boolean allTouched() {
        return s == 0 && n > 0 && m > 0;
    }

    /** Rows that were written since, among those of which it can be told. */
    private long touched() {
        return Math.max(0, settled - s);
    }

    /** The counters are there and account for every row that was touched, for those that came and those that went. */
    private boolean accounted() {
        return counted()
                && s >= 0
                && touched() <= delta.updated() + delta.deleted()
                && m - n <= delta.inserted()
                && n - m <= delta.deleted();
    }

    /** The counters have not caught up with what is seen: a server reports them up to seconds late. */
    boolean countersBehind() {
        // Inserts alone explain a reseed only after a TRUNCATE, which leaves other storage.
        return counted() && s >= 0 && !accounted() && (sameStorage() || fewerInsertedThanThere());
    }

    /** After a TRUNCATE every row that is there now was inserted, and counted as such. */
    private boolean fewerInsertedThanThere() {
        return counted() && delta.inserted() < m;
    }

    /** A migration may also truncate and seed a table that it alters: only the counters tell. */
    private boolean rewrittenByAlter() {
        return (otherStorage() || withoutStorage()) && altered() && fewerInsertedThanThere();
    }

    /**
     * Every row was touched, and neither updates nor a rewriting ALTER explain it. Then the table was emptied and
     * filled anew, as far as anybody can tell: even when the keys are the same ones, since seeds use fixed keys.
     */
    boolean reseedSuspected() {
        boolean updated = accounted()
                && delta.deleted() < n
                && (sameStorage() || withoutStorage() && !otherStorage() && fewerInsertedThanThere());
        return allTouched() && !updated && !rewrittenByAlter();
    }

    /** The counters saw the rows being put in anew. */
    boolean reseedSeen() {
        return reseedSuspected() && counted() && !fewerInsertedThanThere();
    }

    /** The counters saw no delete, nothing hints at a TRUNCATE, and they account for all that is seen. */
    boolean countersProve() {
        if (!counted() || withoutStorage() || now.filenode() == 0 || keysGone() || delta.deleted() != 0 || m < n) {
            return false;
        }
        long added = m - n;
        if (s < 0) {
            return sameStorage() && added == delta.inserted();
        }
        boolean notTruncated = sameStorage() || s > 0 || fewerInsertedThanThere();
        boolean touchedExplained = touched() <= delta.updated() || s == 0 && rewrittenByAlter();
        return notTruncated && touchedExplained && added <= delta.inserted();
    }

    long lostAtLeast() {
        long below = boundComparable() ? n - now.upToBaseline().rows() : 0;
        return Math.max(Math.max(n - m, below), keysGone() ? 1 : 0);
    }

    long lostAtMost() {
        long touched = s < 0 ? n : n - s;
        boolean deletesBound = accounted() && sameStorage();
        return Math.max(lostAtLeast(), deletesBound ? Math.min(touched, delta.deleted()) : touched);
    }
}
