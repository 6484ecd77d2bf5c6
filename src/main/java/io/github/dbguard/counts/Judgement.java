package io.github.dbguard.counts;

import static io.github.dbguard.counts.Figures.figure;
import static io.github.dbguard.counts.Figures.rows;

/**
 * Decides from the evidence what happened to one table. It fails closed: rows that are not proven to be there count as
 * lost.
 *
 * <p>N rows in the baseline, M now, S survivors; the first line that fits decides:
 *
 * <table>
 * <caption>The same table (same oid)</caption>
 * <tr><td>N = 0</td><td>nothing to lose: unchanged or ROWS_ADDED</td></tr>
 * <tr><td>S = N</td><td>proof: no row was touched</td></tr>
 * <tr><td>mode rows, the same contents</td><td>proof, whatever was written</td></tr>
 * <tr><td>M = N and the same keys; no reseed suspected</td><td>proof</td></tr>
 * <tr><td>the old keys up to the old largest; no reseed suspected</td><td>proof</td></tr>
 * <tr><td>no delete counted, no sign of a TRUNCATE, counters account for every touched and added row, no fingerprint
 *   says otherwise; not for partitioned tables</td><td>proof</td></tr>
 * <tr><td>proof and M &gt; N</td><td>ROWS_ADDED</td></tr>
 * <tr><td>proof, M = N, other storage or S = 0</td><td>REWRITTEN_NO_LOSS</td></tr>
 * <tr><td>proof otherwise</td><td>unchanged</td></tr>
 * <tr><td>M = 0</td><td>ROWS_LOST: the table is empty</td></tr>
 * <tr><td>reseed suspected: S = 0, M &gt; 0, and neither counted updates nor other columns in other storage explain
 *   it</td><td>TRUNCATED_AND_RESEEDED</td></tr>
 * <tr><td>M &lt; N</td><td>ROWS_LOST</td></tr>
 * <tr><td>M &ge; N: without a key, in mode counts, or with S unknown too, since nothing proves that the rows are the
 *   old ones</td><td>KEYS_REPLACED</td></tr>
 * </table>
 */
final class Judgement {

    /** Of a table in another cluster or database that has as many rows, and nothing else to compare. */
    static final String COUNTED_ONLY = "As many rows as before; keys could not be compared.";

    private Judgement() {}

    /** The same table in the same cluster. */
    static Verdict ofSameTable(TableCount before, TableCount now) {
        Evidence evidence = Evidence.ofSameTable(before, now);
        String proof = proof(evidence);
        return proof == null ? loss(evidence) : noLoss(evidence, proof);
    }

    private static String proof(Evidence e) {
        if (e.n == 0) {
            return "the baseline had no row to lose";
        }
        if (e.s == e.n && !e.keysGone()) {
            return "every row of the baseline is untouched";
        }
        if (e.sameContents()) {
            return "every column of every row has its old contents";
        }
        if (!e.reseedSuspected() && e.sameKeys()) {
            return "the keys are exactly those of the baseline";
        }
        if (!e.reseedSuspected() && e.oldKeysPresent()) {
            return "every key of the baseline is there";
        }
        return e.countersProve() ? "the server counted no delete, and its counters account for every row" : null;
    }

    private static Verdict noLoss(Evidence e, String proof) {
        boolean rewritten = e.n > 0 && (e.otherStorage() || e.s == 0);
        if (e.m > e.n) {
            return Verdict.harmless(Cause.ROWS_ADDED, rows(e.m - e.n) + " more; " + proof + ".");
        }
        if (rewritten) {
            String how = e.otherStorage() ? "The table was rewritten" : "Every row was written again";
            return Verdict.harmless(Cause.REWRITTEN_NO_LOSS, how + " without loss: " + proof + ".");
        }
        return Verdict.harmless(null, "Unchanged: " + proof + ".");
    }

    private static Verdict loss(Evidence e) {
        if (e.m == 0) {
            String how = e.otherStorage() ? " It was truncated." : "";
            String unlogged = e.now.kind() == TableCount.Kind.UNLOGGED
                    ? " It is UNLOGGED: a crash of the server empties such tables."
                    : "";
            String sentence = "The table is empty: all of its " + rows(e.n) + " are gone." + how + unlogged;
            return Verdict.harmful(Cause.ROWS_LOST, e.n, e.n, sentence);
        }
        if (e.reseedSuspected()) {
            return reseeded(e);
        }
        if (e.m < e.n) {
            return Verdict.harmful(
                    Cause.ROWS_LOST,
                    e.lostAtLeast(),
                    e.lostAtMost(),
                    between(e) + " of " + rows(e.n) + " gone." + survivors(e));
        }
        return Verdict.harmful(Cause.KEYS_REPLACED, e.lostAtLeast(), e.lostAtMost(), replaced(e));
    }

    private static Verdict reseeded(Evidence e) {
        String storage = e.otherStorage() ? " since it was emptied (TRUNCATE)" : "";
        if (e.reseedSeen()) {
            String keys = e.sameKeys() || e.oldKeysPresent()
                    ? " The keys are the same ones, as those of a seed are: contents were put in anew."
                    : "";
            String sentence = "None of the " + rows(e.n) + " of the baseline is left: " + figure(e.inserted())
                    + " were inserted" + storage + "." + keys;
            return Verdict.harmful(Cause.TRUNCATED_AND_RESEEDED, e.n, e.n, sentence);
        }
        String sentence = "None of the " + rows(e.n) + " of the baseline is left as it was, and "
                + (e.counted()
                        ? "the server's counters do not explain it"
                        : "the server's counters were reset or are off")
                + ": emptied and filled anew, or rewritten; it cannot be told which. Baselines recorded with"
                + " -Ddbguard.fingerprint=rows prove a rewrite.";
        return Verdict.harmful(Cause.TRUNCATED_AND_RESEEDED, e.lostAtLeast(), e.n, sentence);
    }

    private static String replaced(Evidence e) {
        if (e.lostAtLeast() > 0) {
            String updated = e.deleted() == 0 ? " The server counted no delete: perhaps keys were updated." : "";
            return "There are as many rows as before or more, but " + between(e) + " of " + rows(e.n)
                    + " not under their old keys." + survivors(e) + updated;
        }
        String why = e.keysComparable()
                ? "keys with rows inserted in between cannot be compared"
                : "there are no key fingerprints of both sides to compare";
        String deletes = e.counted()
                ? " The server counted " + figure(e.deleted()) + " deleted and " + figure(e.inserted()) + " inserted."
                : " The server's counters were reset or are off.";
        return "Rows were written, and nothing proves that they are the old ones: " + why + ". Up to "
                + figure(e.lostAtMost()) + " of " + rows(e.n) + " may be gone." + survivors(e) + deletes;
    }

    private static String between(Evidence e) {
        long least = e.lostAtLeast();
        long most = e.lostAtMost();
        if (least == most) {
            return figure(least);
        }
        return "at least " + figure(least) + " and at most " + figure(most);
    }

    private static String survivors(Evidence e) {
        return e.s < 0 ? "" : " " + figure(e.s) + " were never touched.";
    }

    /** Another table under the same name, in the same cluster. */
    static Verdict ofRecreatedTable(TableCount before, TableCount now, String oldTableIsNow) {
        Evidence e = Evidence.ofAnotherTable(before, now);
        if (e.n == 0) {
            return Verdict.harmless(Cause.TABLE_RECREATED, "Dropped and created again; the old one held no row.");
        }
        if (e.sameContents()) {
            return Verdict.harmless(
                    Cause.REWRITTEN_NO_LOSS, "Dropped and created again with the very same rows in all columns.");
        }
        String keys;
        if (e.sameKeys() || e.oldKeysPresent()) {
            keys = " Every key of before is there, but the contents were not compared.";
        } else {
            keys = e.keysGone() ? " The keys are not those of before." : " The keys could not be compared.";
        }
        String old = oldTableIsNow == null ? "" : " The old table is still there as " + oldTableIsNow + ".";
        String hint = " A baseline recorded with -Ddbguard.fingerprint=rows proves that contents are the same;"
                + " <allow>TABLE_RECREATED</allow> accepts it for this table.";
        String sentence = "Another table of the same name: oid " + now.oid() + " instead of " + before.oid() + ", with "
                + rows(e.m) + "." + keys + old + hint;
        return Verdict.harmful(Cause.TABLE_RECREATED, e.lostAtLeast(), e.n, sentence);
    }

    /** The same name in another cluster or database: only counts and fingerprints can be compared. */
    static Verdict ofTableElsewhere(TableCount before, TableCount now) {
        Evidence e = Evidence.ofAnotherTable(before, now);
        boolean proven = e.n == 0 || e.sameContents() || e.sameKeys() || e.oldKeysPresent();
        if (e.m < e.n) {
            String gone = e.m == 0
                    ? "The table is empty: all of its " + rows(e.n) + " are gone."
                    : "At least " + figure(e.lostAtLeast()) + " of " + rows(e.n) + " gone.";
            return Verdict.harmful(Cause.ROWS_LOST, e.lostAtLeast(), e.n, gone);
        }
        if (e.m > e.n && proven) {
            return Verdict.harmless(Cause.ROWS_ADDED, rows(e.m - e.n) + " more; every key of the baseline is there.");
        }
        if (e.m > e.n || e.keysGone()) {
            return Verdict.harmful(
                    Cause.KEYS_REPLACED, e.lostAtLeast(), e.n, "Nothing proves that the rows are the old ones.");
        }
        return Verdict.harmless(null, proven ? "The same keys as in the baseline." : COUNTED_ONLY);
    }

    static Verdict ofMissingTable(TableCount before, String hint) {
        if (before.rows() == 0) {
            return Verdict.harmless(
                    Cause.TABLE_MISSING, "The table is gone" + hint + ". It held no row: nothing is lost.");
        }
        String sentence = "The table is gone" + hint + ", with all of its " + rows(before.rows()) + ".";
        return Verdict.harmful(Cause.TABLE_MISSING, before.rows(), before.rows(), sentence);
    }

    /** @param leftOut why the baseline left it out; null when it did not */
    static Verdict ofNewTable(TableCount now, LeftOut.Why leftOut) {
        String why = leftOut == null ? "The baseline does not know it" : "The baseline left it out (" + leftOut + ")";
        return Verdict.harmless(Cause.TABLE_ADDED, why + "; it holds " + rows(now.rows()) + ".");
    }
}
