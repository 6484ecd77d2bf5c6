package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.FolderLock;
import io.github.dbguard.archive.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder {@code .dbguard}: where backups of a target lie, under which names, and who may write there now. */
public final class BackupStore {

    static final String PARTIAL = ".partial";
    /** Of a backup that is being deleted. It ends like an unfinished one: a kill in the middle leaves one more of those. */
    static final String DELETING = ".deleting" + PARTIAL;

    private static final int LONGEST_LABEL = 80;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final Pattern STAMPED = Pattern.compile("(\\d{8}T\\d{6}Z)([-.].*)?", Pattern.DOTALL);

    private final Path directory;

    /** @param directory {@code dbguard.directory} */
    public BackupStore(Path directory) {
        this.directory = directory;
    }

    /** Makes the folder, private to this user and ignored by git. */
    public void prepare() {
        Durable.createPrivateFolders(directory);
        Path ignore = directory.resolve(".gitignore");
        if (!Files.exists(ignore)) {
            Durable.writeText(ignore, "*\n");
        }
    }

    /**
     * Takes the lock that backup, restore and pruning share.
     *
     * @throws io.github.dbguard.CannotProceed naming who holds it
     */
    public FolderLock lock(String what) {
        prepare();
        return FolderLock.acquire(directory, what, Duration.ZERO);
    }

    /** Whether a backup's folder is one that was never finished. */
    public static boolean unfinished(Path backup) {
        return backup.getFileName().toString().endsWith(PARTIAL);
    }

    /** {@code dbguard.directory}. */
    public Path directory() {
        return directory;
    }

    /** The folder that holds a folder for each target. */
    public Path backups() {
        return directory.resolve("backups");
    }

    /** The folder of a target's backups. */
    public Path folder(String target) {
        return backups().resolve(target);
    }

    public Path baseline() {
        return directory.resolve("baseline.json");
    }

    /** What the journals of restores and of deploys have in common; other journals have no backup. */
    record InFlight(String target, String backup) {}

    /**
     * The backups that a journal of a target names: that of a restore in flight, and that from before a deploy of which nobody
     * has shown that it lost no row.
     *
     * @throws io.github.dbguard.CannotProceed when a journal is damaged
     */
    public Set<String> inJournals(String target) {
        Path folder = journals();
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> entry.getFileName().toString().endsWith(".json"))
                    .map(entry -> Json.read(entry, InFlight.class))
                    .filter(journal -> target.equals(journal.target()) && journal.backup() != null)
                    .map(InFlight::backup)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the changes in flight are told of. */
    public Path journals() {
        return directory.resolve("journal");
    }

    /** The journal of a target's deploy; there while nobody has shown that it lost no row. */
    public Path deployJournal(String target) {
        return journals().resolve("deploy-" + target + ".json");
    }

    public Path reports() {
        return directory.resolve("reports");
    }

    /** {@code 20261120T101500Z-label}, whatever the label holds; a number is put behind it where that is taken. */
    String newId(String target, Instant at, String label) {
        String words = label == null ? "" : label.strip().replaceAll("[^A-Za-z0-9._-]+", "_");
        words = words.substring(0, Math.min(words.length(), LONGEST_LABEL));
        // An id that ended like this would be taken for unfinished, and removed.
        words = words.endsWith(PARTIAL) ? words.replaceAll("\\.(?=partial$)", "_") : words;
        String stem = STAMP.format(at) + (words.isEmpty() ? "" : "-" + words);
        String id = stem;
        for (int n = 2; exists(target, id) || exists(target, id + PARTIAL); n++) {
            id = stem + "-" + n;
        }
        return id;
    }

    /** When a backup of this name was begun; null when the name is none that {@link #newId} gives. */
    static Instant stamp(String name) {
        Matcher stamped = STAMPED.matcher(name);
        try {
            return stamped.matches() ? Instant.from(STAMP.parse(stamped.group(1))) : null;
        } catch (DateTimeParseException noSuchDay) {
            return null;
        }
    }

    private boolean exists(String target, String name) {
        return Files.exists(folder(target).resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Removes what killed runs left unfinished, and says so. Only with the lock held: what is unfinished then is nobody's.
     * What cannot be removed is named, and is no reason to make no backup.
     */
    void removePartial(String target, Log log) {
        if (!Files.isDirectory(folder(target))) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder(target))) {
            for (Path entry : entries.sorted().toList()) {
                String name = entry.getFileName().toString();
                if (name.endsWith(PARTIAL)) {
                    removePartial(entry, name, log);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removePartial(Path entry, String name, Log log) {
        try {
            Durable.deleteTree(entry);
            log.warn("Removed " + name + ", which an earlier run left unfinished.");
        } catch (CannotProceed e) {
            log.warn("Could not remove " + name + ", which an earlier run left unfinished and is no backup: "
                    + e.getMessage());
        }
    }

    /**
     * Deletes a backup. It loses its name first, so that nothing which looks whole is ever half deleted. Only with the
     * lock held.
     *
     * @throws CannotProceed naming what could not be deleted
     */
    void delete(Path backup) {
        Path doomed = backup.resolveSibling(backup.getFileName() + DELETING);
        Durable.withdraw(backup, doomed);
        Durable.deleteTree(doomed);
    }
}
