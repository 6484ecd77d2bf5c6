package io.github.dbguard.report;

import io.github.dbguard.archive.Room;
import io.github.dbguard.backup.PruneBackups.Pruned;
import io.github.dbguard.backup.RetentionPlan;
import io.github.dbguard.backup.RetentionPlan.Decision;
import io.github.dbguard.backup.StoredBackup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What retention makes of one target, as lines for the log. No line holds a line break or any control character. */
public final class PruneTable {

    private static final List<String> HEADINGS = List.of("", "id", "age", "size", "why");
    private static final Set<String> FIGURES = Set.of("age", "size");

    private PruneTable() {}

    /** Of a dry run. */
    public static List<String> planned(RetentionPlan plan, Instant now) {
        List<String> lines = table(plan, now, doomed -> plan.blocked() == null ? "delete" : "leave");
        List<StoredBackup> doomed = plan.doomed();
        lines.add(
                doomed.isEmpty()
                        ? "Nothing of " + Text.name(plan.target()) + " would be deleted."
                        : "Would delete " + share(doomed.size(), plan) + ": " + Room.inWords(bytes(doomed)) + ".");
        return lines;
    }

    /** Of what was done. */
    public static List<String> done(Pruned pruned, Instant now) {
        List<String> lines =
                table(pruned.plan(), now, doomed -> pruned.deleted().contains(doomed) ? "deleted" : "leave");
        lines.add(
                pruned.deleted().isEmpty()
                        ? "Nothing of " + Text.name(pruned.plan().target()) + " was deleted."
                        : "Deleted " + share(pruned.deleted().size(), pruned.plan()) + ": "
                                + Room.inWords(bytes(pruned.deleted())) + " freed.");
        return lines;
    }

    /** What no plan touches, each with what is wrong with it. */
    public static List<String> warnings(RetentionPlan plan) {
        return plan.leftAlone().stream()
                .map(backup -> BackupTable.notWhole(backup) + ". It is left as it is.")
                .toList();
    }

    private static List<String> table(RetentionPlan plan, Instant now, Function<StoredBackup, String> fate) {
        List<String> lines = new ArrayList<>();
        lines.add(Text.name(plan.target()) + ": "
                + Text.counted(plan.decisions().size(), "backup") + ", "
                + Room.inWords(
                        bytes(plan.decisions().stream().map(Decision::backup).toList())));
        if (!plan.decisions().isEmpty()) {
            lines.addAll(Columns.align(
                    HEADINGS,
                    FIGURES,
                    plan.decisions().stream()
                            .map(decision -> cells(decision, now, fate))
                            .toList()));
        }
        return lines;
    }

    private static List<String> cells(Decision decision, Instant now, Function<StoredBackup, String> fate) {
        StoredBackup backup = decision.backup();
        return List.of(
                decision.kept() ? "keep" : fate.apply(backup),
                Text.oneLine(backup.id()),
                Text.age(Duration.between(backup.at(), now)),
                Room.inWords(backup.contents().bytes()),
                decision.kept() ? String.join(", ", decision.reasons()) : "no rule keeps it");
    }

    private static String share(int deleted, RetentionPlan plan) {
        return deleted + " of " + Text.counted(plan.decisions().size(), "backup") + " of " + Text.name(plan.target());
    }

    private static long bytes(List<StoredBackup> backups) {
        return backups.stream().mapToLong(backup -> backup.contents().bytes()).sum();
    }
}
