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
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Dumps inside the container: into a temporary folder there, compressed there, carried out as a tar. Docker's exec
 * stream carries some 100 MB/s, so compressing before it is what makes this fast. Where there is no room for the folder,
 * or nothing can be written, {@link ContainerStream} takes over.
 */
final class ContainerDump implements Dump {

    private static final Pattern LISTED = Pattern.compile("(\\d+) (TABLE DATA|BLOBS)");
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
    public Dumped dump(Snapshot snapshot, Path folder, DumpProgress progress) {
        if (options.format() == DumpFormat.PLAIN) {
            return stream.dump(snapshot, options.format(), folder, progress);
        }
        String place = tools.makeFolder((snapshot.dataBytes() + MARGIN_BYTES) / KIB, log);
        if (place == null) {
            log.warn("The container has no room for a temporary dump, or lets nothing be written; the dump is streamed"
                    + " out in the custom format instead, which is slower.");
            return stream.dump(snapshot, DumpFormat.CUSTOM, folder, progress);
        }
        try {
            run(snapshot, place, progress);
            if (options.decode()) {
                decode(place, snapshot.database());
            }
            return carryOut(snapshot.database(), place, folder, progress);
        } finally {
            tools.removeFolder(place);
        }
    }

    private void run(Snapshot snapshot, String place, DumpProgress progress) {
        String file = place + "/dump";
        if (options.format() != DumpFormat.DIRECTORY) {
            tools.requireOk(tools.run("mkdir \"$1/dump\"", place), "Could not make a folder");
            file += "/" + PgDump.fileName(snapshot.database()) + ".dump";
        }
        try (FolderWatch watch = new FolderWatch(tools, place, progress)) {
            ExecResult result = tools.pgDump(snapshot, options, place, file, true, progress::line);
            if (!result.ok() && PgDump.lacksZstd(result.stderr())) {
                result = tools.pgDump(snapshot, options, place, file, false, progress::line);
            }
            tools.requireOk(result, "pg_dump of database " + snapshot.database() + " failed");
        }
    }

    private void decode(String place, String database) {
        tools.requireOk(
                tools.run(
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
        CompletableFuture<Map<String, String>> inside = CompletableFuture.supplyAsync(() -> digestsInside(place));
        List<String> named = directory ? filesNamedByToc(place) : List.of(name + ".dump");
        List<FileDigest> files = target.engine()
                .copyOut(
                        target.container().id(),
                        place + "/dump",
                        tar -> TarExtract.extract(tar, folder.resolve(home), 1, progress::bytes));
        requireSame(join(inside), files, database);
        requireAll(named, files, database);
        return new Dumped(
                directory ? home : home + "/" + name + ".dump",
                files.stream()
                        .map(f -> new FileDigest(home + "/" + f.path(), f.bytes(), f.sha256()))
                        .toList());
    }

    private Map<String, String> digestsInside(String place) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tools.requireOk(
                tools.run("cd \"$1/dump\" && exec find . -type f -exec sha256sum {} +", out, line -> {}, place),
                "The checksums of the dump could not be computed inside the container");
        return Checksums.parseSha256sumOutput(out.toString(StandardCharsets.UTF_8));
    }

    private static Map<String, String> join(CompletableFuture<Map<String, String>> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    /** The data files that the dump's own table of contents names: a dump without one of them is not whole. */
    private List<String> filesNamedByToc(String place) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tools.requireOk(
                tools.run(
                        "pg_restore --list \"$1/dump\" > \"$1/toc\" || exit 1\n"
                                + "sed -n -E 's/^([0-9]+); [0-9]+ [0-9]+ (TABLE DATA|BLOBS) .*/\\1 \\2/p' \"$1/toc\"",
                        out,
                        line -> {},
                        place),
                "The dump's table of contents could not be read");
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(LISTED::matcher)
                .filter(Matcher::matches)
                .map(m -> m.group(2).equals("BLOBS") ? "blobs" : m.group(1) + ".dat")
                .distinct()
                .toList();
    }

    private static void requireSame(Map<String, String> inside, List<FileDigest> outside, String database) {
        Map<String, String> arrived = outside.stream()
                .collect(Collectors.toMap(FileDigest::path, FileDigest::sha256, (a, b) -> a, TreeMap::new));
        if (!arrived.equals(new TreeMap<>(inside))) {
            throw new CannotProceed("The dump of database " + database + " did not arrive as it was made: of "
                    + inside.size() + " files " + arrived.size() + " came, and their checksums differ.\n"
                    + "The database is untouched, and no backup was written. Run it again.");
        }
    }

    private static void requireAll(List<String> named, List<FileDigest> files, String database) {
        List<String> names = files.stream().map(FileDigest::path).toList();
        List<String> missing = named.stream()
                .filter(n -> names.stream().noneMatch(f -> f.startsWith(n)))
                .toList();
        if (!missing.isEmpty()) {
            throw new CannotProceed(
                    "The dump of database " + database + " lacks files that its table of contents names: " + missing
                            + ".\nThe database is untouched, and no backup was written. Run it again.");
        }
    }

    /** Stops and removes what killed runs left in the container. Only with the backup lock held. */
    void removeLeftovers() {
        tools.removeLeftovers()
                .forEach(left -> log.warn("Removed " + left + " inside the container, which an earlier run left."));
    }

    @Override
    public void close() {
        // Each dump removes its own folder.
    }
}
