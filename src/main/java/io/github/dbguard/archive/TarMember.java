package io.github.dbguard.archive;

import io.github.dbguard.Refused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * One file in a tar.
 *
 * @param name with its folders
 * @param position 0 for the first in the tar
 * @param beginning its first bytes
 */
public record TarMember(String name, int position, byte[] beginning) {

    private static final int MAGIC_AT = 257;
    private static final String MAGIC = "ustar";
    private static final int BUFFER_BYTES = 256 * 1024;

    /** As many first bytes as {@link #isTar} looks at. */
    public static final int MAGIC_BYTES = MAGIC_AT + MAGIC.length();

    /** Tells from a file's first bytes that it is a tar. */
    public static boolean isTar(byte[] firstBytes) {
        for (int i = 0; i < MAGIC.length(); i++) {
            if (firstBytes.length < MAGIC_BYTES || firstBytes[MAGIC_AT + i] != MAGIC.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The first file that is called so, in whichever folder.
     *
     * @param name without folders
     * @param bytes how much of its beginning is wanted
     * @throws Refused when the tar is damaged before that
     */
    public static Optional<TarMember> find(InputStream tar, String name, int bytes) {
        try {
            TarArchiveInputStream members = new TarArchiveInputStream(tar);
            int position = 0;
            for (TarArchiveEntry entry = members.getNextEntry(); entry != null; entry = members.getNextEntry()) {
                if (entry.isFile()
                        && (entry.getName().equals(name) || entry.getName().endsWith("/" + name))) {
                    return Optional.of(new TarMember(entry.getName(), position, members.readNBytes(bytes)));
                }
                position++;
            }
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    /**
     * Reads a tar to its end: every member is there, as long as its header says, with the two empty records behind the
     * last one.
     *
     * @return the members' names
     * @throws Refused when it was cut off or damaged
     */
    public static List<String> namesOfWhole(InputStream tar) {
        try {
            List<String> names = new ArrayList<>();
            TarTail tail = new TarTail(new BufferedInputStream(tar, BUFFER_BYTES));
            TarArchiveInputStream members = new TarArchiveInputStream(
                    tail, TarTail.RECORD_BYTES, TarTail.RECORD_BYTES, StandardCharsets.UTF_8.name(), false);
            tail.expectEndAt(0);
            for (TarArchiveEntry entry = members.getNextEntry(); entry != null; entry = members.getNextEntry()) {
                names.add(entry.getName());
                tail.expectEndAt(tail.position() + entry.getSize() + (-entry.getSize() & (TarTail.RECORD_BYTES - 1)));
            }
            if (!tail.endedWithMarker()) {
                throw new IOException("it ended without the mark that closes a tar");
            }
            return names;
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    private static Refused damaged(Exception e) {
        return new Refused("The tar was cut off or is damaged (" + e.getMessage()
                + "). Nothing was changed. See for yourself: tar -tf <name>, and take another backup.");
    }
}
