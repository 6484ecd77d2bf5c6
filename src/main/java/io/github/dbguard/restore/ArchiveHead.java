package io.github.dbguard.restore;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the first bytes of an archive of pg_dump say: of a custom dump, or of the {@code toc.dat} of the other formats.
 *
 * @param major of the archive's format, 1 so far
 * @param minor of the archive's format: 16 since PostgreSQL 17, 15 of 16, 14 of 12 to 15
 * @param format 1 in a custom dump, 3 in the toc.dat of a tar or a folder
 * @param database the database that was dumped
 * @param serverVersion of the server that was dumped, as it says itself: {@code 17.5 (Debian 17.5-1)}
 * @param dumpVersion of pg_dump
 */
public record ArchiveHead(
        int major,
        int minor,
        int format,
        Optional<String> database,
        Optional<String> serverVersion,
        Optional<String> dumpVersion) {

    /** As many bytes as {@link #of} may need. */
    static final int BYTES = 4096;

    static final int CUSTOM = 1;

    private static final byte[] MAGIC = "PGDMP".getBytes(StandardCharsets.US_ASCII);
    private static final int FIXED_BYTES = 11;
    /** Second, minute, hour, day, month, year and daylight saving time of the dump. */
    private static final int TIMES = 7;

    static boolean isOne(byte[] firstBytes) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (firstBytes.length < FIXED_BYTES || firstBytes[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /** @param firstBytes {@link #isOne} of them */
    static ArchiveHead of(byte[] firstBytes) {
        int minor = firstBytes[6];
        Fields fields = new Fields(firstBytes);
        if (minor >= 15) {
            fields.at++;
        } else {
            fields.number();
        }
        for (int i = 0; i < TIMES; i++) {
            fields.number();
        }
        boolean versions = minor >= 10;
        return new ArchiveHead(
                firstBytes[5],
                minor,
                firstBytes[10],
                fields.text(),
                versions ? fields.text() : Optional.empty(),
                versions ? fields.text() : Optional.empty());
    }

    /** The major version of the oldest pg_restore that reads it; 0 when every supported one does. */
    public int oldestPgRestore() {
        if (major > 1 || minor > 16) {
            return Math.max(18, dumpMajor());
        }
        return switch (minor) {
            case 16 -> 17;
            case 15 -> 16;
            case 14 -> 12;
            default -> 0;
        };
    }

    private int dumpMajor() {
        String digits = dumpVersion.orElse("").replaceFirst("^(\\d{0,4}).*", "$1");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** A number is a sign and as many bytes as the head says, the lowest first; a text is its length and its bytes. */
    private static final class Fields {

        private final byte[] bytes;
        private final int numberBytes;
        private int at = FIXED_BYTES;

        Fields(byte[] bytes) {
            this.bytes = bytes;
            this.numberBytes = bytes[8];
        }

        long number() {
            boolean negative = next() != 0;
            long number = 0;
            for (int i = 0; i < numberBytes; i++) {
                number |= (long) next() << (8 * i);
            }
            return negative ? -number : number;
        }

        Optional<String> text() {
            long length = number();
            if (length < 0 || length > bytes.length - at) {
                return Optional.empty();
            }
            at += (int) length;
            return Optional.of(new String(bytes, at - (int) length, (int) length, StandardCharsets.UTF_8));
        }

        private int next() {
            return at < bytes.length ? bytes[at++] & 0xff : 0;
        }
    }
}
