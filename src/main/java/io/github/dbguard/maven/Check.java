package io.github.dbguard.maven;

/** A named SQL scalar in the POM: {@code <check><name>users who can log in</name><sql>SELECT …</sql></check>}. */
public class Check {

    /** What it counts, in your own words. */
    String name;

    /** A query that answers one value. */
    String sql;

    /** Where to ask; default: every guarded database. */
    String database;
}
