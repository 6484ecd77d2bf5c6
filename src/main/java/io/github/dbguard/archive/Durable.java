package io.github.dbguard.archive;

import io.github.dbguard.CannotProceed;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Files that are on disk when the method returns, and that nobody but their owner can read.
 *
 * <p>Invariant: under its final name a file or folder is either the old one or the whole new one, also after a power
 * cut. That takes three steps in this order: fsync what was written, rename it, fsync the folder that holds the name.
 */
public final class Durable {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    private static final FileAttribute<?>[] PRIVATE_FILE = attributes("rw-------");
    private static final FileAttribute<?>[] PRIVATE_FOLDER = attributes("rwx------");
    private static final Set<OpenOption> NEW_FILE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> READ_WRITE = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final int BUFFER_BYTES = 64 * 1024;

    private Durable() {}

    /** Writes a file's content. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Makes a folder and its ancestors where they are missing, each 0700. Those that exist stay as they are. */
    public static void createPrivateFolders(Path folder) {
        try {
            createMissing(folder.toAbsolutePath().normalize());
        } catch (IOException e) {
            throw DiskError.of("make the folder", folder, e);
        }
    }

    private static void createMissing(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        if (parent != null) {
            createMissing(parent);
        }
        try {
            Files.createDirectory(folder, PRIVATE_FOLDER);
        } catch (IOException e) {
            // Another process may have made it in between: that is as good.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        if (parent != null) {
            force(parent);
        }
    }

    /**
     * A new file, 0600, that is fsynced when the stream is closed. Its name becomes durable with {@link #publish} or
     * {@link #sync} of its folder. A file of that name that exists already is an error.
     */
    public static OutputStream create(Path file) {
        try {
            FileChannel channel = openNew(file);
            return new BufferedOutputStream(new SyncedOnClose(channel), BUFFER_BYTES);
        } catch (IOException e) {
            throw DiskError.of("create", file, e);
        }
    }

    /**
     * Writes a small text (UTF-8) in place of what the file held before. Its mode is 0600 afterwards, whatever it was
     * before; a symbolic link of that name is replaced, not followed.
     */
    public static void writeText(Path file, String text) {
        replace(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** {@link #writeText} for content that is not held in memory. When the writer fails, the old file is untouched. */
    static void replace(Path file, Content content) {
        Path absolute = file.toAbsolutePath();
        Path partial = absolute.resolveSibling("." + absolute.getFileName() + "."
                + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".partial");
        try {
            try (OutputStream out = create(partial)) {
                content.writeTo(out);
            }
            Files.move(partial, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            force(absolute.getParent());
        } catch (IOException e) {
            throw DiskError.of("write", file, e);
        } finally {
            discard(partial);
        }
    }

    /** Makes a file's content, or the names in a folder, durable. */
    public static void sync(Path folderOrFile) {
        try {
            force(folderOrFile);
        } catch (IOException e) {
            throw DiskError.of("bring to disk", folderOrFile, e);
        }
    }

    /**
     * Gives a finished file or folder its final name. The files below must have been fsynced by whoever wrote them, as
     * {@link #create}, {@link #writeText}, {@link Json#write} and {@link TarExtract} do; the folders are fsynced here.
     *
     * @param partial the temporary name, on the same file system
     * @param finalName must not exist: what is there is never overwritten
     */
    public static void publish(Path partial, Path finalName) {
        if (Files.exists(finalName, LinkOption.NOFOLLOW_LINKS)) {
            throw new CannotProceed("Cannot publish " + partial + " as " + finalName
                    + ": something of that name exists already, and it was left as it is. The new one is whole under its"
                    + " temporary name. Look at both: ls -la " + partial + " " + finalName);
        }
        try {
            forceFolders(partial);
            Files.move(partial, finalName, StandardCopyOption.ATOMIC_MOVE);
            force(finalName.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw DiskError.of("publish", finalName, e);
        }
    }

    /**
     * Takes a final name away, durably: what is half deleted after that no longer looks whole.
     *
     * @param partial the temporary name, in the same folder; must not exist
     */
    public static void withdraw(Path finalName, Path partial) {
        if (Files.exists(partial, LinkOption.NOFOLLOW_LINKS)) {
            throw new CannotProceed("Cannot take " + finalName + " away: " + partial
                    + " is in its way. Nothing was changed. Look at it: ls -la " + partial);
        }
        try {
            Files.move(finalName, partial, StandardCopyOption.ATOMIC_MOVE);
            force(partial.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw DiskError.of("rename", finalName, e);
        }
    }

    /**
     * Deletes a file, or a folder with all that it holds. Symbolic links are deleted as links: what they point to is
     * not touched. What does not exist is fine.
     */
    public static void deleteTree(Path folder) {
        try {
            deleteRecursively(folder);
        } catch (IOException e) {
            throw DiskError.of("delete", folder, e);
        }
    }

    private static void deleteRecursively(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
                for (Path child : children) {
                    deleteRecursively(child);
                }
            } catch (NoSuchFileException goneAlready) {
                return;
            }
        }
        Files.deleteIfExists(path);
    }

    /** A new file, 0600, for writing. */
    static FileChannel openNew(Path file) throws IOException {
        return FileChannel.open(file, NEW_FILE, PRIVATE_FILE);
    }

    /** The file for reading and writing; made 0600 where it is missing. */
    static FileChannel openOrCreate(Path file) throws IOException {
        return FileChannel.open(file, READ_WRITE, PRIVATE_FILE);
    }

    /** fsync. A folder can be opened for that on Unix; Windows keeps names durable by itself and refuses to open one. */
    static void force(Path path) throws IOException {
        boolean folder = Files.isDirectory(path);
        if (folder && !POSIX) {
            return;
        }
        StandardOpenOption option = folder || POSIX ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    private static void forceFolders(Path path) throws IOException {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            force(path);
            return;
        }
        try (DirectoryStream<Path> children =
                Files.newDirectoryStream(path, child -> Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS))) {
            for (Path child : children) {
                forceFolders(child);
            }
        }
        force(path);
    }

    private static void discard(Path partial) {
        try {
            Files.deleteIfExists(partial);
        } catch (IOException leftBehind) {
            // The failure that led here is the one worth telling.
        }
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** The bottom of {@link #create}: what reaches it is written, and forced to disk before the file is closed. */
    private static final class SyncedOnClose extends FilterOutputStream {

        private final FileChannel channel;

        SyncedOnClose(FileChannel channel) {
            super(Channels.newOutputStream(channel));
            this.channel = channel;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (channel.isOpen()) {
                try (FileChannel closing = channel) {
                    closing.force(true);
                }
            }
        }
    }
}
