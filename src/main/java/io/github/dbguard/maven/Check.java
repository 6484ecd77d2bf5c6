package io.github.dbguard.maven;

/** A named SQL scalar in the POM: {@code <check><name>users who can log in</name><sql>SELECT …</sql></check>}. */
public class Check {

    /** What it counts, in your own words. */
    String name;

    /** A query that answers one value. */
    String sql;

    /** Where to ask. Default: the database of the URL, else that of POSTGRES_DB, else the first guarded. */
    String database;
}
