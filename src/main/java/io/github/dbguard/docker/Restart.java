package io.github.dbguard.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import io.github.dbguard.CannotProceed;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Restarts a container, and waits until it is up. */
final class Restart {

    private static final long PAUSE_MILLIS = 200;

    private Restart() {}

    static void restart(Api api, String containerId, Duration grace) {
        try {
            String name = api.inspect(containerId).name();
            int seconds = (int) Math.min(Integer.MAX_VALUE, Math.max(1, grace.toSeconds()));
            api.ask(
                    "restart container " + name,
                    client -> client.restartContainerCmd(containerId)
                            .withTimeout(seconds)
                            .exec());
        } catch (NotFoundException e) {
            throw Api.noContainer(containerId, e);
        }
    }

    static Container awaitHealthy(Api api, String containerId, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (true) {
                Container container = api.inspect(containerId);
                Container.State state = container.state();
                if (state.running()
                        && (state.health().equals("none") || state.health().equals("healthy"))) {
                    return container;
                }
                boolean ended =
                        state.status().equals("exited") || state.status().equals("dead");
                if (ended || System.nanoTime() > deadline) {
                    throw notUp(container, patience, ended);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (NotFoundException e) {
            throw Api.noContainer(containerId, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed("Interrupted while waiting for container " + containerId + " to come up.", e);
        }
    }

    private static CannotProceed notUp(Container container, Duration patience, boolean ended) {
        Container.State state = container.state();
        String name = container.name();
        return new CannotProceed("Container " + name + " (" + container.image() + ") does not come up: it is "
                + state.describe()
                + (state.running() ? ", and its health check says " + state.health() : "")
                + (ended ? "" : ", after " + patience.toSeconds() + " s")
                + ". Its data is still where it was. See why: docker logs --tail 50 " + name
                + (state.running() ? " and docker inspect --format '{{json .State.Health}}' " + name : ""));
    }
}
