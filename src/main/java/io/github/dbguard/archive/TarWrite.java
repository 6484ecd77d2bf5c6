package io.github.dbguard.archive;

import io.github.dbguard.CannotProceed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A folder as a tar stream, for carrying a backup back into a container.
 *
 * <p>Headers are POSIX (pax): names of any length in UTF-8, files of any size. The tar is made while it is read, so it
 * takes neither a thread nor memory, and a file that fails in the middle fails its reader.
 */
public final class TarWrite {

    private static final int RECORD_BYTES = 512;
    private static final int BUFFER_BYTES = 256 * 1024;

    private TarWrite() {}

    /**
     * Whom the files belong to where they are unpacked.
     *
     * @param uid numeric owner
     * @param gid numeric group
     * @param fileMode permission bits of files: {@code 0600}
     * @param folderMode permission bits of folders: {@code 0700}
     */
    public record Owner(int uid, int gid, int fileMode, int folderMode) {

        /** Nobody but the user may read it. */
        public static Owner only(int uid, int gid) {
            return new Owner(uid, gid, 0600, 0700);
        }
    }

    /**
     * The tar as a stream to read. Only regular files and folders go in; anything else in the folder is an error.
     *
     * @param folder what is packed, sorted by name
     * @param top the name that the folder itself has in the tar; empty when its content is to lie at the top
     * @param bytesSoFar is told the bytes of file content read so far, at every buffer
     */
    public static InputStream open(Path folder, String top, Owner owner, LongConsumer bytesSoFar) {
        Deque<Part> parts = new ArrayDeque<>();
        if (!Files.isDirectory(folder)) {
            throw new CannotProceed("Cannot pack " + folder + ": it is not a folder.");
        }
        if (!top.isEmpty()) {
            parts.add(new Part(folder, top));
        } else {
            children(folder, "").forEach(parts::add);
        }
        return new TarStream(parts, owner, bytesSoFar);
    }

    /** {@link #open} for whoever has a stream to write to. The stream is flushed and left open. */
    public static void write(Path folder, String top, Owner owner, OutputStream out, LongConsumer bytesSoFar) {
        try (InputStream tar = open(folder, top, owner, bytesSoFar)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = tar.read(buffer); n != -1; n = tar.read(buffer)) {
                out.write(buffer, 0, n);
            }
            out.flush();
        } catch (IOException e) {
            throw new CannotProceed("Cannot pack " + folder + ": " + e.getMessage() + ". The folder is unchanged.", e);
        }
    }

    /** A file or folder that is still to be packed. */
    private record Part(Path path, String name) {}

    private static List<Part> children(Path folder, String name) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted()
                    .map(child -> new Part(child, (name.isEmpty() ? "" : name + "/") + child.getFileName()))
                    .toList();
        } catch (IOException e) {
            throw DiskError.of("pack", folder, e);
        }
    }

    /** Reads as header, content, padding of each part in turn, and two empty records. */
    private static final class TarStream extends InputStream {

        private final Deque<Part> parts;
        private final Owner owner;
        private final LongConsumer bytesSoFar;
        private InputStream framing = InputStream.nullInputStream();
        private InputStream content = InputStream.nullInputStream();
        private Path contentOf;
        private long contentLeft;
        private int paddingAfter;
        private long contentRead;
        private boolean ended;

        TarStream(Deque<Part> parts, Owner owner, LongConsumer bytesSoFar) {
            this.parts = parts;
            this.owner = owner;
            this.bytesSoFar = bytesSoFar;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (true) {
                int n = framing.read(buffer, offset, length);
                if (n != -1) {
                    return n;
                }
                if (contentLeft > 0) {
                    return readContent(buffer, offset, length);
                }
                if (paddingAfter > 0) {
                    framing = new ByteArrayInputStream(new byte[paddingAfter]);
                    paddingAfter = 0;
                } else if (!parts.isEmpty()) {
                    begin(parts.removeFirst());
                } else if (!ended) {
                    framing = new ByteArrayInputStream(new byte[2 * RECORD_BYTES]);
                    ended = true;
                } else {
                    return -1;
                }
            }
        }

        private int readContent(byte[] buffer, int offset, int length) throws IOException {
            int n = content.read(buffer, offset, (int) Math.min(length, contentLeft));
            if (n == -1) {
                throw new IOException(contentOf + " became shorter while it was packed");
            }
            contentLeft -= n;
            contentRead += n;
            bytesSoFar.accept(contentRead);
            if (contentLeft == 0) {
                content.close();
            }
            return n;
        }

        private void begin(Part part) throws IOException {
            Path path = part.path();
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                framing = header(part, 0, true);
                List<Part> children = children(path, part.name());
                for (int i = children.size() - 1; i >= 0; i--) {
                    parts.addFirst(children.get(i));
                }
            } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                contentLeft = Files.size(path);
                content.close();
                content = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS);
                contentOf = path;
                paddingAfter = (int) (-contentLeft & (RECORD_BYTES - 1));
                framing = header(part, contentLeft, false);
            } else {
                throw new IOException(path + " is neither a regular file nor a folder; a backup holds nothing else");
            }
        }

        private InputStream header(Part part, long size, boolean folder) throws IOException {
            TarArchiveEntry entry = new TarArchiveEntry(part.name() + (folder ? "/" : ""));
            entry.setSize(size);
            entry.setMode(folder ? owner.folderMode() : owner.fileMode());
            entry.setUserId(owner.uid());
            entry.setGroupId(owner.gid());
            entry.setModTime(Files.getLastModifiedTime(part.path()).toMillis() / 1000 * 1000);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(RECORD_BYTES);
            TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, RECORD_BYTES, StandardCharsets.UTF_8.name());
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            // Never closed: that would demand the content, which follows on another way.
            tar.putArchiveEntry(entry);
            tar.flush();
            return new ByteArrayInputStream(bytes.toByteArray());
        }

        @Override
        public void close() throws IOException {
            parts.clear();
            contentLeft = 0;
            paddingAfter = 0;
            ended = true;
            framing = InputStream.nullInputStream();
            content.close();
        }
    }
}
