package io.github.dbguard.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.github.dbguard.CannotProceed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The only place where a container is removed.
 *
 * <p>Invariant: only one that carries a label of ours. The anonymous volumes of a throwaway go with it; the engine leaves
 * volumes that have a name alone. With a {@link Holder} no volume goes, whatever it is called.
 */
final class Removal {

    private static final Set<String> ENDED = Set.of("created", "exited", "dead");
    private static final long GONE_WITHIN_SECONDS = 20;
    private static final long PAUSE_MILLIS = 50;

    private Removal() {}

    /**
     * Ends a throwaway container and waits until it is gone. One that is not there is no error.
     *
     * @throws CannotProceed when the engine refuses or goes away, or the container is still there after 20 s
     */
    static void remove(Api api, String id) {
        remove(api, id, Throwaway.LABEL, true);
    }

    /** Ends a container that holds a volume, as {@link #remove} does; what it holds stays. */
    static void release(Api api, String id) {
        remove(api, id, Holder.LABEL, false);
    }

    private static void remove(Api api, String id, String label, boolean volumesToo) {
        try {
            Container container = api.inspect(id);
            if (!container.labels().containsKey(label)) {
                throw new IllegalArgumentException("not ours to remove: " + container);
            }
            api.ask("remove container " + container.name(), client -> {
                try {
                    return client.removeContainerCmd(container.id())
                            .withForce(true)
                            .withRemoveVolumes(volumesToo)
                            .exec();
                } catch (ConflictException e) {
                    // The engine is at it already: a throwaway that has ended is removed without being told.
                    return null;
                }
            });
            awaitGone(api, container);
        } catch (NotFoundException e) {
            // It is gone.
        }
    }

    private static void awaitGone(Api api, Container container) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GONE_WITHIN_SECONDS);
        while (true) {
            api.inspect(container.id());
            if (System.nanoTime() > deadline) {
                throw new CannotProceed("Container " + container.name() + ", which dbguard made, is still there "
                        + GONE_WITHIN_SECONDS
                        + " s after it was to be removed. Nothing of yours is in it: docker rm -fv "
                        + container.name());
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                // The engine was told to remove it, and does.
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /**
     * Removes throwaway containers that do not run and were made longer ago than that, as far as the engine lets us.
     *
     * @return their names
     */
    static List<String> reap(Api api, List<Container> throwaways, Duration age) {
        Instant before = Instant.now().minus(age);
        List<String> removed = new ArrayList<>();
        for (Container container : throwaways) {
            boolean old = container.created() != null && container.created().isBefore(before);
            if (old && ENDED.contains(container.state().status())) {
                try {
                    remove(api, container.id());
                    removed.add(container.name());
                } catch (CannotProceed e) {
                    // One that hangs is nobody's business now. It is tried again next time.
                }
            }
        }
        return removed;
    }
}
