package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What backups there are. It reads manifests and file sizes, and changes nothing; checksums are not computed.
 *
 * <p>Invariant: a backup is what its manifest says, in the folder that the manifest says. A name proves nothing.
 */
public final class BackupCatalogue {

    private static final String OF_THE_FILE_SYSTEM = "lost+found";

    private final BackupStore store;

    public BackupCatalogue(BackupStore store) {
        this.store = store;
    }

    /**
     * Every target that has a folder, by name.
     *
     * @param only the name of the one to look at; null for all
     * @throws CannotProceed when there is no such target, naming those that there are
     */
    public List<TargetBackups> targets(String only) {
        List<String> names = names();
        if (only == null) {
            return names.stream().map(this::of).toList();
        }
        if (!names.contains(only)) {
            throw new CannotProceed("There is no backup of a target \"" + only + "\" (dbguard.target) in "
                    + store.backups() + ".\nNothing was changed. "
                    + (names.isEmpty() ? "There is none of any other." : "There are: " + String.join(", ", names)));
        }
        return List.of(of(only));
    }

    private List<String> names() {
        if (!Files.isDirectory(store.backups())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(store.backups())) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.equals(OF_THE_FILE_SYSTEM))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new CannotProceed(
                    "Cannot list " + store.backups() + ": " + e + ".\nNothing was changed. See who owns it: ls -ld "
                            + store.backups(),
                    e);
        }
    }

    /** One target's. It is empty where the target has none. */
    public TargetBackups of(String target) {
        List<StoredBackup> backups = new ArrayList<>();
        List<String> foreign = new ArrayList<>();
        try {
            for (Path entry : entries(target)) {
                look(target, entry)
                        .ifPresentOrElse(
                                backups::add,
                                () -> foreign.add(entry.getFileName().toString()));
            }
        } catch (IOException | UncheckedIOException e) {
            return new TargetBackups(target, List.of(), List.of(), String.valueOf(e));
        }
        backups.sort(StoredBackup.NEWEST_FIRST);
        return new TargetBackups(target, List.copyOf(backups), List.copyOf(foreign), null);
    }

    /**
     * The backup to compare a new one with: the newest before it that is whole and no restore's.
     *
     * @param made an id of the target
     */
    Optional<StoredBackup> before(String target, String made) {
        try {
            // By name, which begins with the time: the manifests of older ones need not be read.
            return entries(target).stream()
                    .sorted(Comparator.comparing(Path::getFileName).reversed())
                    .filter(entry -> beforeInTime(entry.getFileName().toString(), made))
                    .map(entry -> look(target, entry))
                    .flatMap(Optional::stream)
                    .filter(StoredBackup::ordinary)
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            throw new CannotProceed("Cannot list " + store.folder(target) + ": " + e, e);
        }
    }

    /** What was made in the same second came before it as well: it was there when the new one was given its name. */
    private static boolean beforeInTime(String name, String made) {
        Instant stamp = BackupStore.stamp(name);
        return stamp != null && !name.equals(made) && !stamp.isAfter(BackupStore.stamp(made));
    }

    private List<Path> entries(String target) throws IOException {
        if (!Files.isDirectory(store.folder(target))) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(store.folder(target))) {
            return entries.sorted().collect(Collectors.toList());
        }
    }

    /** Empty when it is nothing of dbguard's. */
    private static Optional<StoredBackup> look(String target, Path entry) {
        return new Inspection(target, entry).backup();
    }
}
