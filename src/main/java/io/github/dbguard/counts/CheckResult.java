package io.github.dbguard.counts;

/**
 * What a named SQL scalar of the user's answered.
 *
 * @param name what it counts, in the user's words: "users who can log in"
 * @param database where it ran
 * @param value the scalar as text; null for SQL NULL
 */
public record CheckResult(String name, String database, String value) {}
