package io.github.dbguard.archive;

import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** How much a file system can still take. */
public final class Room {

    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Room() {}

    /**
     * The bytes that this user can still write to the file system of a path, without what it reserves for root. The
     * path need not exist: its nearest existing ancestor tells.
     */
    public static long freeBytes(Path path) {
        Path there = nearestExisting(path);
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            // A file system larger than 8 EiB overflows into the negative.
            return free < 0 ? Long.MAX_VALUE : free;
        } catch (IOException e) {
            throw DiskError.of("see how much room is left at", there, e);
        }
    }

    /**
     * Answers when there is room, and throws otherwise.
     *
     * @param what what needs the room: {@code "The dump of app"}
     */
    public static void require(Path path, long bytes, String what) {
        long free = freeBytes(path);
        if (free < bytes) {
            throw new CannotProceed(what + " needs " + inWords(bytes) + " at " + path + ", and " + inWords(free)
                    + " are free there. Nothing was written. Make room (df -h " + nearestExisting(path)
                    + "), or set another place with -Ddbguard.directory, and run it again.");
        }
    }

    /** A size for people, in powers of ten as disks are sold: {@code "950 bytes"}, {@code "1.4 GB"}. */
    public static String inWords(long bytes) {
        double size = bytes;
        int unit = 0;
        while (Math.abs(size) >= 999.5 && unit < UNITS.length - 1) {
            size /= 1000;
            unit++;
        }
        if (unit == 0) {
            return bytes == 1 ? "1 byte" : bytes + " bytes";
        }
        return String.format(Locale.ROOT, Math.abs(size) < 9.95 ? "%.1f %s" : "%.0f %s", size, UNITS[unit]);
    }

    /** For error messages alone, which must not fail a second time. */
    static long freeBytesOrZero(Path path) {
        try {
            return freeBytes(path);
        } catch (CannotProceed unknown) {
            return 0;
        }
    }

    private static Path nearestExisting(Path path) {
        Path there = path.toAbsolutePath().normalize();
        while (there.getParent() != null && !Files.exists(there)) {
            there = there.getParent();
        }
        return there;
    }
}
