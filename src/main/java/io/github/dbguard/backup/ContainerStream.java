package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.archive.Checksums;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.counts.Snapshot;
import io.github.dbguard.docker.ExecResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Streams a dump out through docker exec. The bytes pass a checksum inside the container on their way; a stream that
 * breaks ends "normally" on this side, so the exit code of pg_dump and that checksum both have to come, and to match.
 */
final class ContainerStream {

    /**
     * A named pipe takes the bytes to sha256sum: process substitution is bash's, and reopening /dev/fd needs root. The
     * first argument is the program.
     */
    private static final String SCRIPT = """
            for t in /dev/shm /run /tmp /var/tmp; do
              p="$t/dbguard-pipe.$$"; mkfifo -m 600 "$p" 2>/dev/null && break; p=
            done
            [ -n "$p" ] || { echo "error: no folder in the container takes a named pipe" >&2; exit 95; }
            sha256sum < "$p" | sed 's/ .*//; s/^/dbguard-sha256 /' >&2 & h=$!
            { "$@"; echo "dbguard-exit $?" >&2; } | tee "$p"
            wait $h; rm -f "$p"
            """;

    private final ContainerTools tools;
    private final DumpOptions options;

    ContainerStream(ContainerTools tools, DumpOptions options) {
        this.tools = tools;
        this.options = options;
    }

    Dump.Dumped dump(Snapshot snapshot, DumpFormat format, Path folder, DumpProgress progress) {
        boolean plain = format == DumpFormat.PLAIN;
        Compression compression = plain ? options.plainCompression() : Compression.NONE;
        String path =
                "dump/" + PgDump.fileName(snapshot.database()) + (plain ? ".sql" : ".dump") + compression.suffix();
        DumpOptions as =
                new DumpOptions(format, 1, options.plainCompression(), options.decode(), options.lockTimeout(), null);
        Path file = folder.resolve(path);
        Durable.createPrivateFolders(file.getParent());
        requireDecodable(format);
        PlainEnd end = new PlainEnd();
        Arrived arrived =
                receive(words("pg_dump", tools.pgDumpArguments(snapshot, as, true)), file, compression, end, progress);
        if (!arrived.result().ok() && PgDump.lacksZstd(arrived.result().stderr())) {
            Durable.deleteTree(file);
            arrived = receive(
                    words("pg_dump", tools.pgDumpArguments(snapshot, as, false)), file, compression, end, progress);
        }
        arrived.require(tools, "pg_dump of database " + snapshot.database());
        if (plain) {
            end.require(snapshot.database());
        }
        return new Dump.Dumped(path, format, List.of(Checksums.of(folder, file)));
    }

    private void requireDecodable(DumpFormat format) {
        if (options.decode() && format == DumpFormat.CUSTOM) {
            throw new CannotProceed("The container has no room to decode the dump whole (dbguard.decode=true).\n"
                    + "Make room there, or leave dbguard.decode out: checksums are compared either way.");
        }
    }

    FileDigest globals(Path folder, String name, Log log) {
        Path file = folder.resolve(name);
        Access access = tools.access();
        List<String> words = words(
                "pg_dumpall",
                List.of(
                        "--globals-only",
                        "--no-password",
                        "--host=" + access.host(),
                        "--port=" + access.port(),
                        "--username=" + access.login().user()));
        if (access.database() != null) {
            words.add("--database=" + PgDump.connectionString(access.database()));
        }
        DumpProgress silent = new DumpProgress(io.github.dbguard.Progress.NONE, "", 0);
        Arrived arrived = receive(words, file, Compression.NONE, new PlainEnd(), silent);
        if (!arrived.result().ok() && arrived.result().stderr().contains("pg_authid")) {
            log.warn("The role may not read passwords (pg_authid): globals.sql holds the roles without them.");
            Durable.deleteTree(file);
            List<String> without = new ArrayList<>(words);
            without.add("--no-role-passwords");
            arrived = receive(without, file, Compression.NONE, new PlainEnd(), silent);
        }
        arrived.require(tools, "pg_dumpall of the roles");
        return Checksums.of(folder, file);
    }

    private static List<String> words(String program, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(program));
        words.addAll(arguments);
        return words;
    }

    /** What came, and what the inside says of it. */
    private record Arrived(ExecResult result, int exitCode, String inside, String outside) {

        void require(ContainerTools tools, String what) {
            if (exitCode != 0) {
                tools.requireOk(new ExecResult(exitCode < 0 ? 1 : exitCode, "", result.stderr()), what + " failed");
            }
            if (!outside.equals(inside)) {
                throw new CannotProceed(what + " did not arrive as it was made: the checksums inside and outside of the"
                        + " container differ.\nThe database is untouched, and no backup was written. Run it again.");
            }
        }
    }

    private Arrived receive(
            List<String> words, Path file, Compression compression, PlainEnd end, DumpProgress progress) {
        int[] exitCode = {-1};
        String[] inside = {""};
        Consumer<String> stderr = line -> {
            if (line.startsWith("dbguard-exit ")) {
                exitCode[0] = Integer.parseInt(
                        line.substring("dbguard-exit ".length()).strip());
            } else if (line.startsWith("dbguard-sha256 ")) {
                inside[0] = line.substring("dbguard-sha256 ".length()).strip();
            } else {
                progress.line(line);
            }
        };
        try (OutputStream out = compression.compress(Durable.create(file));
                DigestingStream digesting = new DigestingStream(out, end, progress)) {
            ExecResult result = tools.run(words.get(0), SCRIPT, digesting, stderr, words.toArray(String[]::new));
            int code = exitCode[0] == 0 && !result.ok() ? result.exitCode() : exitCode[0];
            return new Arrived(new ExecResult(code, "", result.stderr()), code, inside[0], digesting.sha256());
        } catch (IOException e) {
            throw new CannotProceed(
                    "The dump could not be written to " + file + ": " + e.getMessage()
                            + ".\nThe database is untouched, and no backup was written.",
                    e);
        }
    }
}
