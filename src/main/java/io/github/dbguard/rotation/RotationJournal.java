package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A change of a password in flight, on disk before its first step. The verifier that the server has then tells whether it
 * happened; the files are what they were, or what they were to become.
 *
 * @param format version of the file's format
 * @param systemIdentifier of the cluster that it works on
 * @param startedAt UTC, ISO 8601
 * @param readable whether verifiers could be read; where not, the logins of the two passwords tell
 * @param role that gets the new password; it may be about to be made
 * @param oldVerifier what the server had; null for none. Where it was not readable, one made anew of the old password
 * @param passwordKey where the env files hold the password
 * @param userKey where they hold the role's name; null where the role stays the same
 * @param edits in the order in which they are made: those with {@code early} before the server's change
 */
record RotationJournal(
        int format,
        String target,
        String systemIdentifier,
        String role,
        String startedAt,
        boolean readable,
        String oldVerifier,
        String newVerifier,
        String passwordKey,
        String userKey,
        List<FileEdit> edits) {

    static final int FORMAT = 1;

    private static final String PREFIX = "rotation-";

    static Path file(Path directory, String target) {
        return directory.resolve("journal").resolve(PREFIX + target + ".json");
    }

    static boolean isOne(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(PREFIX) && name.endsWith(".json");
    }

    static Optional<RotationJournal> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        RotationJournal journal;
        try {
            journal = Json.read(file, RotationJournal.class);
        } catch (CannotProceed e) {
            throw damaged(file, e.getMessage());
        }
        if (journal.format > FORMAT) {
            throw new CannotProceed("The journal " + file + " has format " + journal.format
                    + ", and this dbguard reads up to " + FORMAT
                    + ".\nA change of a password was in flight. Nothing was changed now. Use the version of dbguard that wrote"
                    + " it.");
        }
        if (journal.missing()) {
            throw damaged(file, "It does not hold what a journal holds.");
        }
        return Optional.of(journal);
    }

    private static CannotProceed damaged(Path file, String how) {
        return new CannotProceed(
                "The journal " + file + " is damaged. A change of a password was in flight; the data is"
                        + " untouched either way.\n" + how + "\nIf nobody can mend it: delete it, and run mvn"
                        + " dbguard:rotate-password, which gives the server the password of the env file, whatever it has now.");
    }

    private boolean missing() {
        return format < 1
                || target == null
                || systemIdentifier == null
                || role == null
                || newVerifier == null
                || edits == null
                || edits.stream().anyMatch(e -> e == null || e.path() == null || e.after() == null);
    }

    void write(Path file) {
        Durable.createPrivateFolders(file.getParent());
        Json.write(file, this);
    }

    static void drop(Path file) {
        Durable.deleteTree(file);
        Durable.sync(file.getParent());
    }

    @Override
    public String toString() {
        return "RotationJournal[" + target + ", " + role + "]";
    }
}
