package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import java.util.List;

/** What a failed pg_restore or psql says, without its chatter. */
final class LoadFailed {

    private static final int LINES = 8;

    private LoadFailed() {}

    static CannotProceed of(String what, int exitCode, String stderr) {
        return new CannotProceed("Restoring " + what + " failed (exit code " + exitCode + "):\n  " + errors(stderr)
                + "\nThe live database is untouched.");
    }

    private static String errors(String stderr) {
        List<String> lines =
                stderr.lines().filter(l -> !l.startsWith("dbguard-")).toList();
        List<String> errors = lines.stream()
                .filter(l -> l.contains("error:")
                        || l.contains("ERROR:")
                        || l.contains("FATAL:")
                        || l.contains("DETAIL:")
                        || l.contains("HINT:")
                        || l.contains("No space left"))
                .limit(LINES)
                .toList();
        List<String> shown = errors.isEmpty() ? lines.subList(Math.max(0, lines.size() - LINES), lines.size()) : errors;
        return String.join("\n  ", shown);
    }
}
