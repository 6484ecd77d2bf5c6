package io.github.dbguard.archive;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * SHA-256 of files, in the format of coreutils' {@code sha256sum}: {@code sha256sum -c SHA256SUMS} checks a backup
 * without dbguard.
 *
 * <p>A line is 64 hexadecimal digits, a space, a space or {@code *}, and the name. A name that holds a newline, a
 * carriage return or a backslash is escaped, and its line then begins with a backslash.
 */
public final class Checksums {

    /** What a list cannot list: itself, and the manifest that is written after it. */
    private static final Set<String> BESIDE_THE_LIST = Set.of("SHA256SUMS", "manifest.json");

    private static final Pattern LINE = Pattern.compile("(\\\\?)([0-9a-fA-F]{64}) [ *](.+)", Pattern.DOTALL);
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int MOST_THREADS = 4;

    private Checksums() {}

    /**
     * Reads a file once, from its beginning to its end.
     *
     * @param root the folder that the digest's path is relative to
     * @param file below it
     */
    public static FileDigest of(Path root, Path file) {
        try {
            return digest(relative(root, file), file);
        } catch (IOException e) {
            throw DiskError.of("read", file, e);
        }
    }

    /** Writes the list; on disk when it returns. The files' paths are relative to the folder that holds the list. */
    public static void write(Path sha256sumsFile, List<FileDigest> files) {
        Durable.replace(sha256sumsFile, out -> {
            Writer lines = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            for (FileDigest file : files) {
                String name = escaped(file.path());
                lines.write((name.equals(file.path()) ? "" : "\\") + file.sha256() + "  " + name + "\n");
            }
            lines.flush();
        });
    }

    /**
     * Reads a list, in its order. Sizes are {@link FileDigest#UNKNOWN}.
     *
     * @throws Refused when a line is not one that {@code sha256sum} writes, or when there is none: an empty list would
     *     prove any folder right
     */
    public static List<FileDigest> read(Path sha256sumsFile) {
        String text;
        try {
            text = Files.readString(sha256sumsFile);
        } catch (IOException e) {
            throw DiskError.of("read", sha256sumsFile, e);
        }
        List<FileDigest> files = new ArrayList<>();
        parse(text, sha256sumsFile.toString())
                .forEach((path, sha256) -> files.add(new FileDigest(path, FileDigest.UNKNOWN, sha256)));
        if (files.isEmpty()) {
            throw new Refused(
                    sha256sumsFile + " lists no file, so it proves nothing. The backup is damaged: take another"
                            + " one (mvn dbguard:list-backups).");
        }
        return files;
    }

    /**
     * Reads what {@code sha256sum} printed elsewhere, for example inside a container.
     *
     * @return SHA-256 in lower case by path as it was printed, without a leading {@code ./}, in the order of the lines
     * @throws Refused when a line is none of {@code sha256sum}'s: what else stands there may be an error message
     */
    public static Map<String, String> parseSha256sumOutput(String text) {
        return parse(text, "The output of sha256sum");
    }

    /**
     * Compares a folder with the list of what it should hold. Everything is read; symbolic links are not followed.
     *
     * @return every difference, sorted by path; empty when there is none. {@code SHA256SUMS} and {@code manifest.json}
     *     at the top of the folder are not extra
     */
    public static List<Mismatch> verify(Path root, List<FileDigest> expected) {
        Map<String, FileDigest> byPath = expected.stream()
                .collect(Collectors.toMap(FileDigest::path, file -> file, (one, other) -> one, LinkedHashMap::new));
        List<Mismatch> mismatches = new ArrayList<>(extraFiles(root, byPath.keySet()));
        int threads = Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
        ExecutorService readers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "dbguard-verify");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Optional<Mismatch>>> answers = byPath.values().stream()
                    // The largest first, so that no thread is left alone with it at the end.
                    .sorted(Comparator.comparingLong(FileDigest::bytes).reversed())
                    .map(file -> readers.submit(() -> compare(root, file)))
                    .toList();
            for (Future<Optional<Mismatch>> answer : answers) {
                answer.get().ifPresent(mismatches::add);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed("Interrupted while verifying " + root + ". Nothing was changed.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException reason) {
                throw reason;
            }
            throw new CannotProceed(
                    "Cannot verify " + root + ": " + e.getCause().getMessage(), e.getCause());
        } finally {
            readers.shutdownNow();
        }
        mismatches.sort(Comparator.comparing(Mismatch::path));
        return List.copyOf(mismatches);
    }

    private static Optional<Mismatch> compare(Path root, FileDigest expected) {
        Path file = inside(root, expected.path());
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException notThere) {
            return Optional.of(mismatch(expected, Mismatch.Kind.MISSING, FileDigest.UNKNOWN));
        }
        if (!found.isRegularFile()) {
            return Optional.of(mismatch(expected, Mismatch.Kind.NOT_A_FILE, FileDigest.UNKNOWN));
        }
        if (expected.bytes() != FileDigest.UNKNOWN && found.size() != expected.bytes()) {
            Mismatch.Kind kind = found.size() < expected.bytes() ? Mismatch.Kind.SHORT : Mismatch.Kind.LONG;
            return Optional.of(mismatch(expected, kind, found.size()));
        }
        try {
            FileDigest actual = digest(expected.path(), file);
            return actual.sha256().equalsIgnoreCase(expected.sha256())
                    ? Optional.empty()
                    : Optional.of(mismatch(expected, Mismatch.Kind.ALTERED, actual.bytes()));
        } catch (IOException e) {
            return Optional.of(mismatch(expected, Mismatch.Kind.UNREADABLE, found.size()));
        }
    }

    private static Mismatch mismatch(FileDigest expected, Mismatch.Kind kind, long actualBytes) {
        return new Mismatch(expected.path(), kind, expected.bytes(), actualBytes);
    }

    private static List<Mismatch> extraFiles(Path root, Set<String> expected) {
        List<Mismatch> extra = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes found) {
                    String path = relative(root, file);
                    if (!expected.contains(path) && !BESIDE_THE_LIST.contains(path)) {
                        extra.add(new Mismatch(path, Mismatch.Kind.EXTRA, FileDigest.UNKNOWN, found.size()));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw DiskError.of("list", root, e);
        }
        return extra;
    }

    private static FileDigest digest(String path, Path file) throws IOException {
        MessageDigest sha256 = sha256();
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(channel.size(), 1)));
            while (channel.read(buffer) != -1) {
                bytes += buffer.position();
                sha256.update(buffer.flip());
                buffer.clear();
            }
        }
        return new FileDigest(path, bytes, HexFormat.of().formatHex(sha256.digest()));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }

    /** The path below root with {@code /} on every system. */
    static String relative(Path root, Path file) {
        Path path = root.toAbsolutePath()
                .normalize()
                .relativize(file.toAbsolutePath().normalize());
        return path.toString().replace(path.getFileSystem().getSeparator(), "/");
    }

    /** A list may come from anywhere: what it names has to lie in the folder. */
    private static Path inside(Path root, String path) {
        try {
            Path file = root.resolve(path);
            if (!path.isEmpty()
                    && !Path.of(path).isAbsolute()
                    && !Path.of(path).startsWith("..")
                    && file.normalize().startsWith(root.normalize())) {
                return file;
            }
        } catch (InvalidPathException notAName) {
            // Refused below.
        }
        throw new Refused(
                "The list of " + root + " names '" + path + "', which lies outside of it. Nothing was changed."
                        + " Take a backup that dbguard made (mvn dbguard:list-backups).");
    }

    private static Map<String, String> parse(String text, String where) {
        Map<String, String> sums = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.isEmpty()) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new Refused(where + ", line " + number + ": not a SHA-256 and a file name. It was cut off or"
                        + " altered, or is not the output of sha256sum.");
            }
            String name = matcher.group(1).isEmpty() ? matcher.group(3) : unescaped(matcher.group(3), where, number);
            String path = name.startsWith("./") ? name.substring(2) : name;
            String sha256 = matcher.group(2).toLowerCase(Locale.ROOT);
            String before = sums.put(path, sha256);
            if (before != null && !before.equals(sha256)) {
                throw new Refused(where + ", line " + number + ": a second, different SHA-256 for '" + path + "'.");
            }
        }
        return sums;
    }

    private static String escaped(String path) {
        return path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String unescaped(String name, String where, int line) {
        StringBuilder path = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '\\') {
                i++;
                switch (i < name.length() ? name.charAt(i) : '?') {
                    case '\\' -> path.append('\\');
                    case 'n' -> path.append('\n');
                    case 'r' -> path.append('\r');
                    default ->
                        throw new Refused(where + ", line " + line + ": an escape that sha256sum does not write.");
                }
            } else {
                path.append(c);
            }
        }
        return path.toString();
    }
}
