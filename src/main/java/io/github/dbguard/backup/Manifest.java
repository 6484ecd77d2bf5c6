package io.github.dbguard.backup;

import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.counts.DatabaseCounts;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.RowCounts;
import io.github.dbguard.target.Identity;
import java.util.List;

/**
 * Says what a backup holds. It lies beside the dump as {@code manifest.json}.
 *
 * @param format version of this format; a reader refuses a higher one
 * @param id the folder's name: {@code 20261120T101500Z-before-1.4}
 * @param target the name that {@code dbguard.confirm} asks for
 * @param createdAt UTC, ISO 8601
 * @param verified null until a restore drill has proven it
 * @param dbguard the version that made it
 * @param label the user's own words; may be null
 * @param dumpFormat that was asked for
 * @param dumpTool {@code pg_dump --version}
 * @param identity of the target
 * @param mode how closely rows were looked at
 * @param databases what is in it
 * @param bytes of all files together
 * @param files every file but this one and SHA256SUMS
 */
public record Manifest(
        int format,
        String id,
        String target,
        String createdAt,
        Verified verified,
        String dbguard,
        String label,
        DumpFormat dumpFormat,
        String dumpTool,
        Identity identity,
        FingerprintMode mode,
        List<DatabaseBackup> databases,
        long bytes,
        List<FileDigest> files) {

    /** The version that this code writes. */
    public static final int FORMAT = 1;

    /** @param with what proved it: image, server version */
    public record Verified(String at, String with) {}

    /**
     * One database of a backup.
     *
     * @param dump file or folder of its dump, relative to the backup
     * @param format it has: another than was asked for where the container had no room for that
     * @param counts its rows, in the very snapshot that was dumped
     */
    public record DatabaseBackup(String name, String dump, DumpFormat format, DatabaseCounts counts) {}

    /** The counts alone, to compare with. */
    public RowCounts rowCounts() {
        return new RowCounts(
                identity, mode, databases.stream().map(DatabaseBackup::counts).toList());
    }
}
