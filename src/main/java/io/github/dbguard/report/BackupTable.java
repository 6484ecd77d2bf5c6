package io.github.dbguard.report;

import io.github.dbguard.archive.Room;
import io.github.dbguard.backup.StoredBackup;
import io.github.dbguard.backup.StoredBackup.Contents;
import io.github.dbguard.backup.StoredBackup.State;
import io.github.dbguard.backup.TargetBackups;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One target's backups as lines for the log. No line holds a line break or any other control character. */
public final class BackupTable {

    private static final List<String> HEADINGS =
            List.of("id", "age", "size", "databases", "rows", "label", "verified", "pinned", "safety");
    private static final Set<String> FIGURES = Set.of("age", "size", "rows");

    private BackupTable() {}

    /** The target with its totals, and a line a whole backup, the newest first. */
    public static List<String> lines(TargetBackups found, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(Text.name(found.target()) + ": "
                + (found.whole() == 0
                        ? "no whole backup"
                        : Text.counted(found.whole(), "backup") + ", " + Room.inWords(found.bytes())));
        List<List<String>> rows = found.backups().stream()
                .filter(StoredBackup::whole)
                .map(backup -> cells(backup, now))
                .toList();
        if (!rows.isEmpty()) {
            lines.addAll(Columns.align(HEADINGS, FIGURES, rows));
        }
        if (!found.foreign().isEmpty()) {
            lines.add("not dbguard's: "
                    + String.join(", ", found.foreign().stream().map(Text::name).toList()));
        }
        return lines;
    }

    /** What nobody should take for a backup. */
    public static List<String> warnings(TargetBackups found) {
        List<String> warnings = new ArrayList<>();
        if (found.unreadable() != null) {
            warnings.add(Text.name(found.target()) + " cannot be looked into: " + Text.oneLine(found.unreadable()));
        }
        found.backups().stream()
                .filter(backup -> !backup.whole())
                .map(BackupTable::notWhole)
                .forEach(warnings::add);
        return warnings;
    }

    static String notWhole(StoredBackup backup) {
        return Text.oneLine(backup.id()) + " is " + (backup.state() == State.DAMAGED ? "damaged: " : "unfinished: ")
                + Text.oneLine(backup.why());
    }

    private static List<String> cells(StoredBackup backup, Instant now) {
        Contents contents = backup.contents();
        return List.of(
                Text.oneLine(backup.id()),
                Text.age(Duration.between(backup.at(), now)),
                Room.inWords(contents.bytes()),
                Text.name(String.join(", ", contents.databases())),
                Text.figure(contents.rows()),
                contents.label() == null ? "-" : Text.name(contents.label()),
                contents.verified() == null
                        ? "no"
                        : Text.name(String.valueOf(contents.verified().at())),
                contents.pinned() ? "pinned" : "-",
                contents.safety() ? "safety" : "-");
    }
}
