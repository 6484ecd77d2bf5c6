package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.archive.Json;
import io.github.dbguard.counts.Baseline;
import io.github.dbguard.counts.DatabaseCounts;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.RowCounts;
import io.github.dbguard.postgres.DatabaseProperties;
import io.github.dbguard.target.Identity;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;

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
 * @param safety whether a restore made it, of what it was about to put aside; null in older ones
 * @param pinned whether retention must let it be; null for no
 * @param dumpFormat that was asked for
 * @param dumpTool {@code pg_dump --version}
 * @param identity of the target
 * @param needs what a server needs to take it; null in older ones
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
        Boolean safety,
        Boolean pinned,
        DumpFormat dumpFormat,
        String dumpTool,
        Identity identity,
        ServerNeeds needs,
        FingerprintMode mode,
        List<DatabaseBackup> databases,
        long bytes,
        List<FileDigest> files) {

    /** The version that this code writes. */
    public static final int FORMAT = 1;

    static final String FILE = "manifest.json";

    /** @param with what proved it: image, server version */
    public record Verified(String at, String with) {}

    /**
     * What the cluster had that its databases cannot do without.
     *
     * @param preloadLibraries {@code shared_preload_libraries}; empty where there are none
     * @param superuser the role that initdb made
     */
    public record ServerNeeds(String preloadLibraries, String superuser) {}

    /**
     * One database of a backup.
     *
     * @param dump file or folder of its dump, relative to the backup
     * @param format it has: another than was asked for where the container had no room for that
     * @param bytes the database took on the server's disk; null in older backups
     * @param properties what a dump leaves out; null in older backups
     * @param extensions that it uses; null in older backups
     * @param counts its rows, in the very snapshot that was dumped
     */
    public record DatabaseBackup(
            String name,
            String dump,
            DumpFormat format,
            Long bytes,
            DatabaseProperties properties,
            List<String> extensions,
            DatabaseCounts counts) {}

    /**
     * Reads the manifest of a backup.
     *
     * @param backup its folder
     * @throws Refused when there is none, or what stands there names no whole backup
     * @throws CannotProceed when a newer dbguard wrote it, or it cannot be read at all
     */
    public static Manifest read(Path backup) {
        Path file = backup.resolve(FILE);
        if (!Files.exists(file)) {
            throw new Refused("There is no " + FILE + " in " + backup + ": it is no backup of dbguard, or its manifest"
                    + " was deleted.\nNothing was changed. See the others: mvn dbguard:list-backups");
        }
        Manifest manifest = Json.read(file, Manifest.class);
        if (manifest.format > FORMAT) {
            throw new CannotProceed(
                    "The backup " + backup + " has format " + manifest.format + ", and this dbguard reads"
                            + " up to " + FORMAT + ".\nNothing was changed. Use the version of dbguard that wrote it ("
                            + manifest.dbguard + ").");
        }
        String missing = manifest.missing();
        if (missing != null) {
            throw new Refused("The manifest " + file + " is damaged: it holds no usable " + missing
                    + ".\nNothing was changed. Take another backup: mvn dbguard:list-backups");
        }
        return manifest;
    }

    /** In place of the manifest before; the old one stays until this one is on disk. */
    public void write(Path backup) {
        Json.write(backup.resolve(FILE), this);
    }

    private String missing() {
        if (format < 1 || id == null || target == null || created() == null) {
            return "format, id, target or time";
        }
        if (identity == null || identity.systemIdentifier() == null || identity.serverVersionNum() < 1) {
            return "identity";
        }
        if (mode == null || databases == null || files == null || files.stream().anyMatch(Manifest::unusable)) {
            return mode == null || databases == null ? "list of databases" : "list of files";
        }
        boolean whole = databases.stream()
                .allMatch(d -> d != null
                        && Objects.nonNull(d.name)
                        && inside(d.dump)
                        && d.format != null
                        && d.counts != null
                        && d.counts.tables() != null
                        && d.counts.tables().stream().allMatch(Objects::nonNull));
        return whole ? null : "entry for each database";
    }

    private static boolean unusable(FileDigest file) {
        return file == null || !inside(file.path()) || file.sha256() == null || file.bytes() < 0;
    }

    /** A manifest that somebody altered must not lead out of its backup. */
    private static boolean inside(String path) {
        try {
            return path != null
                    && !path.isEmpty()
                    && !Path.of(path).isAbsolute()
                    && Path.of(path).normalize().equals(Path.of(path))
                    && !path.startsWith("..");
        } catch (InvalidPathException notAName) {
            return false;
        }
    }

    /** {@code createdAt} as a point in time; null where it is none. */
    Instant created() {
        try {
            return createdAt == null ? null : Instant.parse(createdAt);
        } catch (DateTimeParseException notATime) {
            return null;
        }
    }

    /** The baseline that belongs to it: what verify-counts compares with is exactly what can be restored. */
    public Baseline baseline() {
        return new Baseline(Baseline.FORMAT, target, createdAt, id, rowCounts());
    }

    /** This backup with what a drill proved. */
    public Manifest verified(Verified proof) {
        return new Manifest(
                format,
                id,
                target,
                createdAt,
                proof,
                dbguard,
                label,
                safety,
                pinned,
                dumpFormat,
                dumpTool,
                identity,
                needs,
                mode,
                databases,
                bytes,
                files);
    }

    /** The counts alone, to compare with. */
    public RowCounts rowCounts() {
        return new RowCounts(
                identity, mode, databases.stream().map(DatabaseBackup::counts).toList());
    }
}
