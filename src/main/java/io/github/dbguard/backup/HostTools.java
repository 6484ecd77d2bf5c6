package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.target.UrlTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** PostgreSQL's client tools on this machine: those on the PATH, or the ones that Debian keeps a folder a major for. */
public final class HostTools {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final int KEPT_LINES = 200;

    private final Path folder;
    private final String version;
    private final Map<String, String> environment;
    private volatile Process running;

    private HostTools(Path folder, String version, Map<String, String> environment) {
        this.folder = folder;
        this.version = version;
        this.environment = environment;
    }

    /**
     * Finds tools that can dump a server of that major: pg_dump refuses servers newer than itself. Of several, those
     * nearest to the server: what they write, its own tools can read.
     *
     * @throws CannotProceed saying what to install
     */
    public static HostTools atLeast(int major, UrlTarget target) {
        List<String> found = new ArrayList<>();
        HostTools nearest = null;
        for (Path folder : folders(major)) {
            String version = versionIn(folder);
            int here = version == null ? 0 : PgDump.major(version);
            if (here >= major && (nearest == null || here < nearest.major())) {
                nearest = new HostTools(folder, version, Access.along(target).environment());
            }
            if (here == major) {
                break;
            }
            if (version != null && !found.contains(version)) {
                found.add(version);
            }
        }
        if (nearest != null) {
            return nearest;
        }
        throw new CannotProceed("The server is PostgreSQL " + major + ", and "
                + (found.isEmpty() ? "there is no pg_dump on this machine" : "here is only " + String.join(", ", found))
                + ". pg_dump cannot dump a server that is newer than itself.\nInstall the client tools of PostgreSQL "
                + major
                + " or later (Debian, Ubuntu: apt-get install postgresql-client; where that is older, postgresql-client-"
                + major + " from PostgreSQL's own apt repository), then run it again.");
    }

    private static List<Path> folders(int major) {
        List<Path> folders = new ArrayList<>();
        folders.add(DEBIAN.resolve(major + "/bin"));
        for (String entry : System.getenv().getOrDefault("PATH", "").split(":")) {
            folders.add(Path.of(entry));
        }
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> majors = Files.list(DEBIAN)) {
                majors.sorted().map(m -> m.resolve("bin")).forEach(folders::add);
            } catch (IOException e) {
                // Then only the PATH counts.
            }
        }
        return folders;
    }

    private static String versionIn(Path folder) {
        if (!Files.isExecutable(folder.resolve("pg_dump"))) {
            return null;
        }
        try {
            Process process = new ProcessBuilder(folder.resolve("pg_dump").toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 && PgDump.major(out) > 0 ? out : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    public String version() {
        return version;
    }

    public int major() {
        return PgDump.major(version);
    }

    /** Ends the tool that runs now, from another thread. */
    void cancel() {
        Process process = running;
        if (process != null) {
            process.destroy();
        }
    }

    /** How a tool ended. */
    public record Ended(String tool, int exitCode, String stderr) {

        void requireOk(String what) {
            if (exitCode != 0) {
                throw new CannotProceed(what + " (exit code " + exitCode + "):\n  " + PgDump.errors(stderr)
                        + "\nThe database is untouched, and no backup was written.");
            }
        }
    }

    /** Runs a tool to its end and keeps what it writes to standard output. */
    String output(String tool, List<String> arguments, String what) {
        try {
            Path file = Files.createTempFile("dbguard", ".out");
            try {
                run(tool, arguments, ProcessBuilder.Redirect.to(file.toFile()), line -> {})
                        .requireOk(what);
                return Files.readString(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new CannotProceed(what + ": " + e + "\nNo backup was written.", e);
        }
    }

    /** Runs a tool to its end; files that it makes are readable by this user alone. */
    public Ended run(String tool, List<String> arguments, Consumer<String> stderr) {
        return run(tool, arguments, ProcessBuilder.Redirect.DISCARD, stderr);
    }

    /**
     * Runs a tool on a standard input.
     *
     * @param stdin read to its end, unless the tool ends first; when it fails, the tool is ended without an end of file
     */
    public Ended feed(String tool, List<String> arguments, InputStream stdin, Consumer<String> stderr) {
        return run(tool, arguments, stdin, ProcessBuilder.Redirect.DISCARD, stderr);
    }

    private Ended run(String tool, List<String> arguments, ProcessBuilder.Redirect stdout, Consumer<String> stderr) {
        return run(tool, arguments, null, stdout, stderr);
    }

    private Ended run(
            String tool,
            List<String> arguments,
            InputStream stdin,
            ProcessBuilder.Redirect stdout,
            Consumer<String> stderr) {
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                "umask 077; exec \"$@\"",
                "dbguard",
                folder.resolve(tool).toString()));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectOutput(stdout)
                .redirectInput(
                        stdin == null
                                ? ProcessBuilder.Redirect.from(new java.io.File("/dev/null"))
                                : ProcessBuilder.Redirect.PIPE);
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            return stdin == null ? ended(tool, process, stderr) : fed(tool, process, stdin, stderr);
        } catch (IOException e) {
            throw new CannotProceed(tool + " could not be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed(tool + " was interrupted. No backup was written.");
        }
    }

    private Ended fed(String tool, Process process, InputStream stdin, Consumer<String> stderr)
            throws IOException, InterruptedException {
        IOException[] failure = {null};
        Thread feed = new Thread(
                () -> {
                    try {
                        failure[0] = copy(stdin, process);
                    } catch (IOException toolHasEnded) {
                        // Its exit code says whether that was well.
                    }
                },
                "dbguard-feed");
        feed.setDaemon(true);
        feed.start();
        Ended ended = ended(tool, process, stderr);
        feed.join();
        if (failure[0] != null) {
            throw failure[0];
        }
        return ended;
    }

    /** @return what the input threw; the tool is killed then, since an end of file would look like the end of it */
    private static IOException copy(InputStream stdin, Process process) throws IOException {
        try (OutputStream out = process.getOutputStream()) {
            byte[] buffer = new byte[1 << 16];
            while (true) {
                int n;
                try {
                    n = stdin.read(buffer);
                } catch (IOException e) {
                    process.destroyForcibly();
                    return e;
                }
                if (n < 0) {
                    return null;
                }
                out.write(buffer, 0, n);
            }
        }
    }

    private Ended ended(String tool, Process process, Consumer<String> stderr)
            throws IOException, InterruptedException {
        List<String> kept = new ArrayList<>();
        running = process;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                stderr.accept(line);
                kept.add(line);
                if (kept.size() > KEPT_LINES) {
                    kept.remove(0);
                }
            }
            return new Ended(tool, process.waitFor(), String.join("\n", kept));
        } finally {
            running = null;
            process.destroy();
        }
    }
}
