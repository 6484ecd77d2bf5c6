package io.github.dbguard.counts;

import java.time.Duration;
import java.util.List;

/**
 * How to count.
 *
 * @param mode how closely rows are looked at
 * @param policies which tables to leave out or to look at more closely
 * @param checks named SQL scalars
 * @param jobs sessions that count at once
 * @param lockTimeout how long to wait for a table that a migration holds
 * @param statementTimeout how long one count may take; zero for no limit
 */
public record CountOptions(
        FingerprintMode mode,
        Policies policies,
        List<Check> checks,
        int jobs,
        Duration lockTimeout,
        Duration statementTimeout) {

    /**
     * A scalar of the user's.
     *
     * @param database where to ask
     */
    public record Check(String name, String database, String sql) {}
}
