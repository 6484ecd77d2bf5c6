package io.github.dbguard.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A container of our own, for a while: commands are run in it by its id, as in any other. It ends and is removed with its
 * anonymous volumes when it is closed, when what it runs ends, and when this process goes, killed or not.
 *
 * <p>The first process of it is a shell that reads from a connection of ours ({@link Leash}), and ends where that ends.
 * The engine was told to remove the container then. That leaves what was created and never started, and what an engine
 * lost track of: {@link Engine#reapThrowaways}.
 */
public final class Throwaway implements AutoCloseable {

    /** The label that every one carries; its value is the purpose. */
    public static final String LABEL = "io.github.dbguard.throwaway";

    /** The label that tells who made it: {@code host build-7, pid 4711, 2026-11-20T17:20:14Z}. */
    public static final String MADE_BY = "io.github.dbguard.made-by";

    /**
     * The first process. Its arguments are the command; without one it only waits. When it ends, all that runs in the
     * container is killed, and nobody is left to take that for a crash.
     */
    private static final String SCRIPT = """
            exec 3<&0 </dev/null
            trap 'exit 143' TERM HUP INT
            { cat <&3 >/dev/null; kill $$; } &
            if [ $# -gt 0 ]; then "$@" 3<&- & fi
            wait $!
            """;

    /** A tmpfs, which takes only what is used. Building indexes in parallel takes more than the engine's 64 MiB. */
    private static final long SHARED_MEMORY_BYTES = 1L << 30;

    private final Api api;
    private final String id;
    private final String name;
    private final Leash leash;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Throwaway(Api api, String id, String name, Leash leash) {
        this.api = api;
        this.id = id;
        this.name = name;
        this.leash = leash;
    }

    static Throwaway start(Api api, ThrowawaySpec spec) {
        String name =
                "dbguard-" + spec.purpose() + "-" + UUID.randomUUID().toString().substring(0, 8);
        String what = "start a " + spec.purpose() + " container of image " + spec.image();
        Image image = Images.find(api, spec.image())
                .orElseThrow(() -> new CannotProceed("Could not " + what + ": the image is not on the Docker engine at "
                        + api.host() + ". Bring it there: docker pull " + spec.image()));
        Leash leash = null;
        String id = null;
        try {
            String created = create(api, spec, image, name, what);
            id = created;
            leash = Leash.attach(api, created);
            api.ask(what, client -> client.startContainerCmd(created).exec());
            return new Throwaway(api, created, name, leash);
        } catch (IOException e) {
            throw abandoned(api, id, leash, api.broken(what, e));
        } catch (NotFoundException e) {
            throw abandoned(api, id, leash, api.refused(what, Api.said(String.valueOf(e.getMessage())), e));
        } catch (RuntimeException e) {
            throw abandoned(api, id, leash, e);
        }
    }

    private static RuntimeException abandoned(Api api, String id, Leash leash, RuntimeException failure) {
        if (leash != null) {
            leash.close();
        }
        if (id != null) {
            try {
                Removal.remove(api, id);
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        return failure;
    }

    private static String create(Api api, ThrowawaySpec spec, Image image, String name, String what) {
        HostConfig host = HostConfig.newHostConfig()
                .withAutoRemove(true)
                .withNetworkMode(spec.networkMode())
                .withShmSize(SHARED_MEMORY_BYTES);
        if (spec.memoryBytes() > 0) {
            host.withMemory(spec.memoryBytes()).withMemorySwap(spec.memoryBytes());
        }
        List<String> words = new ArrayList<>(List.of("-c", SCRIPT, "dbguard-" + spec.purpose()));
        words.addAll(spec.command());
        return api.ask(what, client -> {
            CreateContainerCmd create = client.createContainerCmd(spec.image())
                    .withName(name)
                    .withEntrypoint("sh")
                    .withCmd(words)
                    .withEnv(spec.environment().entrySet().stream()
                            .map(e -> e.getKey() + "=" + e.getValue())
                            .toList())
                    .withLabels(labels(spec, image))
                    .withVolumes(spec.volumes().stream().map(Volume::new).toList())
                    // The image's own looks for a server.
                    .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                    .withHostConfig(host)
                    .withStdinOpen(true)
                    .withStdInOnce(true)
                    .withAttachStdin(true)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withTty(false);
            if (spec.user() != null) {
                create.withUser(spec.user());
            }
            return create.exec().getId();
        });
    }

    private static Map<String, String> labels(ThrowawaySpec spec, Image image) {
        Map<String, String> labels = new LinkedHashMap<>(ThrowawaySpec.withoutProject(image));
        labels.putAll(spec.labels());
        labels.put(LABEL, spec.purpose());
        labels.put(MADE_BY, madeBy());
        return labels;
    }

    static String madeBy() {
        return "host " + host() + ", pid " + ProcessHandle.current().pid() + ", "
                + Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /** 64 hex digits. */
    public String id() {
        return id;
    }

    /** For people: {@code dbguard-client-1f3a9c02}. */
    public String name() {
        return name;
    }

    /** What its command wrote to both streams, the last 64 KiB: why a server did not start. */
    public String output() {
        return leash.output();
    }

    /**
     * Ends and removes it, with its anonymous volumes. Safe at any time, from any thread, more than once. Where the engine
     * does not answer, the connection that keeps the container alive is cut all the same: it goes by itself then.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        // An interrupted thread could not talk to the engine: the JDK closes a socket channel under it.
        boolean interrupted = Thread.interrupted();
        try {
            Removal.remove(api, id);
        } catch (CannotProceed e) {
            // It goes by itself below, or Engine.reapThrowaways finds it.
        } finally {
            leash.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return "container " + name;
    }
}
