package io.github.dbguard.docker;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.Map;
import java.util.Optional;

/** Which volumes there are. Nothing here makes or removes one. */
final class Volumes {

    private Volumes() {}

    static Optional<Volume> find(Api api, String name) {
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(api.ask(
                    "inspect volume " + name,
                    client -> volume(client.inspectVolumeCmd(name).exec())));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private static Volume volume(InspectVolumeResponse answer) {
        return new Volume(
                answer.getName(),
                answer.getDriver() == null ? "local" : answer.getDriver(),
                answer.getOptions() == null ? Map.of() : Map.copyOf(answer.getOptions()),
                answer.getLabels() == null ? Map.of() : Map.copyOf(answer.getLabels()));
    }
}
