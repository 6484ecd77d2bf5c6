package io.github.dbguard.counts;

import io.github.dbguard.target.Identity;
import java.util.List;

/**
 * Row counts of a whole target, with what says that it is still the same data.
 *
 * @param identity of the target at that moment
 * @param mode how closely rows were looked at
 * @param databases one entry a database, by name
 */
public record RowCounts(Identity identity, FingerprintMode mode, List<DatabaseCounts> databases) {

    public long rows() {
        return databases.stream().mapToLong(DatabaseCounts::rows).sum();
    }
}
