package io.github.dbguard.docker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a throwaway container is to be like.
 *
 * <p>The environment shows in {@code docker inspect} to everybody who may use the engine. A secret that outlives the
 * container belongs into the environment of an {@link ExecCommand} instead.
 *
 * @param purpose a word of small letters that says what it is for: {@code client}, {@code drill}
 * @param image name or {@code sha256:…}; has to be there: {@link Engine#requireImage}
 * @param command program and arguments, in place of the image's entrypoint and command. It reads no standard input, and
 *     the container ends when it does. Empty: the container only waits, for commands to be run in it
 * @param environment added to the image's own
 * @param labels added to our own; none of Compose's
 * @param networkMode {@code none}, {@code host}, {@code bridge} or a network's name
 * @param volumes folders inside that become anonymous volumes, besides those that the image declares
 * @param user {@code name}, {@code uid} or {@code uid:gid}; null for the image's own
 * @param memoryBytes the most it may use, swap included; 0 for no limit
 */
public record ThrowawaySpec(
        String purpose,
        String image,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> labels,
        String networkMode,
        List<String> volumes,
        String user,
        long memoryBytes) {

    static final String COMPOSE = "com.docker.compose.";

    public ThrowawaySpec {
        command = List.copyOf(command);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        volumes = List.copyOf(volumes);
        if (!purpose.matches("[a-z]+")) {
            throw new IllegalArgumentException("not a purpose: \"" + purpose + "\"");
        }
        if (labels.keySet().stream().anyMatch(label -> label.startsWith(COMPOSE))) {
            throw new IllegalArgumentException("a throwaway container belongs to no Compose project");
        }
        if (!volumes.stream().allMatch(folder -> folder.matches("/[^:]+"))) {
            throw new IllegalArgumentException("only anonymous volumes, by folders inside: " + volumes);
        }
    }

    /**
     * Labels that undo those of an image that Compose built. It hands its project on, and docker compose down would take
     * our container for its own.
     */
    static Map<String, String> withoutProject(Image image) {
        Map<String, String> labels = new LinkedHashMap<>();
        image.labels().keySet().stream()
                .filter(label -> label.startsWith(COMPOSE))
                .forEach(label -> labels.put(label, ""));
        return labels;
    }

    /** One that only waits, without a network. */
    public static ThrowawaySpec of(String purpose, String image) {
        return new ThrowawaySpec(purpose, image, List.of(), Map.of(), Map.of(), "none", List.of(), null, 0);
    }

    public ThrowawaySpec running(String... words) {
        return new ThrowawaySpec(
                purpose, image, List.of(words), environment, labels, networkMode, volumes, user, memoryBytes);
    }

    public ThrowawaySpec withEnvironment(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put(name, value);
        return new ThrowawaySpec(purpose, image, command, all, labels, networkMode, volumes, user, memoryBytes);
    }

    public ThrowawaySpec withLabel(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(labels);
        all.put(name, value);
        return new ThrowawaySpec(purpose, image, command, environment, all, networkMode, volumes, user, memoryBytes);
    }

    public ThrowawaySpec onNetwork(String mode) {
        return new ThrowawaySpec(purpose, image, command, environment, labels, mode, volumes, user, memoryBytes);
    }

    /** With one more anonymous volume. */
    public ThrowawaySpec withVolume(String folder) {
        List<String> all = new ArrayList<>(volumes);
        all.add(folder);
        return new ThrowawaySpec(purpose, image, command, environment, labels, networkMode, all, user, memoryBytes);
    }

    public ThrowawaySpec withUser(String name) {
        return new ThrowawaySpec(purpose, image, command, environment, labels, networkMode, volumes, name, memoryBytes);
    }

    public ThrowawaySpec withMemory(long bytes) {
        return new ThrowawaySpec(purpose, image, command, environment, labels, networkMode, volumes, user, bytes);
    }

    /** Names of the environment, never its values. */
    @Override
    public String toString() {
        return purpose + " container of " + image
                + (environment.isEmpty() ? "" : " with " + String.join(", ", environment.keySet()));
    }
}
