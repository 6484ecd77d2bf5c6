package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.target.UrlTarget;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** PostgreSQL's client tools on this machine: those on the PATH, or the ones that Debian keeps a folder a major for. */
final class HostTools {

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
     * Finds tools that can dump a server of that major: pg_dump refuses servers newer than itself.
     *
     * @throws CannotProceed saying what to install
     */
    static HostTools atLeast(int major, UrlTarget target) {
        List<String> found = new ArrayList<>();
        for (Path folder : folders(major)) {
            String version = versionIn(folder);
            if (version != null && PgDump.major(version) >= major) {
                return new HostTools(folder, version, Access.along(target).environment());
            }
            if (version != null && !found.contains(version)) {
                found.add(version);
            }
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

    String version() {
        return version;
    }

    int major() {
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
    record Ended(String tool, int exitCode, String stderr) {

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
    Ended run(String tool, List<String> arguments, Consumer<String> stderr) {
        return run(tool, arguments, ProcessBuilder.Redirect.DISCARD, stderr);
    }

    private Ended run(String tool, List<String> arguments, ProcessBuilder.Redirect stdout, Consumer<String> stderr) {
        List<String> words = new ArrayList<>(List.of(
                "sh",
                "-c",
                "umask 077; exec \"$@\"",
                "dbguard",
                folder.resolve(tool).toString()));
        words.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectOutput(stdout)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        try {
            return ended(tool, builder.start(), stderr);
        } catch (IOException e) {
            throw new CannotProceed(tool + " could not be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed(tool + " was interrupted. No backup was written.");
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
