package io.github.dbguard.archive;

/**
 * One way in which a folder differs from the list of what it should hold.
 *
 * @param path relative to the folder, with {@code /}
 * @param kind in which way
 * @param expectedBytes its size in the list; {@link FileDigest#UNKNOWN} where the list does not say
 * @param actualBytes its size on disk; {@link FileDigest#UNKNOWN} where there is none
 */
public record Mismatch(String path, Kind kind, long expectedBytes, long actualBytes) {

    /** In which way a file differs. */
    public enum Kind {
        /** In the list, and not on disk. */
        MISSING,
        /** Fewer bytes than the list says. */
        SHORT,
        /** More bytes than the list says. */
        LONG,
        /** The bytes are others: the size is right or unknown, the SHA-256 is not. */
        ALTERED,
        /** A folder, a symbolic link or a device stands where a file should be. */
        NOT_A_FILE,
        /** It is there, and the disk or its permissions do not let it be read. */
        UNREADABLE,
        /** On disk, and not in the list. */
        EXTRA
    }

    /** For people: {@code "dump/app/3012.dat.gz is short: 4096 of 8192 bytes"}. */
    public String inWords() {
        return switch (kind) {
            case MISSING -> path + " is missing";
            case SHORT -> path + " is short: " + actualBytes + " of " + expectedBytes + " bytes";
            case LONG -> path + " is too long: " + actualBytes + " bytes instead of " + expectedBytes;
            case ALTERED -> path + " was altered: its SHA-256 is another one";
            case NOT_A_FILE -> path + " is not a regular file";
            case UNREADABLE -> path + " cannot be read";
            case EXTRA -> path + " does not belong to it";
        };
    }
}
