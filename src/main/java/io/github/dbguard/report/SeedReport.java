package io.github.dbguard.report;

import io.github.dbguard.deploy.SeedOutcome;
import io.github.dbguard.deploy.TableRows;
import java.util.ArrayList;
import java.util.List;

/** What came of a seed, as lines for the log. No line holds a line break or any other control character. */
public final class SeedReport {

    private static final int LINES = 10;
    private static final long COUNTED = 100_000;

    private SeedReport() {}

    public static List<String> lines(SeedOutcome outcome) {
        List<String> lines = new ArrayList<>();
        String database = Text.name(outcome.database());
        String looked = Text.counted(outcome.looked(), "table");
        if (outcome.seeded()) {
            lines.add(
                    outcome.rows().isEmpty()
                            ? "Seeded database " + database + ", and its tables are still empty: the seed has no rows."
                            : "Seeded database " + database + ": "
                                    + outcome.rows().size() + " of " + looked + " hold rows now.");
        } else {
            lines.add("Did not seed database " + database + ": "
                    + outcome.rows().size() + " of " + looked + " hold rows. Nothing was changed.");
        }
        outcome.rows().stream().limit(LINES).map(SeedReport::line).forEach(lines::add);
        if (outcome.rows().size() > LINES) {
            lines.add("  … and " + (outcome.rows().size() - LINES) + " more");
        }
        return lines;
    }

    private static String line(TableRows table) {
        return "  " + Text.name(table.table()) + ": "
                + (table.rows() > COUNTED
                        ? "more than " + Text.counted(COUNTED, "row")
                        : Text.counted(table.rows(), "row"));
    }
}
