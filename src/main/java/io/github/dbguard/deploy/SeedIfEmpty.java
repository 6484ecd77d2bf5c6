package io.github.dbguard.deploy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Refused;
import io.github.dbguard.counts.MigrationBooks;
import io.github.dbguard.counts.MigrationHistory;
import io.github.dbguard.target.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Seeds a database whose tables are empty, and leaves one alone that holds a row. Deciding and seeding happen under one lock,
 * so that of several that start at once, one seeds and the others find its rows.
 */
public final class SeedIfEmpty {

    private final SeedOptions options;
    private final Path folder;
    private final Log log;

    /** @param folder where a command runs */
    public SeedIfEmpty(SeedOptions options, Path folder, Log log) {
        this.options = options;
        this.folder = folder;
        this.log = log;
    }

    /**
     * Looks, and seeds where nothing is.
     *
     * @throws Refused when a migration is half-applied, or the seed failed
     * @throws CannotProceed when it could not look, or somebody else seeds for too long
     */
    public SeedOutcome seed(Target target) {
        List<SeedFile> files = options.files().stream().map(SeedFile::read).toList();
        if (target.cluster().inRecovery()) {
            throw new CannotProceed("The server of " + target.description()
                    + " is in recovery, and takes no rows.\nNothing was seeded. Point dbguard at the primary.");
        }
        String database = options.database() == null ? target.mainDatabase() : options.database();
        try (SeedLock lock = SeedLock.acquire(target, database, options.patience())) {
            List<MigrationHistory> books = MigrationBooks.read(lock.session());
            requireWhole(books, database);
            GuardedTables tables = GuardedTables.find(lock.session(), options.tables(), books);
            List<TableRows> filled = tables.filled(lock.session());
            if (!filled.isEmpty()) {
                return new SeedOutcome(false, database, tables.tables().size(), filled);
            }
            if (files.isEmpty()) {
                String after = "What it has written stays: see whether database " + database + " is as it should be.";
                ShellCommand.run(options.command(), folder, options.limit(), log, after);
                lock.requireHeld();
            } else {
                run(target, database, tables, files);
            }
            GuardedTables now = GuardedTables.find(lock.session(), options.tables(), books);
            return new SeedOutcome(true, database, now.tables().size(), now.filled(lock.session()));
        }
    }

    private static void requireWhole(List<MigrationHistory> books, String database) {
        String trouble = books.stream()
                .filter(book -> !book.failed().isEmpty() || book.locked())
                .map(book -> book.tool()
                        + (book.failed().isEmpty()
                                ? ": its lock is held"
                                : ": " + book.failed().get(0)))
                .collect(Collectors.joining(", "));
        if (!trouble.isEmpty()) {
            throw new Refused("A migration of database " + database + " is half-applied or running (" + trouble
                    + "): its tables may be about to change.\nNothing was seeded. Finish or undo it with the tool itself,"
                    + " then run this again.");
        }
    }

    private static void run(Target target, String database, GuardedTables tables, List<SeedFile> files) {
        SeedScript script = new SeedScript(tables, files);
        SeedPsql.Ended ended = SeedPsql.run(target, database, script);
        if (ended.exitCode() == 0) {
            return;
        }
        if (ended.stderr().contains(SeedScript.NOT_EMPTY)) {
            throw new CannotProceed("Somebody wrote rows into database " + database
                    + " while it was about to be seeded." + "\nNothing was seeded. Run it again: it will see them.");
        }
        String said = script.placed(ended.stderr().strip());
        throw new Refused("The seed of database " + database + " failed (psql ended with exit code " + ended.exitCode()
                + "):\n  " + said.lines().limit(10).collect(Collectors.joining("\n  "))
                + "\nAll of it was rolled back: the tables are as empty as before. Mend the file, and run it again.");
    }
}
