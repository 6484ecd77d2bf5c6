package io.github.dbguard.counts;

import io.github.dbguard.postgres.Relation;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The SQL that counts survivors: rows whose xmin is not one of the transactions between the baseline and now.
 *
 * <p>{@code age(xmin)} would say the same, but is marked parallel restricted: a large table would be read by one process
 * alone. A transaction id has no order either, but its binary form has. Where few transactions came in between, a list of
 * them is faster still.
 *
 * @param from the oldest transaction that ran in the baseline's snapshot, with its epoch
 * @param to the first that had not begun when this snapshot was taken
 * @param lists whether the server hashes a list instead of walking it (14 and later)
 */
record SurvivorSql(long from, long to, boolean lists) {

    /** Beyond it ids have come round, or nearly so: an old one would look like a new one. */
    private static final long COMPARABLE = 2_000_000_000L;

    private static final long LISTED = 10_000;
    /** Of small tables many are counted in one statement, and a list in each would be longer than they are. */
    private static final long PAGES_WORTH_A_LIST = 1_000;

    private static final long XIDS = 1L << 32;

    /**
     * @param baseline {@code pg_current_snapshot()} of the baseline, {@code xmin:xmax:xip,...}; the present one when there
     *     is no baseline, which tells how many rows could survive at all
     * @param now that of the present snapshot
     */
    static SurvivorSql of(String baseline, String now, int major) {
        return new SurvivorSql(Long.parseLong(baseline.split(":")[0]), Long.parseLong(now.split(":")[1]), major >= 14);
    }

    /** Answers the survivors as text, NULL where nobody can tell. */
    String count(Relation table) {
        if (from > to || to - from >= COMPARABLE) {
            return "NULL";
        }
        if (from == to) {
            return "count(*)::text";
        }
        boolean list = lists && to - from <= LISTED && table.pages() >= PAGES_WORTH_A_LIST;
        return "(count(*) FILTER (WHERE " + (list ? notListed() : outside()) + "))::text";
    }

    private String notListed() {
        return "NOT xmin = ANY ('{"
                + LongStream.range(from, to)
                        .mapToObj(xid -> Long.toString(xid % XIDS))
                        .collect(Collectors.joining(","))
                + "}'::xid[])";
    }

    private String outside() {
        boolean roundInBetween = from % XIDS > to % XIDS;
        return "xidsend(xmin) < " + binary(from) + (roundInBetween ? " AND " : " OR ") + "xidsend(xmin) >= "
                + binary(to);
    }

    private static String binary(long xid) {
        return String.format("'\\x%08x'::bytea", xid % XIDS);
    }
}
