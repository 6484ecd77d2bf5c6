package io.github.dbguard.volume;

import io.github.dbguard.docker.Container;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Target;

/** Which server it is, and whether it is well. That it answers was seen when it was found. */
record ServerCheck(Target target) implements Check {

    @Override
    public String name() {
        return "server";
    }

    @Override
    public Line look() {
        String found = "PostgreSQL " + target.cluster().version() + " in " + target.description();
        if (target.cluster().inRecovery()) {
            return Line.error(
                    name(),
                    found + " is in recovery: a standby, or still starting after a crash",
                    "Point dbguard and the deploy at the primary, or wait until it is up");
        }
        if (!(target instanceof ContainerTarget container)) {
            return Line.ok(name(), found);
        }
        Container.State state = container.container().state();
        return switch (state.health()) {
            case "none" ->
                Line.note(
                        name(),
                        found + ", without a health check",
                        "With one (pg_isready), docker compose up --wait knows when it is up");
            case "healthy" -> Line.ok(name(), found + ", healthy");
            default ->
                Line.warning(
                        name(),
                        found + ", and its health check says " + state.health(),
                        "Wait until it says healthy: docker inspect --format '{{json .State.Health}}' "
                                + container.container().name());
        };
    }
}
