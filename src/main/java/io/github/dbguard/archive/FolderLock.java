package io.github.dbguard.archive;

import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One lock a folder, so that two runs at once do not fight over it. The operating system holds it for this process and
 * takes it back when the process dies, however it dies: there is no stale lock to clean up.
 *
 * <p>The lock file stays when the lock is released. Deleting it would let two processes lock two files of one name.
 *
 * <p>Invariant: while this process holds the lock, it opens the lock file no second time. On Unix, closing any
 * descriptor of a file drops all locks that the process has on it; hence {@link #HELD}, which is asked first.
 */
public final class FolderLock implements AutoCloseable {

    private static final String FILE = ".lock";
    /** Beyond any content, so that Windows, where locks bind readers too, lets the loser read who holds it. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);
    private static final int MOST_HOLDER_BYTES = 4096;

    /** What this JVM holds: the lock file by its real path, and the holder's words. */
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock, and makes the folder where it is missing.
     *
     * @param what what the lock is for, told to whoever finds it taken: {@code "rotate-password of shop-db-1"}
     * @param wait how long to wait for another holder; zero tries once
     * @throws CannotProceed naming the holder's process id, what it does and since when
     */
    public static FolderLock acquire(Path folder, String what, Duration wait) {
        Durable.createPrivateFolders(folder);
        long deadline = System.nanoTime() + wait.toNanos();
        Path file;
        try {
            file = folder.toRealPath().resolve(FILE);
        } catch (IOException e) {
            throw DiskError.of("lock", folder, e);
        }
        String holder = "pid " + ProcessHandle.current().pid() + ", "
                + what.replaceAll("\\p{Cntrl}", " ") + ", since "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
        while (true) {
            Attempt attempt = attempt(file, holder);
            if (attempt.lock() != null) {
                return attempt.lock();
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new CannotProceed("Another run of dbguard holds " + folder + " ("
                        + (attempt.other().isBlank() ? "it has not said yet who it is" : attempt.other())
                        + "). Nothing was changed. Wait until it has ended, and run this again; the lock goes with its"
                        + " process, so there is no file to delete.");
            }
            pause(folder);
        }
    }

    /** Lets the next one in. Closing twice is harmless. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            try (FileChannel closing = channel) {
                closing.truncate(0);
            }
        } catch (IOException e) {
            throw DiskError.of("unlock", file, e);
        } finally {
            HELD.remove(file);
        }
    }

    /**
     * @param lock null when somebody else has it
     * @param other the holder's words when somebody else has it
     */
    private record Attempt(FolderLock lock, String other) {}

    private static Attempt attempt(Path file, String holder) {
        String ours = HELD.putIfAbsent(file, holder);
        if (ours != null) {
            return new Attempt(null, ours);
        }
        FileChannel channel = null;
        boolean taken = false;
        try {
            channel = Durable.openOrCreate(file);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                return new Attempt(null, content(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((holder + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            taken = true;
            return new Attempt(new FolderLock(file, channel), "");
        } catch (IOException e) {
            throw DiskError.of("lock", file, e);
        } finally {
            if (!taken) {
                // In this order: until the channel is closed, no other thread may take the lock that closing it drops.
                closeQuietly(channel);
                HELD.remove(file);
            }
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException heldByAnotherClassLoaderOfThisJvm) {
            return null;
        }
    }

    private static String content(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MOST_HOLDER_BYTES);
        channel.read(bytes, 0);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString().strip();
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // The lock was not ours, so nothing is lost with it.
        }
    }

    private static void pause(Path folder) {
        try {
            Thread.sleep(BETWEEN_TRIES.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed(
                    "Interrupted while waiting for the lock of " + folder + ". Nothing was changed.", e);
        }
    }
}
