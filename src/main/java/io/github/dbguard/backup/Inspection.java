package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.backup.StoredBackup.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at one entry of a target's folder, from outside: its name, its manifest, the sizes of its files. */
final class Inspection {

    private static final String SUMS = "SHA256SUMS";

    private final String target;
    private final Path entry;
    private final String name;
    private final Instant stamp;

    Inspection(String target, Path entry) {
        this.target = target;
        this.entry = entry;
        this.name = entry.getFileName().toString();
        this.stamp = BackupStore.stamp(name);
    }

    /** What it is; empty when it is nothing of dbguard's, or is gone by now. */
    Optional<StoredBackup> backup() {
        if (name.endsWith(BackupStore.PARTIAL)) {
            String why = name.endsWith(BackupStore.DELETING)
                    ? "a run that deleted it was interrupted"
                    : "a run is at it now, or was killed in the middle of it";
            return Optional.of(not(State.UNFINISHED, stamp, why));
        }
        if (Files.isSymbolicLink(entry)) {
            return stamp == null
                    ? Optional.empty()
                    : Optional.of(not(State.DAMAGED, stamp, "it is a symbolic link, which is not followed"));
        }
        Path manifest = entry.resolve(Manifest.FILE);
        boolean dated = stamp != null && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
        if (!dated && !Files.exists(manifest, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        StoredBackup found = read(manifest);
        // While it was looked at, somebody may have deleted it.
        return found.whole() || Files.exists(entry, LinkOption.NOFOLLOW_LINKS) ? Optional.of(found) : Optional.empty();
    }

    private StoredBackup read(Path file) {
        // Asked first: opening a named pipe would wait for ever.
        if (Files.exists(file) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return not(State.DAMAGED, stamp, Manifest.FILE + " is not a regular file");
        }
        Manifest manifest;
        try {
            manifest = Manifest.read(entry);
        } catch (Refused | CannotProceed e) {
            return not(State.DAMAGED, stamp, Files.exists(file) ? sentence(e) : Manifest.FILE + " is missing");
        }
        Instant at = stamp == null ? manifest.created() : stamp;
        if (!manifest.id().equals(name)) {
            return not(State.DAMAGED, at, "its manifest is that of " + manifest.id());
        }
        if (!manifest.target().equals(target)) {
            return not(State.DAMAGED, at, "its manifest says that it is of target " + manifest.target());
        }
        String wrong = wrongFile(manifest.files());
        return wrong == null ? StoredBackup.of(entry, manifest) : not(State.DAMAGED, at, wrong);
    }

    private StoredBackup not(State state, Instant at, String why) {
        // What a manifest says may hold anything, and this ends up in logs.
        return new StoredBackup(target, name, entry, state, at, null, why.replaceAll("\\p{Cntrl}", "?"));
    }

    /** What is wrong with the first file that is; null when all are there in their sizes. */
    private String wrongFile(List<FileDigest> files) {
        return Stream.concat(Stream.of(new FileDigest(SUMS, FileDigest.UNKNOWN, "")), files.stream())
                .map(this::wrong)
                .flatMap(Optional::stream)
                .findFirst()
                .orElse(null);
    }

    private Optional<String> wrong(FileDigest file) {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(
                    entry.resolve(file.path()), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException notThere) {
            return Optional.of(file.path() + " is missing");
        }
        if (!found.isRegularFile()) {
            return Optional.of(file.path() + " is not a regular file");
        }
        return file.bytes() == FileDigest.UNKNOWN || found.size() == file.bytes()
                ? Optional.empty()
                : Optional.of(file.path() + " has " + found.size() + " bytes instead of " + file.bytes());
    }

    /** The first sentence of a message, which says what is wrong; the rest says what to do about one backup alone. */
    private String sentence(RuntimeException e) {
        return e.getMessage()
                .replace(entry + entry.getFileSystem().getSeparator(), "")
                .split("\\.(\\s|$)|\n", 2)[0];
    }
}
