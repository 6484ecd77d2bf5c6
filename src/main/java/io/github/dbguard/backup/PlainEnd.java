package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import java.nio.charset.StandardCharsets;

/**
 * Keeps the last bytes of a plain dump: pg_dump ends it with a comment, and one that was cut at a statement's end
 * restores without any error and lacks tables.
 */
final class PlainEnd {

    private static final int KEPT = 512;
    private static final String CLOSING = "-- PostgreSQL database dump complete";

    private final byte[] kept = new byte[KEPT];

    void write(byte[] buffer, int offset, int length) {
        int fresh = Math.min(length, KEPT);
        System.arraycopy(kept, fresh, kept, 0, KEPT - fresh);
        System.arraycopy(buffer, offset + length - fresh, kept, KEPT - fresh, fresh);
    }

    /** @throws CannotProceed when pg_dump's closing comment did not come */
    void require(String database) {
        if (!seen()) {
            throw new CannotProceed("The dump of database " + database
                    + " lacks pg_dump's closing comment: it is not whole.\nThe database is untouched, and no backup was"
                    + " written. Run it again.");
        }
    }

    private boolean seen() {
        return new String(kept, StandardCharsets.ISO_8859_1).contains(CLOSING);
    }
}
