package io.github.dbguard.counts;

import io.github.dbguard.postgres.Relation;
import java.util.List;

/** Relations that are nowhere, for tests of SQL. */
final class SampleRelation {

    private SampleRelation() {}

    static Relation ofPages(long pages) {
        return new Relation(1, "public", "t", 'r', 'p', 1, "1", pages, false, List.of(), List.of(), null, 0, 0, 0);
    }
}
