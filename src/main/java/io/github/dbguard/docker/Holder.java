package io.github.dbguard.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.TmpfsOptions;
import com.github.dockerjava.api.model.VolumeOptions;
import io.github.dbguard.CannotProceed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Starts a container that does nothing but keep a volume in use: while it is there, the engine refuses to remove the
 * volume, and while it runs, no prune removes the container. The opposite of a {@link Throwaway}: it outlives this process
 * and comes back with the engine.
 *
 * <p>Invariant: it sees the volume read-only, has no network, no rights and no volume of its own.
 */
final class Holder {

    /** The label that every one carries; its value is the volume's name. */
    static final String LABEL = "io.github.dbguard.pin";

    private static final String MOUNTED_AT = "/dbguard-pinned";
    /** It uses 0.8 MiB. An engine takes no limit below 6 MiB, and runc itself needs some of it for a moment. */
    private static final long MEMORY_BYTES = 16L << 20;

    private static final long PROCESSES = 16;
    /** Nobody: it need not read what it holds. */
    private static final String USER = "65534:65534";

    private static final long PROVEN_AFTER_MILLIS = 1000;
    private static final long PAUSE_MILLIS = 100;

    /**
     * A command that does nothing for ever. Which one an image has, only trying tells; no shell is needed for any.
     *
     * @param readsStdin whether it waits for input, which the engine keeps open and never sends
     */
    private record Idle(List<String> words, boolean readsStdin) {}

    private static final List<Idle> IDLE = List.of(
            new Idle(List.of("tail", "-f", "/dev/null"), false),
            new Idle(List.of("sleep", "2147483647"), false),
            new Idle(List.of("cat"), true),
            // An image with nothing but PostgreSQL: asks for a password before it would connect.
            new Idle(List.of("psql", "-X", "-W", "-h", "127.0.0.1"), true));

    private Holder() {}

    /**
     * Starts one, and answers when it has run for a second.
     *
     * @return empty when a container of that name is there already
     * @throws CannotProceed when the engine refuses, or nothing that idles runs in the image
     */
    static Optional<Container> start(Api api, HolderSpec spec) {
        String what = "start a container that holds volume " + spec.volume();
        Image image = Images.find(api, spec.imageId())
                .orElseThrow(() -> new CannotProceed("Could not " + what + ": the database's own image "
                        + spec.imageId()
                        + " is not on the Docker engine at " + api.host() + " any more. Nothing was changed. Bring the"
                        + " image back (docker pull), and run the goal again."));
        List<String> failures = new ArrayList<>();
        for (Idle idle : IDLE) {
            Optional<String> id = create(api, spec, image, idle, what);
            if (id.isEmpty()) {
                return Optional.empty();
            }
            try {
                Optional<String> failure = failure(api, id.get(), what);
                if (failure.isEmpty()) {
                    return Optional.of(api.inspect(id.get()));
                }
                failures.add(String.join(" ", idle.words()) + ": " + failure.get());
                Removal.release(api, id.get());
            } catch (NotFoundException e) {
                throw new CannotProceed("Could not " + what + ": somebody removed it while it started.", e);
            } catch (RuntimeException e) {
                Removal.release(api, id.get());
                throw e;
            }
        }
        throw new CannotProceed("Could not " + what + ": image " + spec.imageId() + " has nothing that idles."
                + " Tried:\n  " + String.join("\n  ", failures)
                + "\nThe volume is as it was, and is not held. Declare it external: true in the Compose file, which keeps"
                + " docker compose down -v from it.");
    }

    private static Optional<String> create(Api api, HolderSpec spec, Image image, Idle idle, String what) {
        return api.ask(what, client -> {
            try {
                return Optional.of(client.createContainerCmd(spec.imageId())
                        .withName(spec.name())
                        .withEntrypoint(idle.words().get(0))
                        .withCmd(idle.words().subList(1, idle.words().size()))
                        .withLabels(labels(spec, image))
                        .withUser(USER)
                        .withWorkingDir("/")
                        // The image's own looks for a server.
                        .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                        .withHostConfig(host(spec, image))
                        .withStdinOpen(idle.readsStdin())
                        .withTty(false)
                        .exec()
                        .getId());
            } catch (ConflictException e) {
                return Optional.empty();
            }
        });
    }

    private static HostConfig host(HolderSpec spec, Image image) {
        List<Mount> mounts = new ArrayList<>();
        mounts.add(new Mount()
                .withType(MountType.VOLUME)
                .withSource(spec.volume())
                .withTarget(MOUNTED_AT)
                .withReadOnly(true)
                .withVolumeOptions(new VolumeOptions().withNoCopy(true)));
        // Else the engine would make an anonymous volume for each, which would stay behind.
        image.volumes()
                .forEach(folder -> mounts.add(new Mount()
                        .withType(MountType.TMPFS)
                        .withTarget(folder)
                        .withReadOnly(true)
                        .withTmpfsOptions(new TmpfsOptions().withSizeBytes(4096L))));
        return HostConfig.newHostConfig()
                .withMounts(mounts)
                .withNetworkMode("none")
                .withReadonlyRootfs(true)
                .withInit(true)
                .withRestartPolicy(RestartPolicy.alwaysRestart())
                .withMemory(MEMORY_BYTES)
                .withMemorySwap(MEMORY_BYTES)
                .withPidsLimit(PROCESSES)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"));
    }

    private static Map<String, String> labels(HolderSpec spec, Image image) {
        // With a project, docker compose down --remove-orphans would take it for its own.
        Map<String, String> labels = new LinkedHashMap<>(ThrowawaySpec.withoutProject(image));
        labels.putAll(spec.labels());
        labels.put(LABEL, spec.volume());
        labels.put(Throwaway.MADE_BY, Throwaway.madeBy());
        return labels;
    }

    /** Why it does not run; empty when it has run for a while without a restart. */
    private static Optional<String> failure(Api api, String id, String what) {
        try {
            api.ask(what, client -> client.startContainerCmd(id).exec());
        } catch (NotFoundException | CannotProceed e) {
            // So an engine says that the program is not in the image, and so it says much else.
            return Optional.of(Api.said(String.valueOf(e.getMessage())));
        }
        Instant started = null;
        for (long waited = 0; waited <= PROVEN_AFTER_MILLIS; waited += PAUSE_MILLIS) {
            Container.State state = api.inspect(id).state();
            boolean again = started != null && !started.equals(state.startedAt());
            if (!state.running() || again) {
                return Optional.of(
                        state.running() || state.status().equals("restarting") ? "ends at once" : state.describe());
            }
            started = state.startedAt();
            pause();
        }
        return Optional.empty();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed("Interrupted while a container that holds a volume was started.", e);
        }
    }
}
