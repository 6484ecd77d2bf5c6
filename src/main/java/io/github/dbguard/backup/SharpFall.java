package io.github.dbguard.backup;

import io.github.dbguard.archive.Room;
import io.github.dbguard.backup.StoredBackup.Contents;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Says when a backup holds far less than the one before. A database that was emptied yesterday gives a good backup of
 * nothing, and retention would let those go that hold the rows. Pure.
 */
final class SharpFall {

    /** Of the rows, in percent; more than that is told. */
    private static final int ROWS_PERCENT = 20;
    /** Fewer are no news, whatever their share. */
    private static final long ROWS = 100;
    /** Of the bytes, in percent; more than that is told. */
    private static final int BYTES_PERCENT = 50;

    private SharpFall() {}

    /**
     * @param before an earlier backup of the same target
     * @param now the new one; both whole
     * @return a warning with both figures and both ids; null when there is nothing to warn of
     */
    static String warning(StoredBackup before, StoredBackup now) {
        Contents old = before.contents();
        Contents made = now.contents();
        List<String> fallen = new ArrayList<>();
        if (old.rows() - made.rows() > ROWS && fell(old.rows(), made.rows(), ROWS_PERCENT)) {
            fallen.add(String.format(Locale.ROOT, "%,d rows instead of %,d", made.rows(), old.rows()));
        }
        // Another format packs the same rows in another size.
        if (old.format() == made.format() && fell(old.bytes(), made.bytes(), BYTES_PERCENT)) {
            fallen.add(Room.inWords(made.bytes()) + " instead of " + Room.inWords(old.bytes()));
        }
        if (fallen.isEmpty()) {
            return null;
        }
        List<String> gone = old.databases().stream()
                .filter(name -> !made.databases().contains(name))
                .toList();
        return "The backup " + now.id() + " holds far less than " + before.id() + " before it: "
                + String.join(", ", fallen) + "."
                + (gone.isEmpty() ? "" : " It has no database " + String.join(", ", gone) + ".")
                + " It is whole, and so is the older one. If you did not expect that, look what deleted the rows, and keep"
                + " the older one from retention: set \"pinned\": true in "
                + before.folder().resolve(Manifest.FILE);
    }

    private static boolean fell(long before, long now, int percent) {
        return (before - now) * 100 > before * percent;
    }
}
