package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A restore in flight, on disk before its first change. Everything that happens on the server until the swap happens in
 * scratch databases of these names, and the swap is one transaction: so which names exist tells how far a killed restore
 * came.
 *
 * @param format version of the file's format
 * @param backup its id, or the name of the file
 * @param from where it lies, absolute
 * @param systemIdentifier of the cluster that it works on
 * @param startedAt UTC, ISO 8601
 * @param swapping whether everything was restored and counted, and the swap could have begun
 */
record RestoreJournal(
        int format,
        String target,
        String backup,
        String from,
        String systemIdentifier,
        String startedAt,
        boolean swapping,
        List<Change> changes) {

    static final int FORMAT = 1;

    /**
     * @param database the name under which applications know it
     * @param scratch where it is restored
     * @param kept what the one that was there is called afterwards; null where none was
     */
    record Change(String database, String scratch, String kept) {}

    static Path file(Path directory, String target) {
        return directory.resolve("journal").resolve("restore-" + target + ".json");
    }

    static Optional<RestoreJournal> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        RestoreJournal journal = Json.read(file, RestoreJournal.class);
        if (journal.format > FORMAT || journal.changes == null || journal.systemIdentifier == null) {
            throw new CannotProceed(
                    "The journal " + file + " is of another version of dbguard, or damaged.\nA restore was"
                            + " in flight, and what it left cannot be told from here. Use the version of dbguard that wrote it.");
        }
        return Optional.of(journal);
    }

    RestoreJournal beforeSwap() {
        return new RestoreJournal(format, target, backup, from, systemIdentifier, startedAt, true, changes);
    }

    void write(Path file) {
        Durable.createPrivateFolders(file.getParent());
        Json.write(file, this);
    }

    static void drop(Path file) {
        Durable.deleteTree(file);
        Durable.sync(file.getParent());
    }
}
