package io.github.dbguard.backup;

import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.backup.Manifest.DatabaseBackup;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What lies under one name in the folder of a target's backups.
 *
 * @param target whose folder it lies in
 * @param id the name it lies under
 * @param folder where
 * @param state what it is worth
 * @param at when it was begun, UTC; null where neither name nor manifest tells. Never null when it is whole
 * @param contents what it holds; null unless it is whole
 * @param why what is wrong with it; null when it is whole
 */
public record StoredBackup(
        String target, String id, Path folder, State state, Instant at, Contents contents, String why) {

    /** What a backup is worth, as far as manifest and file sizes tell. */
    public enum State {
        /** The manifest is its own, and every file that it names is there and has its size. */
        WHOLE,
        /** It has a backup's name or a manifest, and is not whole. */
        DAMAGED,
        /** {@code .partial}: a run is at it now, or was killed in the middle of it. */
        UNFINISHED
    }

    /**
     * Out of the manifest, which itself is too large to keep one of each backup.
     *
     * @param databases their names
     * @param rows of all of them together
     * @param bytes of all files but manifest and SHA256SUMS
     * @param format that was asked for; may be null
     * @param label the user's own words; may be null
     * @param verified null until a restore drill has proven it
     * @param pinned whether retention must let it be
     * @param safety whether a restore made it, of what it was about to put aside
     */
    public record Contents(
            List<String> databases,
            long rows,
            long bytes,
            DumpFormat format,
            String label,
            Manifest.Verified verified,
            boolean pinned,
            boolean safety) {

        private static Contents of(Manifest manifest) {
            return new Contents(
                    manifest.databases().stream().map(DatabaseBackup::name).toList(),
                    manifest.rowCounts().rows(),
                    manifest.files().stream().mapToLong(FileDigest::bytes).sum(),
                    manifest.dumpFormat(),
                    manifest.label(),
                    manifest.verified(),
                    Boolean.TRUE.equals(manifest.pinned()),
                    Boolean.TRUE.equals(manifest.safety()));
        }
    }

    /** A backup that is known to be what its manifest says. */
    static StoredBackup of(Path folder, Manifest manifest) {
        return new StoredBackup(
                manifest.target(), manifest.id(), folder, State.WHOLE, manifest.created(), Contents.of(manifest), null);
    }

    /**
     * The newest first. What nobody can date comes before all, since it may be the newest; of what was begun in one
     * second, what is not whole, and then the longer name: a number at its end makes a later one.
     */
    static final Comparator<StoredBackup> NEWEST_FIRST = Comparator.comparing(
                    StoredBackup::at, Comparator.nullsFirst(Comparator.<Instant>reverseOrder()))
            .thenComparing(StoredBackup::whole)
            .thenComparing(entry -> -entry.id().length())
            .thenComparing(StoredBackup::id, Comparator.reverseOrder());

    public boolean whole() {
        return state == State.WHOLE;
    }

    /** A clock that was wrong must not make a backup the newest for years. */
    public boolean future(Instant now) {
        return at != null && at.isAfter(now);
    }

    /** Whole, and no restore's: what a deploy, or a person, wanted to have. */
    public boolean ordinary() {
        return whole() && !contents.safety();
    }
}
