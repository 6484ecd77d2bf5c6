package io.github.dbguard.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import io.github.dbguard.CannotProceed;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A Docker engine, local or remote. Safe to use from many threads.
 *
 * <p>Every method throws {@link CannotProceed} when the engine refuses or goes away.
 */
public final class Engine implements AutoCloseable {

    static {
        QuietLogging.apply();
    }

    /** Between a throwaway's creation and its start lie milliseconds; clocks of two machines may differ by more. */
    private static final Duration STALE = Duration.ofMinutes(10);

    /** The label of a container that {@link #hold} made. */
    public static final String HOLDS = Holder.LABEL;

    private final Api api;
    private final String version;
    private final Set<RelayChannel> channels = ConcurrentHashMap.newKeySet();

    Engine(Api api, String version) {
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
        return Connect.to(dockerHost);
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

    /** The containers, running or not, that mount a volume. */
    public List<Container> containersUsing(String volume) {
        return found(api.ask(
                "list the containers of volume " + volume,
                client -> client.listContainersCmd().withShowAll(true).withVolumeFilter(List.of(volume)).exec().stream()
                        .map(com.github.dockerjava.api.model.Container::getId)
                        .toList()));
    }

    /** The containers, running or not, that mount a folder of the host which is wanted, by its path there. */
    public List<Container> containersMounting(Predicate<String> wanted) {
        return found(api.ask(
                "list the containers with their mounts",
                client -> client.listContainersCmd().withShowAll(true).exec().stream()
                        .filter(listed -> listed.getMounts() != null
                                && listed.getMounts().stream()
                                        .anyMatch(m -> m.getSource() != null && wanted.test(m.getSource())))
                        .map(com.github.dockerjava.api.model.Container::getId)
                        .toList()));
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
        return found(ids);
    }

    private List<Container> found(List<String> ids) {
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
        return Run.collecting(api, containerId, command);
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
        return Run.streaming(api, containerId, command, null, stdout, stderrLines);
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
        return Run.streaming(api, containerId, command, stdin, stdout, stderrLines);
    }

    /**
     * Ends every command inside a container that was started with this environment variable, whoever started it: what a
     * killed run of dbguard left running has no other name. A server and its orphans are never signalled.
     *
     * @param user as whom some of them may run besides the container's own user; null for nobody. Root of a container may not
     *     read the environment of others: that takes a right that engines do not give
     * @throws CannotProceed when one of them would not end
     */
    public void end(String containerId, String name, String value, String user) {
        String marker = name + "=" + value;
        boolean ended = Exec.reap(api, containerId, marker, null);
        if (user != null) {
            ended &= Exec.reap(api, containerId, marker, user);
        }
        if (!ended) {
            throw new CannotProceed("Could not end every command with " + marker + " in container " + containerId
                    + ": one still runs. See docker top " + containerId + ", then run the goal again.");
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
        return Copy.out(api, containerId, path, reader);
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
        Copy.in(api, containerId, folder, tar);
    }

    /** The image of that name or id, if it is on the engine. */
    public Optional<Image> image(String nameOrId) {
        return Images.find(api, nameOrId);
    }

    /**
     * The image of that name or id; a name that is not on the engine is pulled, which may take minutes.
     *
     * @param parameter the user's parameter that named it, for the message: {@code dbguard.clientImage}
     * @throws CannotProceed when it is not there and cannot be pulled, naming it
     */
    public Image requireImage(String nameOrId, String parameter) {
        return Images.require(api, nameOrId, parameter);
    }

    /**
     * Starts a container that goes when it is closed, or when this process ends in whatever way. Close it before this
     * engine.
     *
     * @throws CannotProceed when its image is not there, or it cannot be started
     */
    public Throwaway throwaway(ThrowawaySpec spec) {
        return Throwaway.start(api, spec);
    }

    /**
     * Removes throwaway containers, whoever made them, that do not run and are ten minutes old: those that were created and
     * never started, and those that the engine did not remove when they ended.
     *
     * @return their names
     */
    public List<String> reapThrowaways() {
        return reapThrowaways(STALE);
    }

    List<String> reapThrowaways(Duration age) {
        return Removal.reap(api, containers(labels -> labels.containsKey(Throwaway.LABEL)), age);
    }

    /**
     * Starts a container that does nothing but keep a volume in use, and answers when it has run for a second. It outlives
     * this process, comes back with the engine, and carries label {@link #HOLDS} with the volume's name.
     *
     * @return empty when a container of that name is there already
     * @throws CannotProceed when the engine refuses, or the image has nothing that can idle
     */
    public Optional<Container> hold(HolderSpec spec) {
        return Holder.start(api, spec);
    }

    /** Removes a container that {@link #hold} made, and nothing else: what it held stays. One that is gone is no error. */
    public void release(String containerId) {
        Removal.release(api, containerId);
    }

    /** The volume of that name. */
    public Optional<Volume> volume(String name) {
        return Volumes.find(api, name);
    }

    /** Whether containers go on while the engine is restarted ({@code live-restore}). */
    public boolean liveRestore() {
        return Boolean.TRUE.equals(api.ask(
                "ask the engine about itself",
                client -> client.infoCmd().exec().getRawValues().get("LiveRestoreEnabled")));
    }

    /**
     * The last lines that a container's first process has written to either stream, running or not, at most 64 KiB. They may
     * hold secrets.
     *
     * @throws CannotProceed also where the engine keeps no log that it can read
     */
    public List<String> lastLines(String containerId, int lines) {
        return Logs.last(api, containerId, lines);
    }

    /**
     * Restarts a container, and returns when its first process has been started anew: {@link #awaitHealthy} waits for more.
     *
     * @param grace how long it has to end by itself before it is killed
     */
    public void restart(String containerId, Duration grace) {
        Restart.restart(api, containerId, grace);
    }

    /**
     * Waits until a container runs and, where it has a health check, that says healthy.
     *
     * @return the container as it is then
     * @throws CannotProceed when it has ended, or is not up in time, naming it and its state
     */
    public Container awaitHealthy(String containerId, Duration patience) {
        return Restart.awaitHealthy(api, containerId, patience);
    }

    /** Closes every channel that is still open, then the connections. */
    @Override
    public void close() {
        List.copyOf(channels).forEach(RelayChannel::close);
        api.close();
    }
}
