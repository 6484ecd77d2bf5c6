package io.github.dbguard.counts;

/** Why the row counts of a target or of a table differ from the baseline. */
public enum Cause {
    /** Another initdb: {@code system_identifier} differs. */
    CLUSTER_REINITIALISED,
    /** Another initdb, on another volume or folder than the baseline's. */
    VOLUME_REPLACED,
    /** Same cluster, but the database of that name has another oid, or is gone. */
    DATABASE_RECREATED,
    /** A table of the baseline is not there any more. */
    TABLE_MISSING,
    /** A table of that name is there, with another oid, and nothing proves that its rows are the old ones. */
    TABLE_RECREATED,
    /** No row of the baseline is left untouched, and rows were put in anew. */
    TRUNCATED_AND_RESEEDED,
    /** As many rows as before or more, but not the keys of before. */
    KEYS_REPLACED,
    /** Fewer rows than before. */
    ROWS_LOST,
    /** The table was rewritten, and every row is proven to be there. */
    REWRITTEN_NO_LOSS,
    /** A table that the baseline does not know. */
    TABLE_ADDED,
    /** More rows than before, and none of the baseline's is gone. */
    ROWS_ADDED
}
