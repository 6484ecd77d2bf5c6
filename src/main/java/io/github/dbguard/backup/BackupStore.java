package io.github.dbguard.backup;

import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The folder {@code .dbguard}: where backups of a target lie, under which names, and who may write there now. */
public final class BackupStore {

    static final String PARTIAL = ".partial";
    private static final int LONGEST_LABEL = 80;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

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

    /** The targets that there are backups of. */
    public List<String> targets() {
        Path backups = directory.resolve("backups");
        if (!Files.isDirectory(backups)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(backups)) {
            return entries.filter(Files::isDirectory)
                    .map(p -> p.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of a target's backups. */
    public Path folder(String target) {
        return directory.resolve("backups").resolve(target);
    }

    public Path baseline() {
        return directory.resolve("baseline.json");
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

    private boolean exists(String target, String name) {
        return Files.exists(folder(target).resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Removes what killed runs left unfinished. Only with the lock held: what is unfinished then is nobody's.
     *
     * @return their names
     */
    List<String> removePartial(String target) {
        List<String> removed = new ArrayList<>();
        if (!Files.isDirectory(folder(target))) {
            return removed;
        }
        try (Stream<Path> entries = Files.list(folder(target))) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (name.endsWith(PARTIAL)) {
                    Durable.deleteTree(entry);
                    removed.add(name);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return removed;
    }
}
