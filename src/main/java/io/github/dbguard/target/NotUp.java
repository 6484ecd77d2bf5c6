package io.github.dbguard.target;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import java.util.Objects;
import java.util.stream.Collectors;

/** Says of a container that is not up in which way, why by its own log, and what to do. */
final class NotUp {

    private final Engine engine;

    NotUp(Engine engine) {
        this.engine = engine;
    }

    /**
     * Whatever its health check says: that may use a password or a table that the goal is there to bring back.
     *
     * @throws CannotProceed when it does not run
     */
    void require(Container container) {
        require(container, container);
    }

    /**
     * @param before the container as it was when it was looked for: one that has been started anew since goes up and down
     * @param failure of the attempt to use it
     * @throws CannotProceed when its state says more about the failure than the failure does
     */
    void explain(Container before, Container now, RuntimeException failure) {
        require(before, now);
        if (failure instanceof CannotProceed && now.state().health().equals("unhealthy")) {
            throw new CannotProceed(
                    failure.getMessage() + "\nIts health check says unhealthy too. " + reason(now)
                            + "See why: docker inspect --format '{{json .State.Health}}' " + now.name()
                            + " and docker logs --tail 50 " + now.name(),
                    failure);
        }
    }

    private void require(Container before, Container now) {
        Container.State state = now.state();
        if (state.running()) {
            if (!Objects.equals(before.state().startedAt(), state.startedAt())) {
                throw restarting(now);
            }
            return;
        }
        if (state.status().equals("restarting")) {
            throw restarting(now);
        }
        boolean paused = state.status().equals("paused");
        String reason = paused ? "" : reason(now);
        throw new CannotProceed("Container " + now.name() + " is " + state.status()
                + (state.status().equals("exited") ? exitCode(state) : "")
                + ", not running.\nIts data is still where it was. " + reason
                + (reason.isEmpty()
                        ? "Start it: docker " + (paused ? "unpause " : "start ")
                        : "See why: docker logs --tail 50 ")
                + now.name());
    }

    private CannotProceed restarting(Container container) {
        return new CannotProceed("Container " + container.name()
                + (container.state().running()
                        ? " went down and was started anew while its server was waited for"
                        : " is restarting again and again" + exitCode(container.state()))
                + ".\nIts data is still where it was. " + reason(container)
                + "See why: docker logs --tail 50 " + container.name());
    }

    private static String exitCode(Container.State state) {
        return " (exit code " + state.exitCode() + (state.oomKilled() ? ", killed for want of memory" : "") + ")";
    }

    /** What its log says, and what to do; empty, or whole lines. */
    private String reason(Container container) {
        ServerLog log = ServerLog.of(engine, container);
        if (log.lines().isEmpty()) {
            return "";
        }
        return log.lines().stream()
                        .map(line -> "  " + line + "\n")
                        .collect(Collectors.joining("", "Its log says:\n", ""))
                + DownReason.of(log).map(reason -> reason.advice() + "\n").orElse("");
    }
}
