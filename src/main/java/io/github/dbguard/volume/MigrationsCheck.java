package io.github.dbguard.volume;

import io.github.dbguard.counts.MigrationBooks;
import io.github.dbguard.counts.MigrationHistory;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whether a migration failed, was never finished, or is running: the next one would build on half of it. */
record MigrationsCheck(Target target) implements Check {

    private static final String NAME = "migrations";
    private static final int NAMED = 3;

    @Override
    public String name() {
        return NAME;
    }

    /** A history, with the database it is in. */
    record Found(String database, MigrationHistory history) {

        private String about() {
            return history.tool() + " in " + database + " (" + history.schema() + "." + history.table() + ")";
        }

        private String trouble() {
            List<String> failed = history.failed();
            String names = String.join(", ", failed.subList(0, Math.min(NAMED, failed.size())))
                    + (failed.size() > NAMED ? " and " + (failed.size() - NAMED) + " more" : "");
            return about() + (failed.isEmpty() ? ": its lock is held" : ": not finished, failed or dirty: " + names);
        }
    }

    @Override
    public Line look() {
        List<Found> found = new ArrayList<>();
        for (String database : target.databases()) {
            try (Session session = target.open(database)) {
                MigrationBooks.read(session).forEach(history -> found.add(new Found(database, history)));
            }
        }
        return judge(found);
    }

    static Line judge(List<Found> found) {
        List<Found> troubled = found.stream()
                .filter(f -> !f.history().failed().isEmpty() || f.history().locked())
                .toList();
        if (!troubled.isEmpty()) {
            return Line.error(
                    NAME,
                    troubled.stream().map(Found::trouble).collect(Collectors.joining("; ")),
                    "See what it has done so far, and finish or undo it with the tool itself before the deploy (prisma"
                            + " migrate resolve, flyway repair, liquibase releaseLocks, migrate force)");
        }
        return found.isEmpty()
                ? Line.ok(NAME, "no migration tool has noted anything down")
                : Line.ok(
                        NAME,
                        found.stream()
                                .map(f ->
                                        f.about() + ": " + f.history().applied().size() + " applied")
                                .collect(Collectors.joining("; ")));
    }
}
