package io.github.dbguard.counts;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Json;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Row counts, identity and migration history from before a deploy, as {@code baseline.json} keeps them.
 *
 * @param format version of the file's format; a reader refuses a higher one
 * @param target whose they are
 * @param createdAt UTC, ISO 8601
 * @param backup the id of the backup from the same snapshot; null when counts alone were recorded
 * @param counts what was counted
 */
public record Baseline(int format, String target, String createdAt, String backup, RowCounts counts) {

    /** The version that this code writes. */
    public static final int FORMAT = 1;

    /** In place of the baseline before; the old one stays until the new one is on disk. */
    public void write(Path file) {
        Json.write(file, this);
    }

    /**
     * Reads a baseline.
     *
     * @throws CannotProceed when there is none, it is damaged, or a newer dbguard wrote it
     */
    public static Baseline read(Path file) {
        if (!Files.exists(file)) {
            throw new CannotProceed("There is no baseline at " + file + ", so nothing can be compared.\n"
                    + "Record one before the deploy: mvn dbguard:record-counts (or dbguard:pre-deploy-backup).");
        }
        Baseline baseline = Json.read(file, Baseline.class);
        if (baseline.format > FORMAT) {
            throw new CannotProceed("The baseline " + file + " has format " + baseline.format
                    + ", and this dbguard reads up to " + FORMAT + ".\nUse the version of dbguard that wrote it.");
        }
        if (baseline.counts == null || baseline.counts.identity() == null || baseline.counts.databases() == null) {
            throw new CannotProceed("The baseline " + file + " is damaged: it holds no row counts.\n"
                    + "Nothing can be compared with it. The backups beside it hold their own counts (manifest.json).");
        }
        return baseline;
    }
}
