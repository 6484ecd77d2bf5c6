package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.archive.Checksums;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.counts.Snapshot;
import io.github.dbguard.target.UrlTarget;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Dumps a server behind a URL with the tools of this machine, which have to be at least as new as the server. */
final class HostDump implements Dump {

    private final UrlTarget target;
    private final DumpOptions options;
    private final Log log;
    private final HostTools tools;

    HostDump(UrlTarget target, HostTools tools, DumpOptions options, Log log) {
        this.target = target;
        this.options = options;
        this.log = log;
        this.tools = tools;
    }

    @Override
    public String tool() {
        return tools.version();
    }

    @Override
    public FileDigest globals(Path folder, String name) {
        List<String> arguments = new ArrayList<>(List.of(
                "--globals-only",
                "--no-password",
                "--host=" + target.url().host(),
                "--port=" + target.url().port(),
                "--file=" + folder.resolve(name)));
        if (target.login().user() != null) {
            arguments.add("--username=" + target.login().user());
        }
        if (target.url().database() != null) {
            arguments.add("--database=" + target.url().database());
        }
        HostTools.Ended ended = tools.run("pg_dumpall", arguments, line -> {});
        if (ended.exitCode() != 0 && ended.stderr().contains("pg_authid")) {
            log.warn("The role may not read passwords (pg_authid): globals.sql holds the roles without them.");
            arguments.add("--no-role-passwords");
            ended = tools.run("pg_dumpall", arguments, line -> {});
        }
        ended.requireOk("pg_dumpall of the roles failed");
        return proven(folder, folder.resolve(name));
    }

    @Override
    public Dumped dump(Snapshot snapshot, long dataBytes, Path folder, DumpProgress progress) {
        String suffix = switch (options.format()) {
            case DIRECTORY -> "";
            case CUSTOM -> ".dump";
            case PLAIN -> ".sql";
        };
        String path = "dump/" + PgDump.fileName(snapshot.database()) + suffix;
        Path file = folder.resolve(path);
        HostTools.Ended ended = pgDump(snapshot, file, true, progress);
        if (ended.exitCode() != 0 && PgDump.lacksZstd(ended.stderr())) {
            Durable.deleteTree(file);
            ended = pgDump(snapshot, file, false, progress);
        }
        ended.requireOk("pg_dump of database " + snapshot.database() + " failed");
        if (options.format() == DumpFormat.PLAIN) {
            file = compressed(file, snapshot.database());
        } else if (options.decode()) {
            tools.run("pg_restore", List.of("--file=/dev/null", file.toString()), line -> {})
                    .requireOk("The dump of database " + snapshot.database() + " does not decode");
        }
        List<FileDigest> files = files(folder, file);
        if (options.format() == DumpFormat.DIRECTORY) {
            String list = tools.output(
                    "pg_restore", List.of("--list", file.toString()), "The dump's table of contents could not be read");
            Arrival.requireAll(Arrival.filesNamedBy(list), files, snapshot.database());
        }
        return new Dumped(folder.relativize(file).toString(), options.format(), files);
    }

    private HostTools.Ended pgDump(Snapshot snapshot, Path file, boolean zstd, DumpProgress progress) {
        List<String> arguments = PgDump.arguments(
                snapshot, options, target.url().host(), target.url().port(), target.login(), tools.major(), zstd);
        arguments.add("--file=" + file);
        return tools.run("pg_dump", arguments, progress::line);
    }

    private Path compressed(Path plain, String database) {
        Compression compression = options.plainCompression();
        boolean as = compression == Compression.NONE;
        Path file = as ? plain : plain.resolveSibling(plain.getFileName() + compression.suffix());
        PlainEnd end = new PlainEnd();
        try (InputStream in = Files.newInputStream(plain);
                OutputStream out = as ? OutputStream.nullOutputStream() : compression.compress(Durable.create(file))) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                end.write(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new CannotProceed(
                    "The dump could not be written to " + file + ": " + e.getMessage()
                            + ".\nThe database is untouched, and no backup was written.",
                    e);
        }
        end.require(database);
        if (!as) {
            Durable.deleteTree(plain);
        }
        return file;
    }

    private static List<FileDigest> files(Path folder, Path dump) {
        if (!Files.isDirectory(dump)) {
            return List.of(proven(folder, dump));
        }
        try (Stream<Path> entries = Files.list(dump)) {
            return entries.sorted().map(f -> proven(folder, f)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileDigest proven(Path folder, Path file) {
        Durable.sync(file);
        return Checksums.of(folder, file);
    }

    @Override
    public void cancel() {
        tools.cancel();
    }

    @Override
    public void close() {
        // Nothing is left anywhere but in the backup's own folder.
    }
}
