package io.github.dbguard.counts;

import java.util.Random;

/** Something that happens to a table between two counts. */
enum SimulatedStep {
    INSERT,
    UPDATE,
    VACUUM_FULL,
    REWRITING_ALTER,
    DELETE,
    REPLACE,
    TRUNCATE,
    RESEED,
    RESEED_ALL,
    ABORTED_INSERT,
    CRASH;

    static final SimulatedStep[] HARMLESS = {INSERT, UPDATE, VACUUM_FULL, REWRITING_ALTER};

    String run(SimulatedTable table, Random random) {
        int count = random.nextInt(12);
        boolean coin = random.nextBoolean();
        switch (this) {
            case INSERT -> table.insert(count);
            case UPDATE -> table.update(coin ? count : table.size());
            case VACUUM_FULL -> table.vacuumFull();
            case REWRITING_ALTER -> table.rewritingAlter();
            case DELETE -> table.delete(coin ? count : 1);
            case REPLACE -> table.replace(count);
            case TRUNCATE -> table.truncate();
            case RESEED -> table.reseed(coin, count);
            case RESEED_ALL -> table.reseed(coin, table.size());
            case ABORTED_INSERT -> table.abortedInsert(count);
            case CRASH -> table.crash();
        }
        return this + " " + count;
    }
}
