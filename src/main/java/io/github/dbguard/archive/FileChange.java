package io.github.dbguard.archive;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

/**
 * New bytes for a file that somebody else owns and reads, as an {@code .env} is: mode, owner, group and links stay what
 * they were.
 *
 * <p>Invariant: it holds the old bytes or the new ones whole, also after a power cut or on a full disk. Only where the
 * name cannot be given to another file (a hard link, a mount of the file itself, a group that is not ours) are the bytes written into it, and that
 * is said: there a power cut in between may leave a mixture.
 */
public final class FileChange {

    private static final int PERMISSIONS = 07777;
    private static final int MOST_LINKS = 40;

    private FileChange() {}

    /**
     * Answers where {@link #write} can be expected to succeed. Changes nothing.
     *
     * @param file need not exist; its folder must
     * @throws CannotProceed with the reason
     */
    public static void check(Path file) {
        Path real = behindLinks(file);
        Path folder = real.getParent();
        if (!Files.isDirectory(folder)) {
            throw cannot(file, "its folder " + folder + " does not exist");
        }
        boolean exists = Files.exists(real, LinkOption.NOFOLLOW_LINKS);
        if (exists && !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw cannot(file, "it is not a file");
        }
        if (exists && !Files.isReadable(real)) {
            throw cannot(file, "user " + user() + " may not read it");
        }
        if (exists && inPlaceBecause(real) != null) {
            if (!Files.isWritable(real)) {
                throw cannot(file, "user " + user() + " may not write it, or its file system is read-only");
            }
            return;
        }
        if (!Files.isWritable(folder)) {
            throw cannot(
                    file,
                    "user " + user() + " may not write to its folder " + folder + ", or the file system is read-only");
        }
        if (exists) {
            requireOwn(file, real);
        }
    }

    /**
     * Gives a file new bytes, durably. A symbolic link stays one: what it points to is changed. A file that does not
     * exist is made, 0600.
     *
     * @param log told where the bytes had to be written in place
     * @throws CannotProceed when it failed; the old bytes are there then, and no temporary file is
     */
    public static void write(Path file, byte[] bytes, Log log) {
        check(file);
        Path real = behindLinks(file);
        try {
            String reason = Files.exists(real) ? inPlaceBecause(real) : null;
            if (reason == null) {
                reason = replace(real, bytes);
            }
            if (reason != null) {
                writeInPlace(real, bytes);
                log.warn(file + " was written in place, because " + reason
                        + ": a power cut in that moment would have left it half written.");
            }
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** DiskError would advise another -Ddbguard.directory for a full disk, which is no help here. */
    private static CannotProceed failed(Path file, IOException error) {
        String message = String.valueOf(error.getMessage());
        if (message.contains("No space left") || message.contains("quota")) {
            return new CannotProceed(
                    "Cannot write " + file + ": No space left. " + Room.inWords(Room.freeBytesOrZero(file))
                            + " are free there, and it holds what it held before. Make room, and run it again: df -h "
                            + file,
                    error);
        }
        return DiskError.of("write", file, error);
    }

    /** Removes what a killed {@link #write} may have left beside the file: it holds the new bytes. */
    public static void removeLeftover(Path file) {
        Path partial = partial(behindLinks(file));
        try {
            Files.deleteIfExists(partial);
        } catch (IOException e) {
            throw DiskError.of("delete", partial, e);
        }
    }

    /** Always the same one, so that what a killed process left is found. */
    private static Path partial(Path real) {
        return real.resolveSibling("." + real.getFileName() + ".dbguard.partial");
    }

    /** Why nothing could be renamed over it, which is unchanged then; null when that was done. */
    private static String replace(Path real, byte[] bytes) throws IOException {
        Path partial = partial(real);
        Files.deleteIfExists(partial);
        try {
            try (FileChannel out = Durable.openNew(partial)) {
                writeAll(out, ByteBuffer.wrap(bytes), 0);
                if (!takeOver(real, partial)) {
                    return "another file could not be given to its group";
                }
                out.force(true);
            }
            Files.move(partial, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Durable.force(real.getParent());
            return null;
        } catch (FileSystemException e) {
            if (e.getReason() == null || !e.getReason().contains("busy")) {
                throw e;
            }
            return "it is in use as a mount point";
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /**
     * Owner before mode: a change of owner takes away the bits that run a file as somebody.
     *
     * @return false where this user may not give the file away so
     */
    private static boolean takeOver(Path from, Path to) throws IOException {
        if (!unix(to) || !Files.exists(from)) {
            return true;
        }
        Map<String, Object> old = Files.readAttributes(from, "unix:mode,uid,gid");
        Map<String, Object> made = Files.readAttributes(to, "unix:uid,gid");
        for (String owner : new String[] {"uid", "gid"}) {
            if (!old.get(owner).equals(made.get(owner))) {
                try {
                    Files.setAttribute(to, "unix:" + owner, old.get(owner));
                } catch (FileSystemException notPermitted) {
                    return false;
                }
            }
        }
        Files.setAttribute(to, "unix:mode", (int) old.get("mode") & PERMISSIONS);
        return true;
    }

    /** The new end first: where there is no room for it, nothing was overwritten. */
    private static void writeInPlace(Path real, byte[] bytes) throws IOException {
        byte[] old = Files.readAllBytes(real);
        try (FileChannel out = FileChannel.open(real, StandardOpenOption.WRITE)) {
            try {
                int common = Math.min(old.length, bytes.length);
                writeAll(out, ByteBuffer.wrap(bytes, common, bytes.length - common), common);
                out.force(true);
                writeAll(out, ByteBuffer.wrap(bytes, 0, common), 0);
                out.truncate(bytes.length);
                out.force(true);
            } catch (IOException e) {
                out.truncate(old.length);
                writeAll(out, ByteBuffer.wrap(old), 0);
                out.force(true);
                throw e;
            }
        }
        if (!Arrays.equals(Files.readAllBytes(real), bytes)) {
            throw new IOException("somebody else wrote to it at the same time");
        }
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes, long from) throws IOException {
        long position = from;
        while (bytes.hasRemaining()) {
            position += out.write(bytes, position);
        }
    }

    /** What is known before trying; null where the name can be given to another file. */
    private static String inPlaceBecause(Path real) {
        try {
            if (unix(real) && (int) Files.getAttribute(real, "unix:nlink") > 1) {
                return "it has other names (hard links), which would keep the old content";
            }
            return isMountPoint(real) ? "it is mounted by itself" : null;
        } catch (IOException e) {
            throw DiskError.of("look at", real, e);
        }
    }

    private static boolean isMountPoint(Path real) throws IOException {
        Path mounts = Path.of("/proc/self/mountinfo");
        if (!Files.isReadable(mounts)) {
            return false;
        }
        String escaped = real.toString()
                .replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
        return Files.readAllLines(mounts, StandardCharsets.ISO_8859_1).stream()
                .map(line -> line.split(" "))
                .anyMatch(fields -> fields.length > 4 && utf8(fields[4]).equals(escaped));
    }

    /** Names of other mounts need not be UTF-8, so that the lines are read as bytes. */
    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** A file put in its place would belong to somebody else, unless we may give it away: root may. */
    private static void requireOwn(Path file, Path real) {
        try {
            Path process = Path.of("/proc/self");
            if (!unix(real) || !Files.exists(process)) {
                return;
            }
            int owner = (int) Files.getAttribute(real, "unix:uid");
            int own = (int) Files.getAttribute(process, "unix:uid");
            if (own != 0 && own != owner) {
                throw cannot(
                        file,
                        "it belongs to the user with id " + owner + ", and user " + user() + " cannot keep it so");
            }
        } catch (IOException e) {
            throw DiskError.of("look at", file, e);
        }
    }

    private static Path behindLinks(Path file) {
        Path at = file.toAbsolutePath();
        try {
            for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(at); i++) {
                at = at.resolveSibling(Files.readSymbolicLink(at));
            }
            if (Files.isSymbolicLink(at)) {
                throw cannot(file, "its symbolic links lead in a circle");
            }
            Path folder = at.getParent();
            return folder != null && Files.isDirectory(folder)
                    ? folder.toRealPath().resolve(at.getFileName())
                    : at.normalize();
        } catch (IOException e) {
            throw DiskError.of("follow the link", file, e);
        }
    }

    private static boolean unix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static String user() {
        return System.getProperty("user.name");
    }

    private static CannotProceed cannot(Path file, String why) {
        return new CannotProceed("Cannot change " + file + ": " + why
                + ". Nothing was changed. See whose it is, run this as that user or mend it, and run it again: ls -la "
                + file);
    }
}
