package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.archive.Checksums;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.restore.ForeignBackup.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A dump that somebody else made. Nobody counted what it has to hold; a plain one says itself how many rows it copies. */
final class ForeignSource implements Source {

    private static final Pattern UNPACKED = Pattern.compile("unpacked-[0-9a-f-]{36}\\.partial");

    private final Path path;
    private final Path directory;
    private ForeignBackup backup;
    private PlainScript script;
    private Path unpacked;

    /** @param directory where to unpack what pg_restore does not take packed */
    ForeignSource(Path path, Path directory) {
        this.path = path;
        this.directory = directory;
    }

    @Override
    public String id() {
        return path.getFileName().toString();
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public String systemIdentifier() {
        return null;
    }

    @Override
    public String createdAt() {
        return null;
    }

    /** A script is made to fit; what does not fit stops psql. */
    @Override
    public int oldestServer() {
        return backup.head().map(ArchiveHead::oldestPgRestore).orElse(0);
    }

    @Override
    public Optional<Path> globals() {
        return Optional.empty();
    }

    @Override
    public Set<String> roles() {
        return script == null ? Set.of() : script.roles();
    }

    @Override
    public void requireWhole() {
        backup = ForeignBackup.recognise(path);
        if (backup.kind() == Kind.PLAIN) {
            script = PlainCheck.check(backup, bytes -> {});
            return;
        }
        backup.requireUncut();
        if (backup.compression() != Compression.NONE) {
            unpack();
        }
    }

    private void unpack() {
        unpacked = directory.resolve("unpacked-" + UUID.randomUUID() + ".partial");
        try (InputStream in = backup.open();
                OutputStream out = Durable.create(unpacked)) {
            in.transferTo(out);
        } catch (IOException e) {
            throw new CannotProceed(
                    "Could not unpack " + path + " into " + directory + ": " + e.getMessage()
                            + ".\nNothing was changed. Make room there, and run it again.",
                    e);
        }
    }

    /**
     * Removes what killed restores had unpacked, as large as a dump each, and says so. Only with the store's lock held.
     *
     * @param directory that they were unpacked into
     */
    static void removeLeftovers(Path directory, Log log) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(ForeignSource::unpacked).toList()) {
                Durable.deleteTree(file);
                log.warn("Removed " + file.getFileName() + ", which a restore that was killed had left.");
            }
        } catch (IOException | CannotProceed e) {
            log.warn("What a killed restore may have unpacked into " + directory + " could not be removed: "
                    + e.getMessage());
        }
    }

    private static boolean unpacked(Path file) {
        return UNPACKED.matcher(file.getFileName().toString()).matches();
    }

    @Override
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        remarks.add(
                "Nobody counted what " + path + " has to hold: what comes of it is counted, and compared with nothing"
                        + (script == null ? "." : " but the rows that the script itself copies."));
        if (script != null) {
            script.leftOut().forEach(left -> remarks.add("Left out, line " + left.line() + ": " + left.text()));
        }
        return remarks;
    }

    @Override
    public List<Incoming> databases(List<String> wanted, Supplier<String> likely) {
        if (wanted.size() > 1) {
            throw new CannotProceed(path + " is a dump of one database, and dbguard.databases names several: "
                    + String.join(", ", wanted) + ".\nNothing was changed. Name the one that it is to become.");
        }
        Path dump = unpacked == null ? path : unpacked;
        Map<String, String> digests = sha256(dump);
        long bytes = script == null ? Incoming.estimate(bytesOf(dump)) : 2 * script.bytes();
        return List.of(new Incoming(
                wanted.isEmpty() ? likely.get() : wanted.get(0),
                dump,
                digests,
                backup.kind(),
                script == null ? null : script::open,
                bytes,
                null,
                script == null ? null : List.copyOf(script.extensions()),
                null,
                null,
                script == null ? Map.of() : script.rows()));
    }

    private Map<String, String> sha256(Path dump) {
        Map<String, String> digests = new HashMap<>();
        if (script != null) {
            return digests;
        }
        files(dump)
                .forEach(file -> digests.put(
                        file.equals(dump) ? "dump" : "dump/" + dump.relativize(file),
                        Checksums.of(file.getParent(), file).sha256()));
        return digests;
    }

    private static long bytesOf(Path dump) {
        return files(dump).stream().mapToLong(f -> f.toFile().length()).sum();
    }

    private static List<Path> files(Path dump) {
        try (Stream<Path> files = Files.walk(dump)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (unpacked != null) {
            Durable.deleteTree(unpacked);
        }
    }
}
