package io.github.dbguard.counts;

/** How closely rows are looked at when they are counted. */
public enum FingerprintMode {
    /** The count and the survivors alone. */
    COUNTS,
    /** Also a fingerprint over every row's key. The default: about the price of the count itself. */
    KEYS,
    /** Also a fingerprint over every column of every row: several times the price. */
    ROWS
}
