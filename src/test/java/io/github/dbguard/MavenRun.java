package io.github.dbguard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs goals by a Maven process of its own, as a pipeline does: the Maven that runs this build, the plugin as
 * invoker:install left it in {@code target/local-repo}, and no repository beyond this machine.
 */
final class MavenRun {

    private static final long LIMIT_SECONDS = 180;

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    private Path home;

    private MavenRun(Path folder) {
        this.folder = folder;
    }

    /** Takes another Maven than the one that runs this build. */
    MavenRun by(Path mavenHome) {
        this.home = mavenHome;
        return this;
    }

    /** How a run ended; {@code output} holds both streams. */
    record Ended(int exitCode, String output, Duration duration) {

        boolean success() {
            return exitCode == 0;
        }
    }

    /** @param folder where Maven is started */
    static MavenRun in(Path folder) {
        return new MavenRun(folder);
    }

    /** Sets an environment variable of the process. */
    MavenRun with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Runs {@code mvn dbguard:<goal>} with more arguments, and waits until it has ended. */
    Ended goal(String goal, String... arguments) {
        return await(start(goal, arguments));
    }

    /** A run under way. */
    record Started(Process process, Path log, long startNanos) {}

    Started start(String goal, String... arguments) {
        Path repository = Path.of(property("dbguard.it.repository"));
        try {
            PluginPrefix.teach(repository);
            List<String> command = new ArrayList<>();
            Path maven = home == null ? Path.of(property("dbguard.it.mavenHome")) : home;
            command.add(maven.resolve("bin/mvn").toString());
            command.addAll(List.of("-B", "-ntp", "-s", settings().toString(), "-Dmaven.repo.local=" + repository));
            command.add("dbguard:" + goal);
            command.addAll(List.of(arguments));
            Path log = Files.createTempFile("dbguard-it-", ".log");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().keySet().removeAll(List.of("MAVEN_ARGS", "GITHUB_STEP_SUMMARY"));
            builder.environment().put("MAVEN_OPTS", "-Xmx128m -XX:TieredStopAtLevel=1");
            builder.environment().putAll(environment);
            return new Started(builder.start(), log, System.nanoTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Ended await(Started started) {
        try {
            if (!started.process().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                started.process().descendants().forEach(ProcessHandle::destroyForcibly);
                started.process().destroyForcibly();
                throw new IllegalStateException(
                        "No end after " + LIMIT_SECONDS + " s:\n" + Files.readString(started.log()));
            }
            Duration duration = Duration.ofNanos(System.nanoTime() - started.startNanos());
            String output = Files.readString(started.log());
            Files.delete(started.log());
            return new Ended(started.process().exitValue(), output, duration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The settings of the invoker tests, filled in as the invoker would. */
    private static Path settings() throws IOException {
        Path host = Path.of(System.getProperty(
                "localRepository",
                Path.of(System.getProperty("user.home"), ".m2", "repository").toString()));
        String text = Files.readString(Path.of("src/it/settings.xml"))
                .replace("@localRepositoryUrl@", host.toUri().toString());
        Path file = Path.of("target", "it-settings-" + ProcessHandle.current().pid() + ".xml");
        Files.writeString(file, text);
        return file.toAbsolutePath();
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("The system property " + name + " is not set: failsafe sets it (pom.xml)");
        }
        return value;
    }
}
