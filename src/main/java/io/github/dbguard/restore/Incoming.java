package io.github.dbguard.restore;

import io.github.dbguard.counts.DatabaseCounts;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.postgres.DatabaseProperties;
import io.github.dbguard.restore.ForeignBackup.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One database that is to come back.
 *
 * @param database its name on the target
 * @param dump file or folder
 * @param sha256 of each of its files in lower case, by path: {@code dump} for a single file, else {@code dump/…}
 * @param script the plain dump; null for the other kinds
 * @param bytes that it will take on the server's disk, about
 * @param properties what the dump leaves out; null when nobody kept it
 * @param extensions that it uses; null when nobody kept them
 * @param counts what it has to hold; null when nobody counted
 * @param mode how closely was counted; null when nobody did
 * @param copied rows by table that the dump itself says it holds; empty where it does not
 */
record Incoming(
        String database,
        Path dump,
        Map<String, String> sha256,
        Kind kind,
        Script script,
        long bytes,
        DatabaseProperties properties,
        List<String> extensions,
        DatabaseCounts counts,
        FingerprintMode mode,
        Map<TableName, Long> copied) {

    /** A dump is compressed, and holds no indexes: what it takes at most, nearly always, where nobody measured. */
    private static final int GROWTH = 12;

    static long estimate(long dumpBytes) {
        return dumpBytes * GROWTH;
    }
}
