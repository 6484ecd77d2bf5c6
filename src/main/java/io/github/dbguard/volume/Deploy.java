package io.github.dbguard.volume;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.docker.Image;
import io.github.dbguard.target.ContainerTarget;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the next {@code docker compose up} would make of the target. Compose is asked once, and only if somebody wants it. */
final class Deploy {

    private final ContainerTarget target;
    private final Path folder;
    private final Path composeFile;
    private ComposeConfig config;
    private CannotProceed failure;

    Deploy(ContainerTarget target, Path folder, Path composeFile) {
        this.target = target;
        this.folder = folder;
        this.composeFile = composeFile;
    }

    /**
     * Empty when Compose has no part in the target.
     *
     * @throws CannotProceed when it has, and could not be asked
     */
    Optional<ComposeConfig> config() {
        if (!ComposeConfig.made(target.container())) {
            return Optional.empty();
        }
        if (config == null && failure == null) {
            try {
                config = AskCompose.config(target.container(), folder, composeFile);
            } catch (CannotProceed e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return Optional.of(config);
    }

    /** The environment that the image of the next container brings; empty when it is built, or not on the engine. */
    Map<String, String> imageEnvironment(ComposeConfig next) {
        String image = next.image() == null ? next.project() + "-" + next.service() : next.image();
        return target.engine().image(image).map(Image::environment).orElse(Map.of());
    }
}
