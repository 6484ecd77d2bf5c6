package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.archive.PackedFile;
import io.github.dbguard.archive.TarMember;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A backup that somebody else made with pg_dump. Its content tells what it is; its name does not matter.
 *
 * @param path the file, or the folder of {@link Kind#DIRECTORY}
 * @param compression around the whole file; inside of an archive there may be more
 * @param head what the archive says of itself; empty for {@link Kind#PLAIN}
 */
public record ForeignBackup(Path path, Kind kind, Compression compression, Optional<ArchiveHead> head) {

    private static final int LOOKED_AT = 64 * 1024;
    private static final String TOC = "toc.dat";

    /** The formats of pg_dump. */
    public enum Kind {
        /** A script for psql: {@code pg_dump} without {@code -F}. */
        PLAIN,
        /** {@code pg_dump -Fc} */
        CUSTOM,
        /** {@code pg_dump -Ft} */
        TAR,
        /** {@code pg_dump -Fd} */
        DIRECTORY
    }

    /**
     * Looks at a file's beginning. That does not prove that it is whole: {@link PlainCheck} does for plain dumps,
     * {@link #requireUncut} for some of the damage to the others.
     *
     * @throws Refused when it is no dump that can be restored, with the reason and what to do
     * @throws CannotProceed when it cannot be read
     */
    public static ForeignBackup recognise(Path path) {
        if (Files.isDirectory(path)) {
            return folder(path);
        }
        PackedFile file = PackedFile.of(path);
        byte[] begin = beginning(file);
        if (begin.length == 0) {
            throw refused(path, empty(file));
        }
        if (ArchiveHead.isOne(begin)) {
            return custom(file, ArchiveHead.of(begin));
        }
        if (TarMember.isTar(begin)) {
            return tar(file);
        }
        if (file.compression() != Compression.NONE && Compression.detect(begin) != Compression.NONE) {
            throw refused(path, "is compressed twice. Unpack it once, and give the result");
        }
        NoDump.recognise(begin).ifPresent(what -> {
            throw refused(path, what);
        });
        for (byte b : begin) {
            if (b == 0) {
                throw refused(
                        path, "is no dump of pg_dump: neither a script nor an archive. See what it is: file " + path);
            }
        }
        return new ForeignBackup(path, Kind.PLAIN, file.compression(), Optional.empty());
    }

    /** The file's content, decompressed; not for {@link Kind#DIRECTORY}. */
    public InputStream open() {
        return PackedFile.of(path).open();
    }

    /**
     * Reads what can be read without pg_restore: what is compressed decodes to its end, and a tar has its end mark. Of
     * a custom dump that was cut only pg_restore can tell, by decoding it whole; of a folder, too.
     *
     * @throws Refused when the file was cut off or damaged
     */
    public void requireUncut() {
        if (kind == Kind.DIRECTORY || kind != Kind.TAR && compression == Compression.NONE) {
            return;
        }
        try (InputStream in = open()) {
            if (kind == Kind.TAR) {
                TarMember.namesOfWhole(in);
            } else {
                in.transferTo(OutputStream.nullOutputStream());
            }
        } catch (IOException e) {
            throw new CannotProceed("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Tells, before anything is touched, that a pg_restore is too old for the archive.
     *
     * @param major the major version of pg_restore
     */
    public void requireReadableBy(int major) {
        int oldest = head.map(ArchiveHead::oldestPgRestore).orElse(0);
        if (major >= oldest) {
            return;
        }
        ArchiveHead archive = head.orElseThrow();
        throw new CannotProceed(path + " is an archive of format " + archive.major() + "." + archive.minor()
                + ", which pg_dump " + archive.dumpVersion().orElse(oldest + " or later")
                + " wrote. pg_restore reads it from version " + oldest + " on, and the one at hand is " + major
                + ". Nothing was changed. Make a script of it with a newer one, and give that: docker run --rm -v "
                + path.toAbsolutePath() + ":/dump:ro postgres:" + oldest + " pg_restore -f - /dump > dump.sql");
    }

    private static ForeignBackup folder(Path path) {
        Path toc = path.resolve(TOC);
        if (!Files.isRegularFile(toc)) {
            throw refused(
                    path,
                    "is a folder without a " + TOC
                            + ", so not one that pg_dump -Fd wrote. Give the dump itself: ls -la " + path);
        }
        byte[] begin = beginning(PackedFile.of(toc));
        if (!ArchiveHead.isOne(begin)) {
            throw refused(path, "holds a " + TOC + " that is not pg_dump's, or was cut off. Take another backup");
        }
        return new ForeignBackup(path, Kind.DIRECTORY, Compression.NONE, Optional.of(ArchiveHead.of(begin)));
    }

    private static ForeignBackup custom(PackedFile file, ArchiveHead head) {
        if (head.format() != ArchiveHead.CUSTOM) {
            throw refused(
                    file.path(),
                    "is only the table of contents of a dump in the directory format: its data lies in files beside it."
                            + " Give the folder");
        }
        return new ForeignBackup(file.path(), Kind.CUSTOM, file.compression(), Optional.of(head));
    }

    private static ForeignBackup tar(PackedFile file) {
        Optional<TarMember> toc;
        try (InputStream in = file.open()) {
            toc = TarMember.find(in, TOC, ArchiveHead.BYTES);
        } catch (IOException e) {
            throw new CannotProceed("Cannot read " + file.path() + ": " + e.getMessage(), e);
        }
        if (toc.isEmpty() || !ArchiveHead.isOne(toc.get().beginning())) {
            throw refused(
                    file.path(),
                    "is a tar without pg_dump's " + TOC + ". If a dump is in it, unpack it and give the dump: tar -tf "
                            + file.path());
        }
        if (toc.get().position() > 0 || !toc.get().name().equals(TOC)) {
            throw refused(
                    file.path(),
                    "is a tar of a folder that pg_dump -Fd wrote, which pg_restore does not read. Unpack it, and give the"
                            + " folder: tar -xf " + file.path());
        }
        ArchiveHead head = ArchiveHead.of(toc.get().beginning());
        return new ForeignBackup(file.path(), Kind.TAR, file.compression(), Optional.of(head));
    }

    private static String empty(PackedFile file) {
        if (file.compression() == Compression.NONE) {
            return "is empty: 0 bytes. The command that should have made it failed. Take another backup, and look at its"
                    + " exit code";
        }
        return "holds nothing: 0 bytes after unpacking. `pg_dump | gzip` leaves such a file when pg_dump fails, and"
                + " reports success without `set -o pipefail`. Take another backup with that";
    }

    private static byte[] beginning(PackedFile file) {
        try (InputStream in = file.open()) {
            return in.readNBytes(LOOKED_AT);
        } catch (IOException e) {
            throw new CannotProceed("Cannot read " + file.path() + ": " + e.getMessage(), e);
        }
    }

    static Refused refused(Path path, String what) {
        return new Refused("Refused to restore " + path + ": it " + what + ".\nNothing was changed.");
    }
}
