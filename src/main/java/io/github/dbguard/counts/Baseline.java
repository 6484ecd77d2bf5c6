package io.github.dbguard.counts;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Json;
import io.github.dbguard.target.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Row counts, identity and migration history from before a deploy, as {@code baseline.json} keeps them.
 *
 * @param format version of the file's format; a reader refuses a higher one
 * @param target whose they are
 * @param createdAt UTC, ISO 8601
 * @param backup the id of the backup from the same snapshot; null when counts alone were recorded
 * @param counts what was counted
 * @param restored what a restore has put in place of the counted databases since; null in older files
 * @param failedAt UTC, ISO 8601: when rows of it were found to be lost, and they are not back yet; null else
 * @param passedAt UTC, ISO 8601: when every row of it was last found to be there; null where nobody has compared
 */
public record Baseline(
        int format,
        String target,
        String createdAt,
        String backup,
        RowCounts counts,
        List<Restored> restored,
        String failedAt,
        String passedAt) {

    /** A baseline that nothing was restored over. */
    public Baseline(int format, String target, String createdAt, String backup, RowCounts counts) {
        this(format, target, createdAt, backup, counts, List.of(), null, null);
    }

    public Baseline {
        restored = restored == null ? List.of() : List.copyOf(restored);
    }

    /** The same after a restore: these databases are others by its hand, and no loss by themselves. */
    public Baseline with(List<Restored> more) {
        List<Restored> all = new ArrayList<>(restored);
        all.addAll(more);
        return new Baseline(format, target, createdAt, backup, counts, all, failedAt, passedAt);
    }

    /** Notes in its file whether rows of it are lost, where the file still holds this one. */
    public void note(Path file, boolean lost) {
        if (present(file).filter(this::equals).isPresent()) {
            String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            new Baseline(format, target, createdAt, backup, counts, restored, lost ? now : null, lost ? null : now)
                    .write(file);
        }
    }

    /** The one that a new one is about to replace; empty where there is none that can be read. */
    public static Optional<Baseline> present(Path file) {
        try {
            return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
        } catch (CannotProceed damaged) {
            return Optional.empty();
        }
    }

    /** What to say when one of another target takes its place; empty when it is of the same one. */
    public Optional<String> lostTo(Baseline other) {
        return target.equals(other.target)
                ? Optional.empty()
                : Optional.of("The baseline of " + createdAt + " was of " + target + ", and is replaced by one of "
                        + other.target + ". To guard both, give each a -Ddbguard.directory of its own.");
    }

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
        String missing = baseline.missing();
        if (missing != null) {
            throw new CannotProceed("The baseline " + file + " is damaged: it holds no usable " + missing + ".\n"
                    + "Nothing was compared. The backups beside it hold their own counts (manifest.json).");
        }
        return baseline;
    }

    /** What a comparison would stumble over: half a baseline must never pass for a whole one. Null when it is whole. */
    private String missing() {
        if (format < 1 || target == null || createdAt == null) {
            return format < 1 ? "format" : target == null ? "target" : "createdAt";
        }
        if (counts == null || counts.databases() == null || counts.mode() == null) {
            return "row counts";
        }
        Identity identity = counts.identity();
        if (identity == null || identity.systemIdentifier() == null || identity.databaseOids() == null) {
            return "identity";
        }
        for (DatabaseCounts database : counts.databases()) {
            if (database == null || database.database() == null) {
                return "name of a database";
            }
            boolean lists = database.tables() != null
                    && database.leftOut() != null
                    && database.migrations() != null
                    && database.checks() != null;
            if (!lists || database.snapshot() == null || !database.snapshot().matches("\\d+:\\d+:[\\d,]*")) {
                return (lists ? "snapshot" : "list of what was counted") + " of database " + database.database();
            }
            for (TableCount table : database.tables()) {
                if (table == null
                        || table.schema() == null
                        || table.name() == null
                        || table.kind() == null
                        || table.keyColumns() == null
                        || table.columns() == null
                        || table.rows() < 0) {
                    return "count of a table of database " + database.database();
                }
            }
        }
        return null;
    }
}
