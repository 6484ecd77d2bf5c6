package io.github.dbguard.report;

import io.github.dbguard.counts.DatabaseCounts;
import io.github.dbguard.counts.TableCount;
import io.github.dbguard.restore.RestoreOutcome;
import io.github.dbguard.restore.RestoreOutcome.Back;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a restore has done, for the log: rows before and after, and what was kept. */
public final class RestoreReport {

    private static final int TABLES = 20;

    private RestoreReport() {}

    /** @param safety where the safety backup lies, as a person would type it; null where there is none */
    public static List<String> lines(String target, RestoreOutcome outcome, String safety) {
        List<String> lines = new ArrayList<>();
        for (Back back : outcome.databases()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Restored %s: %,d rows in %,d tables%s%s.",
                    Text.name(back.database()),
                    back.after().rows(),
                    back.after().tables().size(),
                    back.before() == null
                            ? ""
                            : String.format(
                                    Locale.ROOT, ", %,d before", back.before().rows()),
                    back.proven() ? "; every count is the backup's" : "; nobody had counted them before"));
            lines.addAll(tables(back));
        }
        lines.add(String.format(
                Locale.ROOT,
                "Backup %s is back on %s, in %.1f s.",
                outcome.backup(),
                target,
                outcome.duration().toMillis() / 1000.0));
        outcome.databases().stream().filter(b -> b.kept() != null).forEach(b -> lines.addAll(kept(b)));
        if (safety != null) {
            lines.add("Safety backup of what was there: " + safety);
        }
        lines.add("Next: mvn dbguard:verify-counts");
        return lines;
    }

    private static List<String> kept(Back back) {
        String kept = "\"" + back.kept().replace("\"", "\"\"") + "\"";
        return List.of(
                "The database that was there is " + Text.name(back.kept()) + " now, and takes no connections.",
                "  To look into it: ALTER DATABASE " + kept + " ALLOW_CONNECTIONS true;",
                "  When nobody needs it any more: DROP DATABASE " + kept + ";");
    }

    private record Line(String table, long before, long after) {
        long change() {
            return Math.abs(after - Math.max(0, before));
        }
    }

    private static List<String> tables(Back back) {
        if (back.before() == null) {
            return List.of();
        }
        Map<String, Long> before = rows(back.before());
        Map<String, Long> after = rows(back.after());
        List<Line> changed = new ArrayList<>();
        after.forEach((table, rows) -> changed.add(new Line(table, before.getOrDefault(table, -1L), rows)));
        before.forEach((table, rows) -> {
            if (!after.containsKey(table)) {
                changed.add(new Line(table, rows, -1));
            }
        });
        changed.removeIf(line -> line.before() == line.after());
        changed.sort(Comparator.comparingLong(Line::change).reversed().thenComparing(Line::table));
        List<String> lines = new ArrayList<>();
        changed.stream()
                .limit(TABLES)
                .forEach(line -> lines.add("  " + Text.name(line.table()) + ": " + figure(line.before()) + " before, "
                        + figure(line.after()) + " now"));
        if (changed.size() > TABLES) {
            lines.add("  … and " + (changed.size() - TABLES) + " more tables that differ");
        }
        return lines;
    }

    private static Map<String, Long> rows(DatabaseCounts counts) {
        Map<String, Long> rows = new TreeMap<>();
        for (TableCount table : counts.tables()) {
            rows.put(table.label(), table.rows());
        }
        return rows;
    }

    private static String figure(long rows) {
        return rows < 0 ? "not there" : String.format(Locale.ROOT, "%,d", rows);
    }
}
