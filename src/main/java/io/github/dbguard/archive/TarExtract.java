package io.github.dbguard.archive;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Unpacks a tar stream that comes from somewhere else, and proves what it wrote.
 *
 * <p>The stream is not trusted in two ways. It may have been cut: every content is as long as its header says, every
 * header's checksum is right, and the end marker (two empty records) has come, else it is an error. And it may mean
 * harm: nothing is written outside of the folder, through a link, or as anything but a regular file or a folder.
 *
 * <p>One thread reads and writes, one hashes, a few fsync behind them. What is hashed are the bytes that arrived, not
 * what the disk gives back.
 */
public final class TarExtract {

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int BUFFERS = 8;
    /** Below it, handing a file over to the other thread costs more than its hash. */
    private static final int HASHED_AT_ONCE_BYTES = 64 * 1024;
    /** They wait for the disk more than they work: many fsyncs at once share one commit of the file system's journal. */
    private static final int SYNCERS = 16;

    private final Path folder;
    private final int stripComponents;
    private final LongConsumer bytesSoFar;
    private final Set<Path> folders = new LinkedHashSet<>();
    private final List<Written> written = new ArrayList<>();
    /** Synced together at the end: ten thousand commits of the journal in between would slow the writing down. */
    private final List<Path> small = new ArrayList<>();

    private final List<Future<?>> syncs = new ArrayList<>();
    private final ExecutorService hasher = threads("dbguard-hash", 1);
    private final ExecutorService syncers = threads("dbguard-fsync", SYNCERS);
    private final BlockingQueue<byte[]> buffers = new ArrayBlockingQueue<>(BUFFERS);
    private final MessageDigest smallFiles = Checksums.sha256();
    private long bytes;

    private TarExtract(Path folder, int stripComponents, LongConsumer bytesSoFar) {
        this.folder = folder.toAbsolutePath().normalize();
        this.stripComponents = stripComponents;
        this.bytesSoFar = bytesSoFar;
        for (int i = 0; i < BUFFERS; i++) {
            buffers.add(new byte[BUFFER_BYTES]);
        }
    }

    /**
     * Unpacks below a folder. Files are 0600 and folders 0700 whatever the tar says; all of them are fsynced when the
     * method returns. When it throws, what was written so far stays: the folder is the caller's, under a temporary
     * name, and {@link Durable#deleteTree} removes it.
     *
     * @param tar uncompressed; read to its end and not closed
     * @param folder made where it is missing; a file that exists already is an error
     * @param stripComponents how many leading parts of every name are left out: 1 takes away the top folder that a copy
     *     out of a container has. A folder with fewer is passed over, a file with fewer is refused
     * @param bytesSoFar is told the bytes of content written so far, at every buffer, from the calling thread
     * @return the files in the tar's order, with paths relative to the folder
     * @throws CannotProceed when the stream is cut or damaged, or the disk fails
     * @throws Refused when an entry is a link or a device, or lies outside of the folder
     */
    public static List<FileDigest> extract(InputStream tar, Path folder, int stripComponents, LongConsumer bytesSoFar) {
        TarExtract extract = new TarExtract(folder, stripComponents, bytesSoFar);
        try {
            return extract.run(tar);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed("Interrupted while unpacking to " + folder + ".", e);
        } finally {
            extract.hasher.shutdownNow();
            extract.syncers.shutdownNow();
        }
    }

    /** A file whose content is written; its hash may still be under way. */
    private record Written(String path, long bytes, Future<String> sha256) {}

    private List<FileDigest> run(InputStream in) throws InterruptedException {
        makeFolder(folder);
        TarTail tail = new TarTail(new BufferedInputStream(in, BUFFER_BYTES));
        String last = "its beginning";
        try {
            // Not closed: the stream is the caller's.
            TarArchiveInputStream tar = new TarArchiveInputStream(
                    tail, TarTail.RECORD_BYTES, TarTail.RECORD_BYTES, StandardCharsets.UTF_8.name(), false);
            tail.expectEndAt(0);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                last = "'" + entry.getName() + "'";
                unpack(tar, entry);
                tail.expectEndAt(tail.position() + (-entry.getSize() & (TarTail.RECORD_BYTES - 1)));
            }
            if (!tail.endedWithMarker()) {
                throw new IOException("it ended without the mark that closes a tar");
            }
            tail.drain();
        } catch (IOException | IllegalArgumentException e) {
            // Commons Compress lets some damaged headers through as IllegalArgumentException.
            throw new CannotProceed(
                    "The tar stream was cut off or damaged at byte " + tail.position() + ", at or after " + last + ": "
                            + e.getMessage() + ". What was unpacked to " + folder
                            + " is not whole and must not be used. The source is untouched: run it again.",
                    e);
        }
        List<FileDigest> files = new ArrayList<>(written.size());
        for (Written file : written) {
            files.add(new FileDigest(file.path(), file.bytes(), done(file.sha256())));
        }
        small.forEach(this::syncLater);
        for (Future<?> sync : syncs) {
            done(sync);
        }
        folders.forEach(Durable::sync);
        return List.copyOf(files);
    }

    private void unpack(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException, InterruptedException {
        if (!entry.isCheckSumOK()) {
            throw new IOException("the checksum of its header is wrong");
        }
        Kind kind = kind(entry);
        List<String> parts = parts(entry.getName());
        if (kind == Kind.FOLDER && entry.getSize() > 0) {
            throw new IOException("a folder has content");
        }
        if (parts.size() <= stripComponents) {
            if (kind == Kind.FILE) {
                throw refused(entry.getName(), "has too short a name to take " + stripComponents + " parts away");
            }
            return;
        }
        String path = String.join("/", parts.subList(stripComponents, parts.size()));
        Path place = place(entry.getName(), path);
        if (kind == Kind.FOLDER) {
            makeFolder(place);
        } else {
            makeFolder(place.getParent());
            written.add(new Written(path, entry.getSize(), write(tar, entry.getSize(), place)));
            if (entry.getSize() > HASHED_AT_ONCE_BYTES) {
                syncLater(place);
            } else {
                small.add(place);
            }
        }
    }

    private void syncLater(Path place) {
        syncs.add(syncers.submit(() -> Durable.sync(place)));
    }

    private enum Kind {
        FILE,
        FOLDER
    }

    private static Kind kind(TarArchiveEntry entry) {
        if (entry.isSparse()) {
            throw refused(entry.getName(), "is a sparse file");
        }
        return switch (entry.getLinkFlag()) {
            case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG ->
                entry.getName().endsWith("/") ? Kind.FOLDER : Kind.FILE;
            case TarConstants.LF_DIR -> Kind.FOLDER;
            case TarConstants.LF_SYMLINK -> throw refused(entry.getName(), "is a symbolic link");
            case TarConstants.LF_LINK -> throw refused(entry.getName(), "is a hard link");
            case TarConstants.LF_CHR, TarConstants.LF_BLK -> throw refused(entry.getName(), "is a device");
            case TarConstants.LF_FIFO -> throw refused(entry.getName(), "is a named pipe");
            default -> throw refused(entry.getName(), "is of the unknown type " + entry.getLinkFlag());
        };
    }

    private static List<String> parts(String name) {
        if (name.startsWith("/")) {
            throw refused(name, "has an absolute name");
        }
        List<String> parts = new ArrayList<>();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                throw refused(name, "leads out of its folder");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }

    private Path place(String name, String path) {
        try {
            Path place = folder.resolve(path).normalize();
            if (place.startsWith(folder) && !place.equals(folder)) {
                return place;
            }
        } catch (InvalidPathException e) {
            throw new CannotProceed(
                    "Cannot unpack '" + name + "': this system cannot write such a file name (" + e.getReason()
                            + "). If it holds letters outside of ASCII, give Java a UTF-8 locale and run it again: export"
                            + " LC_ALL=C.UTF-8",
                    e);
        }
        throw refused(name, "leads out of its folder");
    }

    private static Refused refused(String name, String why) {
        return new Refused("Refused to unpack a tar: its entry '" + name + "' " + why + ". A dump of PostgreSQL holds"
                + " nothing but regular files and folders. Nothing was written outside of the folder. See where the tar"
                + " comes from before it is used.");
    }

    /** Writes one content; answers with its SHA-256 to come. */
    private Future<String> write(TarArchiveInputStream tar, long size, Path place)
            throws IOException, InterruptedException {
        try (FileChannel file = openNew(place)) {
            if (size <= HASHED_AT_ONCE_BYTES) {
                byte[] buffer = buffers.take();
                int length = fill(tar, buffer, size);
                append(file, place, buffer, length);
                smallFiles.update(buffer, 0, length);
                buffers.add(buffer);
                return CompletableFuture.completedFuture(hex(smallFiles));
            }
            MessageDigest sha256 = Checksums.sha256();
            for (long left = size; left > 0; ) {
                // Waits while the hasher is behind: that bounds the memory.
                byte[] buffer = buffers.take();
                int length = fill(tar, buffer, left);
                hasher.execute(() -> {
                    sha256.update(buffer, 0, length);
                    buffers.add(buffer);
                });
                append(file, place, buffer, length);
                left -= length;
            }
            return hasher.submit(() -> hex(sha256));
        }
    }

    private static int fill(TarArchiveInputStream tar, byte[] buffer, long left) throws IOException {
        int wanted = (int) Math.min(buffer.length, left);
        if (tar.readNBytes(buffer, 0, wanted) < wanted) {
            throw new IOException("it ended in the middle of a file");
        }
        return wanted;
    }

    private void append(FileChannel file, Path place, byte[] buffer, int length) {
        try {
            ByteBuffer content = ByteBuffer.wrap(buffer, 0, length);
            while (content.hasRemaining()) {
                file.write(content);
            }
        } catch (IOException e) {
            throw DiskError.of("write", place, e);
        }
        bytes += length;
        bytesSoFar.accept(bytes);
    }

    private static FileChannel openNew(Path place) {
        try {
            return Durable.openNew(place);
        } catch (IOException e) {
            throw DiskError.of("create", place, e);
        }
    }

    private void makeFolder(Path place) {
        if (folders.add(place)) {
            Durable.createPrivateFolders(place);
        }
    }

    private static <T> T done(Future<T> work) throws InterruptedException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException reason) {
                throw reason;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static ExecutorService threads(String name, int most) {
        return Executors.newFixedThreadPool(most, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
