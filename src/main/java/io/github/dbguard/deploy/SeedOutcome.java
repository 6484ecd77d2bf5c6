package io.github.dbguard.deploy;

import java.util.List;

/**
 * What came of it.
 *
 * @param seeded false when it declined
 * @param database which one
 * @param looked how many tables had to be empty
 * @param rows the tables that hold rows: why it declined, or what the seed has filled
 */
public record SeedOutcome(boolean seeded, String database, int looked, List<TableRows> rows) {

    public SeedOutcome {
        rows = List.copyOf(rows);
    }
}
