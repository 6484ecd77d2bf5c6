package io.github.dbguard.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.github.dbguard.CannotProceed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A Docker engine, local or remote. Safe to use from many threads.
 *
 * <p>Every method throws {@link CannotProceed} when the engine refuses or goes away.
 */
public final class Engine implements AutoCloseable {

    /** What {@link #run(String, ExecCommand)} keeps of each stream, in bytes. */
    private static final int COLLECTED = 4 * 1024 * 1024;

    private static final int KEPT_OF_STDERR = 64 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(30);

    static {
        QuietLogging.apply();
    }

    private final Api api;
    private final String version;
    private final Set<RelayChannel> channels = ConcurrentHashMap.newKeySet();

    private Engine(Api api, String version) {
        this.api = api;
        this.version = version;
    }

    /**
     * Connects as the docker CLI would.
     *
     * @param dockerHost {@code unix:///…}, {@code tcp://host:port} or {@code npipe:///…}; null for {@code DOCKER_HOST},
     *     then the current Docker context. TLS comes from {@code DOCKER_TLS_VERIFY} and {@code DOCKER_CERT_PATH}, or
     *     from the context
     * @throws CannotProceed when the engine does not answer, naming the host and what to do
     */
    public static Engine connect(String dockerHost) {
        DockerClientConfig config = EngineAddress.resolve(dockerHost);
        Api api;
        try {
            var http = new ZerodepDockerHttpClient.Builder()
                    .dockerHost(config.getDockerHost())
                    .sslConfig(config.getSSLConfig())
                    .connectionTimeout(CONNECT)
                    .build();
            api = new Api(config, DockerClientImpl.getInstance(config, http));
        } catch (RuntimeException e) {
            throw EngineAddress.unreachable(config.getDockerHost(), e);
        }
        try {
            return new Engine(api, askVersion(api));
        } catch (ExecutionException e) {
            close(api);
            throw EngineAddress.unreachable(config.getDockerHost(), e.getCause());
        } catch (TimeoutException e) {
            close(api);
            throw EngineAddress.unreachable(
                    config.getDockerHost(),
                    new IOException("it took the connection, but said nothing for " + FIRST_ANSWER.toSeconds() + " s"));
        } catch (InterruptedException e) {
            close(api);
            Thread.currentThread().interrupt();
            throw new CannotProceed("Interrupted while connecting to the Docker engine at " + api.host(), e);
        }
    }

    /** The first question has a time limit: later ones may take as long as a dump does. */
    private static String askVersion(Api api) throws ExecutionException, InterruptedException, TimeoutException {
        CompletableFuture<Version> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        answer.complete(api.client().versionCmd().exec());
                    } catch (RuntimeException | LinkageError e) {
                        answer.completeExceptionally(e);
                    }
                },
                "dbguard-connect");
        thread.setDaemon(true);
        thread.start();
        return Optional.ofNullable(
                        answer.get(FIRST_ANSWER.toSeconds(), TimeUnit.SECONDS).getVersion())
                .orElse("unknown");
    }

    /** As a person would name it: {@code unix:///var/run/docker.sock}. */
    public String host() {
        return api.host();
    }

    /** The engine's version: {@code 20.10.24}. */
    public String version() {
        return version;
    }

    /** Every container, running or not. */
    public List<Container> containers() {
        return containers(Map.of());
    }

    /**
     * The containers, running or not, that have all of these labels. The engine filters: each one found costs a request of
     * its own, a millisecond or two.
     */
    public List<Container> containers(Map<String, String> labels) {
        return containers(labels, all -> true);
    }

    /**
     * The containers, running or not, whose labels are wanted. Only those are asked about: an engine does not answer about
     * a container that somebody copies from or that hangs, and one that is not wanted must not hold anybody up.
     */
    public List<Container> containers(Predicate<Map<String, String>> wanted) {
        return containers(Map.of(), wanted);
    }

    private List<Container> containers(Map<String, String> labels, Predicate<Map<String, String>> wanted) {
        List<String> ids = api.ask("list containers", client -> {
            var list = client.listContainersCmd().withShowAll(true);
            return (labels.isEmpty() ? list : list.withLabelFilter(labels))
                    .exec().stream()
                            .filter(listed -> wanted.test(listed.getLabels() == null ? Map.of() : listed.getLabels()))
                            .map(com.github.dockerjava.api.model.Container::getId)
                            .toList();
        });
        List<Container> containers = new ArrayList<>();
        for (String id : ids) {
            // One that was removed since it was listed is not there.
            find(id).ifPresent(containers::add);
        }
        return List.copyOf(containers);
    }

    /** The container of that name, id or unambiguous beginning of an id, as it is now. */
    public Optional<Container> find(String idOrName) {
        if (!idOrName.matches("/?[a-zA-Z0-9][a-zA-Z0-9_.-]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(api.inspect(idOrName.startsWith("/") ? idOrName.substring(1) : idOrName));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * Runs a command to its end and keeps what it writes, at most 4 MiB of each stream.
     *
     * @return with whatever exit code: a command that fails is no error here
     * @throws CannotProceed when it wrote more, or when the container died meanwhile
     */
    public ExecResult run(String containerId, ExecCommand command) {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        try (Exec exec = Exec.start(api, containerId, command, false)) {
            exec.pump(collect(stdout, command), collect(stderr, command));
            int exitCode = exec.exitCode();
            return new ExecResult(
                    exitCode, stdout.toString(StandardCharsets.UTF_8), stderr.toString(StandardCharsets.UTF_8));
        }
    }

    private static Frames.Sink collect(ByteArrayOutputStream kept, ExecCommand command) {
        return (bytes, offset, length) -> {
            if (kept.size() + length > COLLECTED) {
                throw new IOException(command.command().get(0) + " wrote more than the 4 MiB that are kept of it");
            }
            kept.write(bytes, offset, length);
        };
    }

    /**
     * Runs a command to its end and passes on what it writes while it writes it.
     *
     * @param stdout gets standard output; flushed at the end, not closed. Blocking in it holds the command up
     * @param stderrLines gets every line of standard error, on the calling thread
     * @return without standard output; with the last 64 KiB of standard error. The bytes passed on are whole only if
     *     the exit code is 0
     * @throws CannotProceed when {@code stdout} throws, the stream breaks or the container died meanwhile
     */
    public ExecResult run(String containerId, ExecCommand command, OutputStream stdout, Consumer<String> stderrLines) {
        return run(containerId, command, null, stdout, stderrLines);
    }

    /**
     * As {@link #run(String, ExecCommand, OutputStream, Consumer)}, with standard input. A thread of its own feeds it, and
     * ends it with an end of file.
     *
     * @param stdin read to its end, unless the command ends first; not closed
     * @throws CannotProceed also when {@code stdin} throws: the command is then ended without having seen an end of file,
     *     so a program that commits at the end does not
     */
    public ExecResult run(
            String containerId,
            ExecCommand command,
            InputStream stdin,
            OutputStream stdout,
            Consumer<String> stderrLines) {
        Tail tail = new Tail(KEPT_OF_STDERR);
        Lines lines = new Lines(stderrLines);
        Feed feed = null;
        try (Exec exec = Exec.start(api, containerId, command, stdin != null)) {
            feed = stdin == null ? null : Feed.start(stdin, exec);
            int exitCode;
            try {
                exec.pump(stdout::write, (bytes, offset, length) -> {
                    tail.accept(bytes, offset, length);
                    lines.accept(bytes, offset, length);
                });
                lines.finish();
                exitCode = exec.exitCode();
            } catch (CannotProceed e) {
                throw feed == null || feed.failure() == null ? e : unreadable(exec, feed.failure());
            }
            if (feed != null && feed.failure() != null) {
                throw unreadable(exec, feed.failure());
            }
            flush(stdout, exec);
            return new ExecResult(exitCode, "", tail.text());
        } finally {
            if (feed != null) {
                feed.join();
            }
        }
    }

    private static CannotProceed unreadable(Exec exec, IOException reason) {
        return new CannotProceed(
                "Could not read what " + exec.describe() + " was to be fed: " + reason.getMessage()
                        + ". The command was ended before the end of its input. Mend that, then run the goal again.",
                reason);
    }

    private static void flush(OutputStream stdout, Exec exec) {
        try {
            stdout.flush();
        } catch (IOException e) {
            throw new CannotProceed(
                    "Could not write what " + exec.describe() + " put out: " + e.getMessage()
                            + ". What was written so far is not whole. Make room or mend that, then run the goal again.",
                    e);
        }
    }

    /**
     * Ends every command inside a container that was started with this environment variable, whoever started it: what a
     * killed run of dbguard left running has no other name. A server and its orphans are never signalled.
     *
     * @throws CannotProceed when one of them would not end
     */
    public void end(String containerId, String name, String value) {
        if (!Exec.reap(api, containerId, name + "=" + value, null)) {
            throw new CannotProceed("Could not end every command with " + name + "=" + value + " in container "
                    + containerId + ": one still runs. See docker top " + containerId + ", then run the goal again.");
        }
    }

    /**
     * Starts a command and opens a two-way stream to it. That it started well shows only when it is read from.
     *
     * @throws CannotProceed when the container does not run or the engine refuses
     */
    public ExecChannel open(String containerId, ExecCommand command) {
        RelayChannel channel = RelayChannel.open(api, containerId, command, channels::remove);
        channels.add(channel);
        if (!channel.isOpen()) {
            channels.remove(channel);
        }
        return channel;
    }

    /**
     * Copies a file or folder out of a container, running or not, as a tar.
     *
     * <p>The engine looks at the container's own layer and its volumes: what lies on a tmpfs inside, {@code /dev/shm}
     * included, is not seen.
     *
     * <p>The engine locks the container until the tar is read: it neither inspects it nor starts a command in it, health
     * checks included. So a reader must be quick, and must not ask this engine about the same container: it would wait
     * for itself. {@code tar} through {@link #run(String, ExecCommand, OutputStream, Consumer)} is as fast, locks nothing
     * and sees a tmpfs.
     *
     * @param path inside the container; a folder comes with its own name as the first part of every entry's name
     * @throws CannotProceed when there is no such container or path, when the stream breaks, and when it ends without the
     *     end of a tar. A file cut inside by the engine is not seen here: compare sizes and checksums
     */
    public <T> T copyOut(String containerId, String path, TarReader<T> reader) {
        String what = "copy " + path + " out of container " + containerId;
        String request = "/containers/" + encoded(containerId) + "/archive?path=" + encoded(path);
        try (Wire wire = Wire.get(api.config(), request);
                TarStream tar = new TarStream(wire.in())) {
            T result;
            try {
                result = reader.read(tar);
                if (tar.failure() == null && tar.endIsMissing()) {
                    throw new CannotProceed("Could not " + what + ": the engine broke off after " + tar.count()
                            + " bytes, before the end of the tar. The original is not touched. See docker's log"
                            + " (journalctl -u docker), then run the goal again.");
                }
            } catch (IOException | RuntimeException e) {
                if (tar.failure() == null && e instanceof RuntimeException ours) {
                    throw ours;
                }
                throw new CannotProceed(
                        "Could not " + what + ": " + EngineAddress.innermost(e) + ", after " + tar.count()
                                + " bytes. The original is not touched. See whether docker version answers and whether"
                                + " there is room, then run the goal again.",
                        e);
            }
            if (tar.failure() != null) {
                throw new CannotProceed(
                        "Could not " + what + ": the connection to the engine broke after " + tar.count() + " bytes: "
                                + EngineAddress.innermost(tar.failure())
                                + ". The original is not touched. Run the goal again.",
                        tar.failure());
            }
            return result;
        } catch (Wire.Refusal e) {
            if (!e.notFound()) {
                throw api.refused(what, e.getMessage(), e);
            }
            throw new CannotProceed(
                    "Could not " + what + ": " + e.getMessage()
                            + ". What lies on a tmpfs cannot be copied out. See docker ps -a, then run the goal again.",
                    e);
        } catch (IOException e) {
            throw api.broken(what, e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Unpacks a tar into a folder of a container, running or not. Owners and modes are those in the tar. The same files are
     * seen as by {@link #copyOut}, and the container is locked in the same way until the tar is read.
     *
     * @param folder inside the container; must be there
     * @param tar read to its end, not closed
     * @throws CannotProceed when there is no such container or folder, its root file system is read-only, or the tar or the
     *     connection breaks: what was unpacked until then stays
     */
    public void copyIn(String containerId, String folder, InputStream tar) {
        String what = "copy into " + folder + " of container " + containerId;
        try {
            api.ask(
                    what,
                    client -> client.copyArchiveToContainerCmd(containerId)
                            .withRemotePath(folder)
                            .withTarInputStream(tar)
                            .exec());
        } catch (NotFoundException e) {
            throw new CannotProceed(
                    "Could not " + what + ": " + Api.said(String.valueOf(e.getMessage()))
                            + ". See docker ps -a, then run the goal again.",
                    e);
        }
    }

    /** Closes every channel that is still open, then the connections. */
    @Override
    public void close() {
        List.copyOf(channels).forEach(RelayChannel::close);
        close(api);
    }

    private static void close(Api api) {
        try {
            api.client().close();
        } catch (IOException e) {
            // Nothing is lost: all that counts was answered before.
        }
    }
}
