package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A restore in flight, on disk before its first change. Everything that happens on the server until the swap happens in
 * scratch databases of these names, and the swap is one transaction: so what the databases are called that it made tells
 * how far a killed restore came.
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
     * @param oid of the scratch database, which it keeps under its new name; null until the swap could begin
     */
    record Change(String database, String scratch, String kept, Long oid) {

        /** @param there every database with its oid */
        boolean swapped(Map<String, Long> there) {
            return oid != null
                    && there.entrySet().stream()
                            .anyMatch(
                                    d -> d.getValue().equals(oid) && !d.getKey().equals(scratch));
        }
    }

    static Path file(Path directory, String target) {
        return directory.resolve("journal").resolve("restore-" + target + ".json");
    }

    static Optional<RestoreJournal> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        RestoreJournal journal;
        try {
            journal = Json.read(file, RestoreJournal.class);
        } catch (CannotProceed e) {
            throw damaged(file, e.getMessage());
        }
        if (journal.format > FORMAT) {
            throw new CannotProceed("The journal " + file + " has format " + journal.format
                    + ", and this dbguard reads up to " + FORMAT
                    + ".\nA restore was in flight, and what it left cannot be told from here. Nothing was changed. Use the"
                    + " version of dbguard that wrote it.");
        }
        if (journal.missing()) {
            throw damaged(file, "It does not hold what a journal holds.");
        }
        return Optional.of(journal);
    }

    private static CannotProceed damaged(Path file, String how) {
        return new CannotProceed(
                "The journal " + file + " is damaged. A restore was in flight, which had swapped all of its"
                        + " databases or none: each serves under its own name.\n" + how
                        + "\nIf nobody can mend it: look at what is there (psql -l), delete the journal, and run mvn dbguard:restore"
                        + " again, which removes what was left.");
    }

    private boolean missing() {
        return format < 1
                || target == null
                || backup == null
                || from == null
                || systemIdentifier == null
                || changes == null
                || changes.stream().anyMatch(c -> c == null || c.database == null || c.scratch == null);
    }

    /** @param there every database with its oid */
    RestoreJournal beforeSwap(Map<String, Long> there) {
        List<Change> known = changes.stream()
                .map(c -> new Change(c.database, c.scratch, c.kept, there.get(c.scratch)))
                .toList();
        return new RestoreJournal(format, target, backup, from, systemIdentifier, startedAt, true, known);
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
