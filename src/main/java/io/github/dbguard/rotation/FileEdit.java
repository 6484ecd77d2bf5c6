package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.FileChange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;

/**
 * A file that holds a password, before and after.
 *
 * @param path absolute
 * @param before base64 of its bytes; null where there was no file
 * @param after base64 of its bytes
 * @param early whether it is made before the server's change: it keeps the password that is about to go
 */
record FileEdit(String path, String before, String after, boolean early) {

    /** How a file stands to an edit. */
    enum State {
        BEFORE,
        AFTER,
        OTHER
    }

    static FileEdit of(Path path, byte[] before, byte[] after, boolean early) {
        return new FileEdit(path.toAbsolutePath().toString(), encode(before), encode(after), early);
    }

    private static String encode(byte[] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] decode(String base64) {
        return base64 == null ? null : Base64.getDecoder().decode(base64);
    }

    Path file() {
        return Path.of(path);
    }

    byte[] bytesAfter() {
        return decode(after);
    }

    byte[] bytesBefore() {
        return decode(before);
    }

    State state() {
        byte[] now = contentOf(file());
        if (Arrays.equals(now, bytesAfter())) {
            return State.AFTER;
        }
        return Arrays.equals(now, bytesBefore()) ? State.BEFORE : State.OTHER;
    }

    /** Null where there is no file. */
    static byte[] contentOf(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(file)) {
                throw new CannotProceed(file + " is a link to a file that does not exist.\nNothing was changed. Mend"
                        + " the link, or remove it.");
            }
            return null;
        } catch (IOException e) {
            throw new CannotProceed("The file " + file + " cannot be read: " + e.getMessage()
                    + ".\nNothing was changed. Let this user read it.");
        }
    }

    /** False where the file holds already what it is to hold: the journal keeps it all the same, for what it says. */
    boolean changes() {
        return !after.equals(before);
    }

    void apply(Log log) {
        FileChange.write(file(), bytesAfter(), log);
    }

    /** Writes what was there; a file that was not there goes. */
    void undo(Log log) {
        if (!changes()) {
            return;
        }
        if (before != null) {
            FileChange.write(file(), bytesBefore(), log);
        } else if (Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
            Durable.deleteTree(file());
        }
    }

    @Override
    public String toString() {
        return "FileEdit[" + path + "]";
    }
}
