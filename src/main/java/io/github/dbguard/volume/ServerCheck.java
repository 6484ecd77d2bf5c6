package io.github.dbguard.volume;

import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Target;

/** Which server it is, and whether it is well. That it answers was seen when it was found. */
record ServerCheck(Target target) implements Check {

    private static final String NAME = "server";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        String found = "PostgreSQL " + target.cluster().version() + " in " + target.description();
        if (target.cluster().inRecovery()) {
            return Line.error(
                    NAME,
                    found + " is in recovery: a standby, or still starting after a crash",
                    "Point dbguard and the deploy at the primary, or wait until it is up");
        }
        if (!(target instanceof ContainerTarget container)) {
            return Line.ok(NAME, found);
        }
        return judge(
                found,
                container.container().name(),
                container.container().state().health());
    }

    /**
     * What its health check makes of it.
     *
     * @param found which server was found, for people
     * @param health as the engine names it
     */
    static Line judge(String found, String container, String health) {
        String look = "docker inspect --format '{{json .State.Health}}' " + container;
        return switch (health) {
            case "none" ->
                Line.note(
                        NAME,
                        found + ", without a health check",
                        "With one (pg_isready), docker compose up --wait knows when it is up");
            case "healthy" -> Line.ok(NAME, found + ", healthy");
            case "unhealthy" ->
                Line.warning(
                        NAME,
                        found + ", and its health check says unhealthy",
                        "See what the health check does that fails: " + look);
            default ->
                Line.warning(
                        NAME, found + ", and its health check says " + health, "Wait until it says healthy: " + look);
        };
    }
}
