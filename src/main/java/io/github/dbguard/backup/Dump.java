package io.github.dbguard.backup;

import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.counts.Snapshot;
import java.nio.file.Path;
import java.util.List;

/** Runs pg_dump and pg_dumpall where they belong, and brings home what they wrote, proven. */
interface Dump extends AutoCloseable {

    /** {@code pg_dump (PostgreSQL) 15.14 (Debian …)}. */
    String tool();

    /**
     * Dumps roles, tablespaces and settings of roles.
     *
     * @param file to write, 0600
     */
    FileDigest globals(Path folder, String file);

    /**
     * Dumps one database as it is in the snapshot.
     *
     * @param dataBytes the size of its tables: an upper bound, nearly always, of the dump's
     * @param folder the backup's, under its partial name
     * @return every file that was written, by its path below the folder; on disk and proven when this returns
     */
    Dumped dump(Snapshot snapshot, long dataBytes, Path folder, DumpProgress progress);

    /**
     * @param path of the dump, relative to the backup
     * @param format it has: the one that was asked for, or another where that could not be had
     */
    record Dumped(String path, DumpFormat format, List<FileDigest> files) {}

    /** Ends what runs, from another thread: {@link #dump} then throws. */
    void cancel();

    /** Removes what it left where it ran. */
    @Override
    void close();
}
