package io.github.dbguard.maven;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Target;
import java.time.Duration;
import java.util.List;

/** The services of the target's Compose project that a goal restarts when it is done. */
record Services(ContainerTarget target, List<String> names) {

    private static final Duration GRACE = Duration.ofSeconds(10);

    /**
     * Makes sure, before anything is done, that they are there.
     *
     * @param names may be null
     * @throws CannotProceed when one of them is not
     */
    static Services of(Target target, List<String> names) {
        List<String> wanted = names == null ? List.of() : names;
        if (wanted.isEmpty()) {
            return new Services(null, wanted);
        }
        if (!(target instanceof ContainerTarget container)) {
            throw new CannotProceed(
                    "dbguard.restartServices is for a target that runs in a Compose project, and this one is "
                            + target.description()
                            + ".\nNothing was changed. Leave it out, and restart them yourself.");
        }
        for (String name : wanted) {
            if (container.service(name).isEmpty()) {
                throw new CannotProceed("dbguard.restartServices names \"" + name + "\", and the Compose project of "
                        + target.description() + " has no container of that service.\nNothing was changed. See"
                        + " docker compose ps, and name a service of it.");
            }
        }
        return new Services(container, wanted);
    }

    /**
     * Restarts one after the other, and waits until each is up, and healthy where it says so.
     *
     * @param not containers that a restart would only harm
     */
    void restart(Duration patience, List<String> not, Log log) {
        for (String name : names) {
            target.service(name).stream().filter(c -> !not.contains(c.name())).forEach(container -> {
                target.engine().restart(container.id(), GRACE);
                target.engine().awaitHealthy(container.id(), patience);
                log.info("Restarted " + container.name() + ".");
            });
        }
    }
}
