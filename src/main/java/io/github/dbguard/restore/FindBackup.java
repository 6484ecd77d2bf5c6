package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.BackupCatalogue;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.Manifest;
import io.github.dbguard.backup.StoredBackup;
import io.github.dbguard.backup.TargetBackups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds the backup that a user names: by its id, by its path, or as the latest one. */
final class FindBackup {

    static final String LATEST = "latest";

    private final BackupStore store;
    private final Log log;

    FindBackup(BackupStore store, Log log) {
        this.store = store;
        this.log = log;
    }

    /**
     * @param name an id, the path of a backup's folder, or {@code latest}
     * @param target whose
     * @param of the target that the user says the backup is of; null for this one
     * @param wanted the databases that the latest one has to hold; empty for any
     * @throws CannotProceed when there is none of that name
     * @throws Refused when it is of another target, and the user did not say so
     */
    ChosenBackup find(String name, String target, String of, List<String> wanted) {
        String owner = of == null ? target : of;
        ChosenBackup backup = open(name.equals(LATEST) ? taken(latest(owner, wanted), owner) : named(name, owner));
        String made = backup.manifest().target();
        if (!made.equals(owner)) {
            throw new Refused("The backup " + backup.folder() + " is of target " + made + ", not of " + owner
                    + ".\nNothing was changed. If that is what you want, say so: -Ddbguard.backupOf=" + made);
        }
        return backup;
    }

    private static ChosenBackup open(Path place) {
        Path folder = real(place);
        if (BackupStore.unfinished(folder)) {
            throw new Refused(
                    "The backup " + folder + " was never finished: nothing proves that it is whole, and the next"
                            + " backup removes it.\nNothing was changed. Take another one: mvn dbguard:list-backups");
        }
        return new ChosenBackup(folder, Manifest.read(folder));
    }

    /**
     * Finds one where no target says whose it is, to look closely at it: where the latest one is damaged, it is that one.
     *
     * @param of whose; null where it is a path, or the store holds one target's only
     */
    ChosenBackup findAnywhere(String name, String of) {
        boolean path = name.contains("/") && Files.isDirectory(Path.of(name));
        if (path && of == null) {
            return open(Path.of(name));
        }
        String owner = of == null ? onlyTarget() : of;
        if (name.equals(LATEST)) {
            List<StoredBackup> damaged = latest(owner, List.of()).damaged();
            if (!damaged.isEmpty()) {
                return open(damaged.get(0).folder());
            }
        }
        return find(name, owner, owner, List.of());
    }

    private String onlyTarget() {
        List<String> targets = new BackupCatalogue(store)
                .targets(null).stream()
                        .filter(target -> !target.backups().isEmpty() || target.unreadable() != null)
                        .map(TargetBackups::target)
                        .toList();
        if (targets.size() == 1) {
            return targets.get(0);
        }
        throw new CannotProceed(
                targets.isEmpty()
                        ? "There is no backup in " + store.directory()
                                + ".\nMake one: mvn dbguard:pre-deploy-backup, or name its path with -Ddbguard.backup="
                        : "There are backups of " + String.join(", ", targets)
                                + ".\nSay which target is meant: -Ddbguard.backupOf=" + targets.get(0));
    }

    /** As {@link #find}; what is there under that path and is no backup of dbguard may be somebody else's dump. */
    Source source(String name, String target, String of, List<String> wanted) {
        Path path = Path.of(name);
        boolean ours = name.equals(LATEST)
                || !name.contains("/")
                        && Files.isDirectory(
                                store.folder(of == null ? target : of).resolve(name))
                || !Files.exists(path)
                || Files.exists(path.resolve("manifest.json"))
                || Files.exists(path.resolve("SHA256SUMS"));
        return ours ? find(name, target, of, wanted) : new ForeignSource(path, store.directory());
    }

    private Path named(String name, String owner) {
        if (!name.contains("/") && Files.isDirectory(store.folder(owner).resolve(name))) {
            return store.folder(owner).resolve(name);
        }
        if (Files.isDirectory(Path.of(name))) {
            return Path.of(name);
        }
        List<String> ids = ids(owner);
        throw new CannotProceed("There is no backup \"" + name + "\" of " + owner + ": neither an id in "
                + store.folder(owner) + " nor a path.\nNothing was changed. "
                + (ids.isEmpty()
                        ? "There is none of this target at all."
                        : "The newest are: " + String.join(", ", ids) + ".")
                + " See all: mvn dbguard:list-backups");
    }

    /** A folder that is reached by a link is as good as any; links inside of it are not. */
    private static Path real(Path folder) {
        try {
            return Files.isSymbolicLink(folder) ? folder.toRealPath() : folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> ids(String owner) {
        return entries(owner).stream()
                .map(p -> p.getFileName().toString())
                .sorted(Comparator.reverseOrder())
                .limit(5)
                .toList();
    }

    private LatestBackup latest(String owner, List<String> wanted) {
        TargetBackups found = new BackupCatalogue(store).of(owner);
        if (found.unreadable() != null) {
            throw new CannotProceed("Cannot look for the latest backup in " + store.folder(owner) + ": "
                    + found.unreadable() + ".\nNothing was changed. See who owns it: ls -ld " + store.folder(owner));
        }
        return LatestBackup.of(found, wanted, Instant.now());
    }

    private Path taken(LatestBackup latest, String owner) {
        StoredBackup taken = latest.require(owner, store.folder(owner));
        latest.passedOver().forEach(line -> log.info("Passed over " + line + "."));
        return taken.folder();
    }

    private List<Path> entries(String owner) {
        if (!Files.isDirectory(store.folder(owner))) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(store.folder(owner))) {
            return entries.filter(Files::isDirectory)
                    .filter(p -> !BackupStore.unfinished(p))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
