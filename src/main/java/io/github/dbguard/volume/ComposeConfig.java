package io.github.dbguard.volume;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.docker.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code docker compose up} would make of the target's service now: {@code docker compose config} in the project's
 * folder, with every variable of this environment and of {@code .env} put in.
 *
 * @param project the project's name, as Compose resolves it here
 * @param service the target's service
 * @param image null where it is built
 * @param environment holds secrets
 * @param mounts of the service
 * @param volumes of the project, by their keys in the file
 * @param secrets by the path that the service finds each under
 */
record ComposeConfig(
        String project,
        String service,
        String image,
        Map<String, String> environment,
        List<Mount> mounts,
        Map<String, Definition> volumes,
        Map<String, Secret> secrets) {

    static final String LABEL = "com.docker.compose.";

    /**
     * @param type {@code volume}, {@code bind} or {@code tmpfs}
     * @param source a volume's key, or a folder; null for an anonymous volume
     */
    record Mount(String type, String source, String target) {}

    /**
     * @param name the volume's on the engine
     * @param external null for false
     * @param driver_opts named as Compose names it
     */
    record Definition(
            String name,
            Boolean external,
            String driver,
            Map<String, String> driver_opts,
            Map<String, String> labels) {}

    /**
     * Where a secret comes from.
     *
     * @param file on this machine; null for none
     * @param environment the name of the variable that holds it where Compose runs; null for none
     */
    record Secret(String file, String environment) {

        /** Null for one that is kept elsewhere, or whose variable is not set here: {@code .env} may have it, and is not read. */
        String content() {
            if (file != null) {
                return read(Path.of(file));
            }
            String value = environment == null ? null : System.getenv(environment);
            return value == null || value.isEmpty() ? null : value;
        }
    }

    /** Whether Compose made the container. */
    static boolean made(Container container) {
        return !container.labels().getOrDefault(LABEL + "service", "").isEmpty();
    }

    /** What a folder would lie on: as {@link Storage} tells it of a container that runs. */
    Storage storageOf(String folder) {
        Optional<Mount> mount = mounts.stream()
                .filter(m -> m.target() != null
                        && (folder + "/").startsWith(m.target().replaceAll("/+$", "") + "/"))
                .max(Comparator.comparingInt(m -> m.target().length()));
        if (mount.isEmpty()) {
            return new Storage(Storage.Kind.OWN_LAYER, null, null, folder);
        }
        Mount found = mount.get();
        return switch (String.valueOf(found.type())) {
            case "bind" -> new Storage(Storage.Kind.BIND_MOUNT, found.source(), found.target(), folder);
            case "tmpfs" -> new Storage(Storage.Kind.TMPFS, null, found.target(), folder);
            case "volume" ->
                found.source() == null
                        ? new Storage(Storage.Kind.ANONYMOUS_VOLUME, null, found.target(), folder)
                        : new Storage(Storage.Kind.NAMED_VOLUME, name(found.source()), found.target(), folder);
            default -> new Storage(Storage.Kind.OTHER, found.source(), found.target(), folder);
        };
    }

    private String name(String key) {
        Definition definition = volumes.get(key);
        return definition == null || definition.name() == null ? project + "_" + key : definition.name();
    }

    /** How the file defines a volume of the engine. */
    Optional<Definition> definitionOf(String volume) {
        return volumes.values().stream()
                .filter(Objects::nonNull)
                .filter(definition -> volume.equals(definition.name()))
                .findFirst();
    }

    /** A variable that the service would get; null where it has none of these. */
    String variable(String... names) {
        return Stream.of(names)
                .map(environment::get)
                .filter(value -> value != null && !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    /**
     * What stands in the file that a variable of the service names, without the line ends behind it, as the images read it.
     * A secret, or a file of this machine that is mounted, by itself or with its folder.
     *
     * @return null when no variable names one, or what it will hold cannot be told here
     * @throws CannotProceed when it cannot be read
     */
    String fileOf(String... names) {
        String path = variable(names);
        if (path == null) {
            return null;
        }
        if (secrets.containsKey(path)) {
            String content = secrets.get(path).content();
            return content == null ? null : withoutLineEnds(content);
        }
        Storage storage = storageOf(path);
        return storage.kind() == Storage.Kind.BIND_MOUNT
                ? withoutLineEnds(read(Path.of(storage.source())
                        .resolve(Path.of(storage.destination()).relativize(Path.of(path)))))
                : null;
    }

    private static String withoutLineEnds(String content) {
        return content.replaceAll("[\\r\\n]+$", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CannotProceed("the file of the next password, " + file + ", cannot be read: " + e, e);
        }
    }

    @Override
    public String toString() {
        return "ComposeConfig[" + project + ", " + service + ", " + image + "]";
    }
}
