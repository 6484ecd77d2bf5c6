package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Checksums;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.archive.Room;
import io.github.dbguard.archive.TarExtract;
import io.github.dbguard.counts.Snapshot;
import io.github.dbguard.docker.ExecResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One dump into a temporary folder inside the container, and home as a tar, all by one command there: what it has to
 * say beside the tar comes as lines of standard error that begin with {@code dbguard-}. The command removes its folder
 * whichever way it ends.
 *
 * <p>The tar comes through exec, not through the archive API: that one holds the container's lock while it streams, so
 * that health checks wait (measured on 20.10), and it is no faster.
 */
final class FolderDump {

    /**
     * A tmpfs is no place for a dump: it takes the memory that the server needs. openssl computes SHA-256 by the
     * processor's own instructions, two to three times as fast as sha256sum; both print the same form.
     *
     * <p>Arguments: KiB that have to be free, the dump's name below the folder, "decode" or nothing, then pg_dump's.
     */
    private static final String SCRIPT = """
            need=$1; name=$2; decode=$3; shift 3; umask 077; d=
            for t in /tmp /var/tmp; do
              [ -d "$t" ] && [ -w "$t" ] || continue
              is=$(df -Pk "$t" | { read -r head; read -r fs size used free rest; echo "$free $fs"; })
              case "$is $(stat -f -c %T "$t" 2>/dev/null)" in *tmpfs*) continue ;; esac
              free=${is%% *}
              [ "${free:-0}" -ge "$need" ] || continue
              d=$(mktemp -d "$t/dbguard-dump.XXXXXX") && break
            done
            [ -n "$d" ] || { echo "dbguard-place none" >&2; exit 0; }
            trap 'rm -rf "$d"' EXIT; trap 'exit 143' TERM HUP INT
            echo "dbguard-place $d" >&2
            [ "$name" = dump ] || mkdir "$d/dump" || exit
            pg_dump "$@" --file="$d/$name" || exit
            if [ -n "$decode" ]; then pg_restore --file=/dev/null "$d/$name" || exit; fi
            pg_restore --list "$d/$name" > "$d/toc" || exit
            sed -n -E 's/^([0-9]+; [0-9]+ [0-9]+ (TABLE DATA|BLOBS)).*/dbguard-toc \\1/p' "$d/toc" >&2
            echo "dbguard-kib $(du -sk "$d/dump" | sed 's/[^0-9].*//')" >&2
            if command -v openssl >/dev/null 2>&1; then sum="openssl dgst -sha256 -r"; else sum=sha256sum; fi
            (cd "$d/dump" && find . -type f -exec $sum {} + | sed 's/^/dbguard-sha256 /') >&2 & h=$!
            tar -C "$d" -cf - dump || exit
            wait $h
            """;

    /** How it went, short of an error. */
    enum Outcome {
        DUMPED,
        /** No place inside takes it; nothing was dumped. */
        NO_PLACE,
        /** The place became full in mid-dump. */
        FULL,
        /** This build of pg_dump does not know zstd. */
        LACKS_ZSTD
    }

    private final ContainerTools tools;
    private final DumpOptions options;
    private final Snapshot snapshot;
    private final Path folder;
    private final DumpProgress progress;
    private final String name;
    private final StringBuilder digests = new StringBuilder();
    private final StringBuilder toc = new StringBuilder();
    private FolderWatch watch;
    private boolean placed;
    private volatile RuntimeException failedHere;
    private volatile boolean ended;
    private List<FileDigest> files;

    /** @param folder the backup's, under its partial name */
    FolderDump(ContainerTools tools, DumpOptions options, Snapshot snapshot, Path folder, DumpProgress progress) {
        this.tools = tools;
        this.options = options;
        this.snapshot = snapshot;
        this.folder = folder;
        this.progress = progress;
        this.name = PgDump.fileName(snapshot.database());
    }

    /**
     * @param kib free room inside that it takes at most
     * @throws CannotProceed when the dump failed or did not arrive whole
     */
    Outcome run(long kib, boolean zstd) {
        List<String> arguments = new ArrayList<>(List.of(
                Long.toString(kib), directory() ? "dump" : "dump/" + name + ".dump", options.decode() ? "decode" : ""));
        arguments.addAll(tools.pgDumpArguments(snapshot, options, zstd));
        ExecResult result;
        Pipe pipe = open();
        try (InputStream tar = Channels.newInputStream(pipe.source());
                Beside<List<FileDigest>> unpacking = Beside.run("dbguard-unpack", () -> unpack(tar), e -> {})) {
            try (OutputStream out = Channels.newOutputStream(pipe.sink())) {
                try {
                    result = tools.run("pg_dump", SCRIPT, out, this::line, arguments.toArray(String[]::new));
                } finally {
                    ended = true;
                }
            }
            if (result.ok() && placed) {
                files = unpacking.result();
            }
        } catch (CannotProceed e) {
            // What failed on this side comes first: it is why the command could not go on.
            throw failedHere == null ? e : failedHere;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            stopWatching();
        }
        Outcome outcome = outcome(result);
        if (outcome != Outcome.DUMPED) {
            // The unpacking had begun before it was known that nothing comes.
            Durable.deleteTree(folder.resolve(directory() ? home() : home() + "/" + name + ".dump"));
        }
        return outcome;
    }

    private Outcome outcome(ExecResult result) {
        if (result.ok()) {
            return placed ? Outcome.DUMPED : Outcome.NO_PLACE;
        }
        if (PgDump.lacksZstd(result.stderr())) {
            return Outcome.LACKS_ZSTD;
        }
        if (PgDump.lacksRoom(result.stderr())) {
            return Outcome.FULL;
        }
        tools.requireOk(result, "pg_dump of database " + snapshot.database() + " failed");
        throw new IllegalStateException();
    }

    /** What was dumped, after it has been proven to be what was made inside. */
    Dump.Dumped dumped() {
        Arrival.requireSame(Checksums.parseSha256sumOutput(digests.toString()), files, snapshot.database());
        if (directory()) {
            Arrival.requireAll(Arrival.filesNamedBy(toc.toString()), files, snapshot.database());
        }
        return new Dump.Dumped(
                directory() ? home() : home() + "/" + name + ".dump",
                options.format(),
                files.stream()
                        .map(f -> new FileDigest(home() + "/" + f.path(), f.bytes(), f.sha256()))
                        .toList());
    }

    private boolean directory() {
        return options.format() == DumpFormat.DIRECTORY;
    }

    private String home() {
        return directory() ? "dump/" + name : "dump";
    }

    private List<FileDigest> unpack(InputStream tar) {
        try (tar) {
            return TarExtract.extract(tar, folder.resolve(home()), 1, progress::bytes);
        } catch (RuntimeException e) {
            // A tar that is cut because the command ended is not what went wrong.
            if (!ended) {
                failedHere = e;
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void line(String line) {
        if (!line.startsWith("dbguard-")) {
            progress.line(line);
            return;
        }
        String said = line.substring(line.indexOf(' ') + 1);
        if (line.startsWith("dbguard-sha256 ")) {
            digests.append(said).append('\n');
        } else if (line.startsWith("dbguard-toc ")) {
            toc.append(said).append('\n');
        } else if (line.startsWith("dbguard-place ") && !said.equals("none")) {
            placed = true;
            watch = new FolderWatch(tools, said, progress);
        } else if (line.startsWith("dbguard-kib ")) {
            stopWatching();
            requireRoomHere(Long.parseLong(said.strip()) << 10);
        }
    }

    private void requireRoomHere(long bytes) {
        try {
            Room.require(folder, bytes, "The dump of database " + snapshot.database());
        } catch (CannotProceed e) {
            failedHere = e;
            throw e;
        }
    }

    private void stopWatching() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
    }

    private static Pipe open() {
        try {
            return Pipe.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
