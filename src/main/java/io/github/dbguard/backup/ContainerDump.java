package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.archive.Checksums;
import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.archive.Room;
import io.github.dbguard.archive.TarExtract;
import io.github.dbguard.counts.Snapshot;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.target.ContainerTarget;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Dumps inside the container: into a temporary folder there, compressed there, carried out as a tar. Docker's exec
 * stream carries some 100 MB/s, so compressing before it is what makes this fast. Where there is no room for the folder,
 * or nothing can be written, {@link ContainerStream} takes over.
 */
final class ContainerDump implements Dump {

    private static final long MARGIN_BYTES = 256L << 20;
    private static final int KIB = 1024;

    private final ContainerTarget target;
    private final DumpOptions options;
    private final Log log;
    private final ContainerTools tools;
    private final ContainerStream stream;

    ContainerDump(ContainerTarget target, DumpOptions options, Log log) {
        this.target = target;
        this.options = options;
        this.log = log;
        this.tools = new ContainerTools(target);
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
        long bytes = dataBytes + MARGIN_BYTES;
        String place = tools.makeFolder(bytes / KIB, log);
        if (place == null) {
            return streamed("takes no temporary dump of up to " + Room.inWords(bytes), snapshot, folder, progress);
        }
        boolean whole;
        try {
            whole = run(snapshot, place, progress);
            if (whole) {
                if (options.decode()) {
                    decode(place, snapshot.database());
                }
                Dumped dumped = carryOut(snapshot.database(), place, folder, progress);
                tools.removeFolder(place);
                return dumped;
            }
            tools.removeFolder(place);
        } catch (RuntimeException e) {
            try {
                tools.removeFolder(place);
            } catch (CannotProceed alsoFailed) {
                // A container that died takes no command. The next run removes it.
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
        return streamed("has become full while it was dumped to", snapshot, folder, progress);
    }

    private Dumped streamed(String why, Snapshot snapshot, Path folder, DumpProgress progress) {
        log.warn("The container's /tmp " + why + " (no room, a tmpfs, or read-only). The dump of " + snapshot.database()
                + " is streamed out in the custom format instead, by one session.");
        return stream.dump(snapshot, DumpFormat.CUSTOM, folder, progress);
    }

    /** @return false when the container's disk was full before the dump was whole */
    private boolean run(Snapshot snapshot, String place, DumpProgress progress) {
        String file = place + "/dump";
        if (options.format() != DumpFormat.DIRECTORY) {
            tools.requireOk(tools.run("mkdir", "mkdir \"$1/dump\"", place), "Could not make a folder");
            file += "/" + PgDump.fileName(snapshot.database()) + ".dump";
        }
        try (FolderWatch watch = new FolderWatch(tools, place, progress)) {
            ExecResult result = tools.pgDump(snapshot, options, file, true, progress::line);
            if (!result.ok() && PgDump.lacksZstd(result.stderr())) {
                result = tools.pgDump(snapshot, options, file, false, progress::line);
            }
            if (!result.ok() && PgDump.lacksRoom(result.stderr())) {
                return false;
            }
            tools.requireOk(result, "pg_dump of database " + snapshot.database() + " failed");
            return true;
        }
    }

    private void decode(String place, String database) {
        tools.requireOk(
                tools.run(
                        "pg_restore",
                        "cd \"$1/dump\" && if [ -e toc.dat ]; then set -- .; else set -- *.dump; fi\n"
                                + "exec pg_restore --file=/dev/null \"$1\"",
                        place),
                "The dump of database " + database + " does not decode");
    }

    private Dumped carryOut(String database, String place, Path folder, DumpProgress progress) {
        boolean directory = options.format() == DumpFormat.DIRECTORY;
        String name = PgDump.fileName(database);
        String home = directory ? "dump/" + name : "dump";
        Room.require(folder, tools.bytesOf(place), "The dump of database " + database);
        List<FileDigest> files;
        try (Beside<Map<String, String>> inside = Beside.run("dbguard-digests", () -> digestsInside(place), e -> {})) {
            List<String> named = directory ? filesNamedByToc(place) : List.of(name + ".dump");
            files = target.engine()
                    .copyOut(
                            target.container().id(),
                            place + "/dump",
                            tar -> TarExtract.extract(tar, folder.resolve(home), 1, progress::bytes));
            Arrival.requireSame(inside.result(), files, database);
            Arrival.requireAll(named, files, database);
        }
        return new Dumped(
                directory ? home : home + "/" + name + ".dump",
                options.format(),
                files.stream()
                        .map(f -> new FileDigest(home + "/" + f.path(), f.bytes(), f.sha256()))
                        .toList());
    }

    private Map<String, String> digestsInside(String place) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tools.requireOk(
                tools.run(
                        "sha256sum",
                        "cd \"$1/dump\" && exec find . -type f -exec sha256sum {} +",
                        out,
                        line -> {},
                        place),
                "The checksums of the dump could not be computed inside the container");
        return Checksums.parseSha256sumOutput(out.toString(StandardCharsets.UTF_8));
    }

    /** The data files that the dump's own table of contents names: a dump without one of them is not whole. */
    private List<String> filesNamedByToc(String place) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tools.requireOk(
                tools.run("pg_restore --list", "exec pg_restore --list \"$1/dump\"", out, line -> {}, place),
                "The dump's table of contents could not be read");
        return Arrival.filesNamedBy(out.toString(StandardCharsets.UTF_8));
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
