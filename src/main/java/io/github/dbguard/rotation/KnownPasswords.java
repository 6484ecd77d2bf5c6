package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The passwords that lie beside a project: one of them is likely to be the server's, when its container's is not. */
public final class KnownPasswords {

    private KnownPasswords() {}

    /**
     * Those of {@code .env} and {@code .env.previous}, the likeliest first. What cannot be read is left out: it is only for
     * trying.
     *
     * @param key under which the env file holds it
     */
    public static List<String> beside(Path envFile, String key) {
        Set<String> passwords = new LinkedHashSet<>();
        in(() -> FileEdit.contentOf(envFile), key).ifPresent(passwords::add);
        in(() -> FileEdit.contentOf(PasswordFiles.previous(envFile)), key).ifPresent(passwords::add);
        return new ArrayList<>(passwords);
    }

    /**
     * Those of changes in flight, the likeliest first.
     *
     * @param directory {@code dbguard.directory}
     * @param target the name of the one whose they are; null for all
     */
    public static List<String> inFlight(Path directory, String target) {
        Set<String> passwords = new LinkedHashSet<>();
        for (RotationJournal journal : journals(directory)) {
            if (target != null && !target.equals(journal.target())) {
                continue;
            }
            for (FileEdit edit : journal.edits()) {
                in(edit::bytesAfter, journal.passwordKey()).ifPresent(passwords::add);
                in(edit::bytesBefore, journal.passwordKey()).ifPresent(passwords::add);
            }
        }
        return new ArrayList<>(passwords);
    }

    /** What a file holds; null for no file. */
    @FunctionalInterface
    private interface Content {
        byte[] read();
    }

    private static Optional<String> in(Content content, String key) {
        try {
            byte[] bytes = content.read();
            return bytes == null ? Optional.empty() : PasswordKeys.password(EnvFile.parse(bytes, "an env file"), key);
        } catch (CannotProceed unreadable) {
            return Optional.empty();
        }
    }

    private static List<RotationJournal> journals(Path directory) {
        Path folder = RotationJournal.file(directory, "any").getParent();
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<RotationJournal> journals = new ArrayList<>();
            for (Path file : files.filter(RotationJournal::isOne).sorted().toList()) {
                readable(file).ifPresent(journals::add);
            }
            return journals;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<RotationJournal> readable(Path file) {
        try {
            return RotationJournal.read(file);
        } catch (CannotProceed damaged) {
            // The goal that meets it says so.
            return Optional.empty();
        }
    }
}
