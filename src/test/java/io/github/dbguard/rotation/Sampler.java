package io.github.dbguard.rotation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Looks again and again, as somebody else on the machine could: at all processes' arguments, and at a folder's modes. */
final class Sampler implements AutoCloseable {

    /** Of all processes of this machine, those in containers among them. */
    final Set<String> commands = ConcurrentHashMap.newKeySet();

    /** Every mode that was seen, by path. */
    final Map<Path, Set<String>> modes = new ConcurrentHashMap<>();

    private final Path folder;
    private final Thread processes = new Thread(() -> again(this::lookAtProcesses), "processes");
    private final Thread files = new Thread(() -> again(this::lookAtFiles), "files");

    Sampler(Path folder) {
        this.folder = folder;
        processes.start();
        files.start();
    }

    private static void again(Runnable look) {
        while (!Thread.currentThread().isInterrupted()) {
            look.run();
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void lookAtProcesses() {
        ProcessHandle.allProcesses().forEach(p -> p.info().commandLine().ifPresent(commands::add));
    }

    private void lookAtFiles() {
        for (Path at : new Path[] {folder, folder.resolve(".dbguard"), folder.resolve(".dbguard/journal")}) {
            try (Stream<Path> found = Files.list(at)) {
                found.forEach(this::look);
            } catch (NoSuchFileException notYet) {
                // It is made later.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void look(Path file) {
        try {
            modes.computeIfAbsent(file, f -> ConcurrentHashMap.newKeySet())
                    .add(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        } catch (IOException gone) {
            // Renamed since it was listed.
        }
    }

    @Override
    public void close() throws InterruptedException {
        processes.interrupt();
        files.interrupt();
        processes.join();
        files.join();
    }
}
