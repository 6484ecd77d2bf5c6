package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.Json;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.HbaEdit;
import io.github.dbguard.target.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A way in when nobody knows the password: a line in pg_hba.conf, for as long as this is open. It has a journal of its own:
 * the server must not go on trusting anybody because a run was killed.
 */
final class LastResort implements AutoCloseable {

    private static final int FORMAT = 1;

    /**
     * @param format version of the file's format
     * @param file pg_hba.conf, inside the container
     * @param startedAt UTC, ISO 8601
     */
    private record Entry(int format, String target, String file, String startedAt) {}

    private final Path journal;
    private final HbaEdit edit;

    private LastResort(Path journal, HbaEdit edit) {
        this.journal = journal;
        this.edit = edit;
    }

    private static Path journal(BackupStore store, Target target) {
        return store.directory().resolve("journal").resolve("hba-" + target.name() + ".json");
    }

    /**
     * Gets in where nothing else does.
     *
     * @param refused why not, told again where this is no way either
     * @throws CannotProceed when the user has not allowed it, or it has no effect
     */
    static LastResort open(BackupStore store, Target target, CannotProceed refused, Log log) {
        if (!(target instanceof ContainerTarget container)) {
            throw refused;
        }
        Path journal = journal(store, target);
        HbaEdit edit = HbaEdit.open(container, file -> {
            Durable.createPrivateFolders(journal.getParent());
            Json.write(
                    journal,
                    new Entry(
                            FORMAT,
                            target.name(),
                            file,
                            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
            log.warn("No password gets in. " + file
                    + " gets a line for loopback inside the container, and loses it again.");
        });
        return new LastResort(journal, edit);
    }

    /** Only with the store's lock held. */
    static void removeLeft(BackupStore store, Target target, Log log) {
        Path journal = journal(store, target);
        if (!Files.exists(journal)) {
            return;
        }
        if (target instanceof ContainerTarget container && HbaEdit.removeLeft(container)) {
            log.warn("Removed the line that a killed run had left in pg_hba.conf.");
        }
        drop(journal);
    }

    static boolean isLeft(BackupStore store, Target target) {
        return Files.exists(journal(store, target));
    }

    private static void drop(Path journal) {
        Durable.deleteTree(journal);
        Durable.sync(journal.getParent());
    }

    @Override
    public void close() {
        edit.close();
        drop(journal);
    }
}
