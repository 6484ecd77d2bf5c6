package io.github.dbguard.report;

import io.github.dbguard.backup.StoredBackup;
import io.github.dbguard.backup.StoredBackup.Contents;
import io.github.dbguard.backup.TargetBackups;
import java.time.Instant;
import java.util.List;

/**
 * {@code reports/backups.json}: the list of backups, for programs to read. Components are only ever added; a change of
 * meaning raises {@code format}.
 *
 * @param format the version of this shape
 * @param createdAt when they were looked at, UTC, ISO 8601
 * @param backups how many are whole
 * @param bytes of the whole ones
 * @param list by target, the newest first
 */
public record BackupsReport(int format, String createdAt, long backups, long bytes, List<Listed> list) {

    /** The version of the shape that {@link #of} builds. */
    public static final int FORMAT = 1;

    /**
     * One entry. Of what is not whole, only the first six are known.
     *
     * @param state {@code WHOLE}, {@code DAMAGED} or {@code UNFINISHED}
     * @param createdAt UTC, ISO 8601; null where nothing tells
     * @param why what is wrong with it; null when it is whole
     * @param verified when a restore drill proved it, UTC; null when none has
     */
    public record Listed(
            String target,
            String id,
            String folder,
            String state,
            String createdAt,
            String why,
            Long bytes,
            List<String> databases,
            Long rows,
            String label,
            String verified,
            Boolean pinned,
            Boolean safety) {}

    public static BackupsReport of(List<TargetBackups> targets, Instant now) {
        return new BackupsReport(
                FORMAT,
                now.toString(),
                targets.stream().mapToLong(TargetBackups::whole).sum(),
                targets.stream().mapToLong(TargetBackups::bytes).sum(),
                targets.stream()
                        .flatMap(target -> target.backups().stream())
                        .map(BackupsReport::listed)
                        .toList());
    }

    private static Listed listed(StoredBackup backup) {
        Contents contents = backup.contents();
        boolean whole = contents != null;
        return new Listed(
                backup.target(),
                backup.id(),
                backup.folder().toString(),
                backup.state().name(),
                backup.at() == null ? null : backup.at().toString(),
                backup.why(),
                whole ? contents.bytes() : null,
                whole ? contents.databases() : null,
                whole ? contents.rows() : null,
                whole ? contents.label() : null,
                whole && contents.verified() != null ? contents.verified().at() : null,
                whole ? contents.pinned() : null,
                whole ? contents.safety() : null);
    }
}
