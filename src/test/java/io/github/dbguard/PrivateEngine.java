package io.github.dbguard;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Docker engine of a test's own, for what would hit everything on an engine: prunes, and a restart of the engine. It has
 * its own socket, data and containerd namespace, and containers on it are to have no network. Needs root and dockerd.
 *
 * <p>It runs in a network namespace of its own. A daemon that is told to use no bridge deletes {@code docker0} when it
 * starts, and with it the network of every container on the machine's other engine.
 */
public final class PrivateEngine implements AutoCloseable {

    private static final long UP_SECONDS = 60;

    private final Path root;
    private Process daemon;

    private PrivateEngine(Path root) {
        this.root = root;
    }

    /** Why there can be none here; empty when there can. */
    public static Optional<String> missing() {
        for (String program : List.of("dockerd", "unshare")) {
            if (Stream.of("/usr/sbin/", "/usr/bin/", "/usr/local/bin/")
                    .noneMatch(folder -> Files.isExecutable(Path.of(folder + program)))) {
                return Optional.of("no " + program + " on this machine");
            }
        }
        return "root".equals(System.getProperty("user.name")) ? Optional.empty() : Optional.of("not root");
    }

    /** Starts one, with these images of the engine that all share. */
    public static PrivateEngine start(String... images) {
        try {
            // A socket's path may have 107 bytes.
            PrivateEngine engine = new PrivateEngine(Files.createTempDirectory(Path.of("/var/tmp"), "dbguard-engine-"));
            Runtime.getRuntime().addShutdownHook(new Thread(engine::stop));
            try {
                engine.up();
                engine.load(images);
                return engine;
            } catch (RuntimeException | IOException e) {
                engine.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void up() throws IOException {
        Files.createDirectories(root.resolve("docker"));
        String name = root.getFileName().toString();
        ProcessBuilder builder = new ProcessBuilder(
                "unshare",
                "--net",
                "dockerd",
                "--config-file=" + Files.writeString(root.resolve("daemon.json"), "{}"),
                "--host=" + host(),
                "--data-root=" + root.resolve("data"),
                "--exec-root=" + root.resolve("run"),
                "--pidfile=" + root.resolve("pid"),
                "--containerd-namespace=" + name,
                "--containerd-plugins-namespace=plugins-" + name,
                "--bridge=none",
                "--iptables=false",
                "--ip6tables=false",
                "--ip-forward=false");
        builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
        File log = root.resolve("log").toFile();
        daemon = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(UP_SECONDS);
        while (docker("version").exitCode() != 0) {
            if (!daemon.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("dockerd does not come up:\n" + Files.readString(log.toPath()));
            }
            pause();
        }
    }

    /** Brings these images of the engine that all share. */
    public void load(String... images) {
        List<String> save = new ArrayList<>(List.of("docker", "save"));
        save.addAll(Arrays.asList(images));
        try {
            List<Process> pipe = ProcessBuilder.startPipeline(
                    List.of(new ProcessBuilder(save), new ProcessBuilder("docker", "-H", host(), "load", "-q")));
            for (Process process : pipe) {
                if (process.waitFor() != 0) {
                    throw new IllegalStateException("images could not be loaded: "
                            + new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** For {@code DOCKER_HOST} and {@code dbguard.dockerHost}. */
    public String host() {
        return "unix://" + root.resolve("docker.sock");
    }

    /** Runs {@code docker} on this engine, with whatever exit code. */
    public TestPostgres.Output docker(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-H", host()));
        all.addAll(Arrays.asList(arguments));
        return TestPostgres.docker(all.toArray(String[]::new));
    }

    /** Stops the daemon with everything on it, as a machine that is shut down does, and starts it again. */
    public void restart() {
        stop();
        try {
            up();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #restart}, with the folder of a volume deleted meanwhile: what no engine can refuse. */
    public void restartWithout(String volume) {
        stop();
        try {
            new ProcessBuilder(
                            "rm",
                            "-rf",
                            root.resolve("data/volumes").resolve(volume).toString())
                    .start()
                    .waitFor();
            up();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void stop() {
        if (daemon == null) {
            return;
        }
        daemon.destroy();
        try {
            if (!daemon.waitFor(UP_SECONDS, TimeUnit.SECONDS)) {
                daemon.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        docker("ps", "-aq").stdout().lines().forEach(id -> docker("rm", "-f", id));
        stop();
        try {
            // What a daemon leaves mounted below its folder: never to be deleted through.
            List<String> mounts = Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                    .map(line -> line.split(" ")[1])
                    .filter(folder -> folder.startsWith(root + "/"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (String folder : mounts) {
                new ProcessBuilder("umount", folder).start().waitFor();
            }
            new ProcessBuilder("rm", "-rf", "--one-file-system", root.toString())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
