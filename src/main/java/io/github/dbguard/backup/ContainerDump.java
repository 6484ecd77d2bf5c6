package io.github.dbguard.backup;

import io.github.dbguard.Log;
import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.archive.Room;
import io.github.dbguard.counts.Snapshot;
import java.nio.file.Path;

/**
 * Dumps inside a container whose tools are as new as the server: into a temporary folder ({@link FolderDump}), in
 * parallel, compressed before it travels. Where there is no room for the folder, or nothing can be written, {@link
 * ContainerStream} takes over.
 */
final class ContainerDump implements Dump {

    private static final long MARGIN_BYTES = 1L << 30;
    private static final int KIB = 1024;

    private final DumpOptions options;
    private final Log log;
    private final ContainerTools tools;
    private final ContainerStream stream;

    ContainerDump(ContainerTools tools, DumpOptions options, Log log) {
        this.options = options;
        this.log = log;
        this.tools = tools;
        this.stream = new ContainerStream(tools, options);
    }

    @Override
    public String tool() {
        return tools.pgDumpVersion();
    }

    @Override
    public FileDigest globals(Path folder, String file) {
        return stream.globals(folder, file, log);
    }

    @Override
    public Dumped dump(Snapshot snapshot, long dataBytes, Path folder, DumpProgress progress) {
        if (options.format() == DumpFormat.PLAIN) {
            return stream.dump(snapshot, options.format(), folder, progress);
        }
        // Incompressible bytea grows when it is dumped as hexadecimal text; and the server needs room for its log.
        long bytes = dataBytes / 4 * 5 + MARGIN_BYTES;
        FolderDump dump = new FolderDump(tools, options, snapshot, folder, progress);
        FolderDump.Outcome outcome = dump.run(bytes / KIB, true);
        if (outcome == FolderDump.Outcome.LACKS_ZSTD) {
            dump = new FolderDump(tools, options, snapshot, folder, progress);
            outcome = dump.run(bytes / KIB, false);
        }
        return switch (outcome) {
            case NO_PLACE ->
                streamed("takes no temporary dump of up to " + Room.inWords(bytes), snapshot, folder, progress);
            case FULL -> streamed("has become full while it was dumped to", snapshot, folder, progress);
            default -> dump.dumped();
        };
    }

    private Dumped streamed(String why, Snapshot snapshot, Path folder, DumpProgress progress) {
        log.warn("The container's /tmp " + why + " (no room, a tmpfs, or read-only). The dump of " + snapshot.database()
                + " is streamed out in the custom format instead, by one session.");
        return stream.dump(snapshot, DumpFormat.CUSTOM, folder, progress);
    }

    /** Stops and removes what killed runs left in the container. Only with the server's lock held. */
    void removeLeftovers() {
        tools.removeLeftovers()
                .forEach(left -> log.warn("Removed " + left + " inside the container, which an earlier run left."));
    }

    @Override
    public void cancel() {
        tools.endAll();
    }

    @Override
    public void close() {
        // Each dump removes its own folder.
    }
}
