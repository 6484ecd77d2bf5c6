package io.github.dbguard.archive;

import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Turns what the JDK says of a failed file operation, often a bare path, into a sentence with a next step. */
final class DiskError {

    private DiskError() {}

    /**
     * @param doing what was being done, to go behind "Cannot": {@code "write"}
     * @param path the file or folder it was done to
     */
    static CannotProceed of(String doing, Path path, IOException error) {
        return new CannotProceed("Cannot " + doing + " " + path + ": " + sentence(path, error), error);
    }

    private static String sentence(Path path, IOException error) {
        if (error instanceof NoSuchFileException missing) {
            return same(missing, path) + "it does not exist.";
        }
        if (error instanceof FileAlreadyExistsException there) {
            return same(there, path) + "something of that name exists already, and it was left as it is.";
        }
        if (error instanceof AccessDeniedException denied) {
            return same(denied, path) + "permission denied for user " + System.getProperty("user.name")
                    + ". See who owns it: ls -ld " + path;
        }
        if (error instanceof NotDirectoryException) {
            return "it is not a folder.";
        }
        String reason = error instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : String.valueOf(error.getMessage());
        if (reason.contains("No space left") || reason.contains("quota")) {
            return reason + ". " + Room.inWords(Room.freeBytesOrZero(path))
                    + " are free there. Make room, or set another place with -Ddbguard.directory, and run it again: df -h "
                    + path;
        }
        return reason + ".";
    }

    private static String same(FileSystemException error, Path path) {
        String file = error.getFile();
        return file == null || file.equals(path.toString()) ? "" : file + ": ";
    }
}
