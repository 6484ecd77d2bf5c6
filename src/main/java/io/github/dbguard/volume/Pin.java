package io.github.dbguard.volume;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import java.util.List;
import java.util.Map;

/**
 * A container of ours that keeps a volume in use, so that Docker refuses to remove it.
 *
 * @param container its id
 * @param name its name: {@code dbguard-pin-shop_data}
 * @param volume the volume that it is for
 * @param target the target that it was made for
 * @param problem why it does not hold, or not for long; null when it stands
 */
public record Pin(String container, String name, String volume, String target, String problem) {

    /** The label that names the target. */
    static final String TARGET = "io.github.dbguard.pin.target";

    /** Whether the volume is held: the container runs, mounts it, and comes back with the engine. */
    public boolean stands() {
        return problem == null;
    }

    /** There is one name for the pin of a volume, whichever target it is of. */
    static String nameFor(String volume) {
        return "dbguard-pin-" + volume;
    }

    /** The pins of a volume, standing or not. */
    static List<Pin> of(Engine engine, String volume) {
        return engine.containers(Map.of(Engine.HOLDS, volume)).stream()
                .map(Pin::read)
                .toList();
    }

    /** The pins that were made for a target, of whatever volume. */
    static List<Pin> ofTarget(Engine engine, String target) {
        return engine.containers(Map.of(TARGET, target)).stream()
                .filter(container -> container.labels().containsKey(Engine.HOLDS))
                .map(Pin::read)
                .toList();
    }

    static Pin read(Container container) {
        String volume = container.labels().get(Engine.HOLDS);
        return new Pin(
                container.id(),
                container.name(),
                volume,
                container.labels().getOrDefault(TARGET, "unknown"),
                problem(container, volume));
    }

    private static String problem(Container container, String volume) {
        if (container.mounts().stream().noneMatch(mount -> volume.equals(mount.name()))) {
            return "it does not mount the volume";
        }
        if (!container.state().running()) {
            return "it is " + container.state().describe() + ", and a prune would take it";
        }
        if (!container.restartPolicy().equals("always")) {
            return "it does not come back when the engine is restarted (restart policy "
                    + (container.restartPolicy().isEmpty() ? "no" : container.restartPolicy()) + ")";
        }
        // docker compose down --remove-orphans would take it for one of the project's.
        return container.labels().getOrDefault("com.docker.compose.project", "").isEmpty()
                ? null
                : "it carries the label of a Compose project, which would remove it";
    }
}
