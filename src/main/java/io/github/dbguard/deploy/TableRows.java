package io.github.dbguard.deploy;

/**
 * How many rows a table holds.
 *
 * @param table its qualified name
 * @param rows counted up to {@link GuardedTables#MOST}; one more than that stands for "more"
 */
public record TableRows(String table, long rows) {}
