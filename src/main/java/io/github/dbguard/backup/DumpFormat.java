package io.github.dbguard.backup;

/** The formats of pg_dump that a backup can have. */
public enum DumpFormat {
    /** One file a table; dumped and restored in parallel. */
    DIRECTORY,
    /** One compressed file for pg_restore. */
    CUSTOM,
    /** One SQL script for psql, compressed on this side. */
    PLAIN
}
