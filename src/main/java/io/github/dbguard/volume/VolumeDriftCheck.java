package io.github.dbguard.volume;

import io.github.dbguard.docker.Volume;
import io.github.dbguard.target.ContainerTarget;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether the Compose file still describes the volume as it was made. Where it does not, a newer Compose asks to recreate
 * it, and {@code up -y} takes that for a yes (docker/compose#12363).
 */
record VolumeDriftCheck(ContainerTarget target, Deploy deploy) implements Check {

    private static final String NAME = "volume settings";
    private static final String COMPOSE = "com.docker.compose.";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        Storage data = DataVolumes.ofData(target);
        Optional<ComposeConfig> config = deploy.config();
        if (config.isEmpty() || data.kind() != Storage.Kind.NAMED_VOLUME) {
            return Line.ok(NAME, "no volume of a Compose file");
        }
        Optional<ComposeConfig.Definition> definition = config.get().definitionOf(data.source());
        Optional<Volume> volume = target.engine().volume(data.source());
        if (volume.isEmpty()) {
            return Line.error(
                    NAME,
                    "the engine knows no volume " + data.source() + " any more, under a running server",
                    "Do not stop the container. Back up at once: mvn dbguard:pre-deploy-backup");
        }
        return definition
                .map(d -> judge(volume.get(), d))
                .orElseGet(() -> Line.ok(NAME, "the Compose file does not define " + data.source()));
    }

    static Line judge(Volume volume, ComposeConfig.Definition definition) {
        boolean composes = volume.labels().containsKey(COMPOSE + "project");
        if (Boolean.TRUE.equals(definition.external()) || !composes) {
            return Line.ok(NAME, "Compose did not make " + volume.name() + ", and recreates it under no version");
        }
        String drift = drift(volume, definition);
        return drift == null
                ? Line.ok(NAME, "the Compose file describes " + volume.name() + " as it was made")
                : Line.error(
                        NAME,
                        "the Compose file gives " + volume.name() + " another " + drift
                                + " than it was made with: newer"
                                + " versions of Compose offer to recreate it, and up -y deletes the data",
                        "Put that back as it was. A volume's labels and options cannot be changed without making it anew");
    }

    private static String drift(Volume volume, ComposeConfig.Definition definition) {
        String driver = definition.driver() == null || definition.driver().isEmpty() ? "local" : definition.driver();
        if (!driver.equals(volume.driver())) {
            return "driver (" + driver + ", not " + volume.driver() + ")";
        }
        if (!Objects.equals(some(definition.driver_opts()), some(volume.options()))) {
            return "set of driver_opts";
        }
        return Objects.equals(some(definition.labels()), some(volume.labels())) ? null : "set of labels";
    }

    private static Map<String, String> some(Map<String, String> entries) {
        Map<String, String> own = new TreeMap<>(entries == null ? Map.of() : entries);
        own.keySet().removeIf(key -> key.startsWith(COMPOSE));
        return own;
    }
}
