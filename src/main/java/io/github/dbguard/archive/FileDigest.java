package io.github.dbguard.archive;

import java.util.Objects;

/**
 * What of a file is proven.
 *
 * @param path relative to the folder that holds it all, its parts separated by {@code /} on every system
 * @param bytes its size; {@link #UNKNOWN} where only the checksum is known
 * @param sha256 64 lower-case hexadecimal digits
 */
public record FileDigest(String path, long bytes, String sha256) {

    /** A {@code SHA256SUMS} file says nothing of sizes. */
    public static final long UNKNOWN = -1;

    public FileDigest {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(sha256, "sha256");
    }
}
