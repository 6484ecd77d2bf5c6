package io.github.dbguard.volume;

import io.github.dbguard.target.ContainerTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether the next {@code docker compose up} would find the data: the volume that it would mount, and the folder where the
 * image looks, against what is in use. A renamed project or folder, and a moved mount, show here.
 */
record NextStorageCheck(ContainerTarget target, Deploy deploy) implements Check {

    private static final String NAME = "next volume";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        Optional<ComposeConfig> next = deploy.config();
        if (next.isEmpty()) {
            return Line.ok(NAME, "the container is not Compose's");
        }
        ComposeConfig config = next.get();
        Storage now = DataVolumes.ofData(target);
        String here = target.container().environment().get("PGDATA");
        Map<String, String> image = deploy.imageEnvironment(config);
        String there = config.environment().getOrDefault("PGDATA", image.get("PGDATA"));
        // Where the server's folder is not what PGDATA says, a configuration file decides, and goes on deciding.
        boolean decides = here != null && same(here, now.folder());
        return judge(config, now, decides && there != null ? there : now.folder());
    }

    /** @param folder where the next server would look for its data */
    static Line judge(ComposeConfig config, Storage now, String folder) {
        Storage next = config.storageOf(folder);
        // An image's own volume does not stand in the file; Compose hands it on to the next container.
        boolean sameSource = unnamed(next) && unnamed(now) || next.kind() == now.kind() && sameSource(next, now);
        if (!sameSource) {
            return Line.error(
                    NAME,
                    "docker compose up would put the data on " + described(next) + ", and it lies on " + now.describe()
                            + ": the server would begin empty",
                    advice(config, now, next));
        }
        if (!same(inside(next), inside(now))) {
            return Line.error(
                    NAME,
                    "docker compose up would look for the data at " + inside(next) + " of " + described(next)
                            + ", and it lies at " + inside(now) + ": the server would begin empty",
                    "Mount it where the image looks for it (" + folder + "), or set PGDATA to where it is");
        }
        return Line.ok(NAME, "docker compose up would mount " + described(next) + " again");
    }

    private static String advice(ComposeConfig config, Storage now, Storage next) {
        boolean renamed = now.kind() == Storage.Kind.NAMED_VOLUME
                && next.kind() == Storage.Kind.NAMED_VOLUME
                && next.source().startsWith(config.project() + "_");
        return renamed
                ? "The project is called " + config.project() + " here: set the old name (name: in the Compose file, or"
                        + " COMPOSE_PROJECT_NAME), or name the volume: volumes: … name: " + now.source()
                : "Put the mount back in the Compose file; the data is where it was";
    }

    private static String described(Storage storage) {
        return unnamed(storage) ? "no volume of the Compose file" : storage.describe();
    }

    /** A folder may be called by two names, one of them through a link. */
    private static boolean sameSource(Storage next, Storage now) {
        if (Objects.equals(next.source(), now.source())) {
            return true;
        }
        try {
            return now.kind() == Storage.Kind.BIND_MOUNT
                    && Files.isSameFile(Path.of(next.source()), Path.of(now.source()));
        } catch (IOException notHere) {
            return false;
        }
    }

    private static boolean unnamed(Storage storage) {
        return storage.kind() == Storage.Kind.ANONYMOUS_VOLUME || storage.kind() == Storage.Kind.OWN_LAYER;
    }

    /** The folder as seen from the mount: what decides is where in the volume it is. */
    private static String inside(Storage storage) {
        return unnamed(storage)
                ? storage.folder()
                : "/"
                        + storage.folder()
                                .substring(Math.min(
                                        storage.folder().length(),
                                        storage.destination().length()))
                                .replaceAll("^/+", "");
    }

    private static boolean same(String one, String other) {
        return one.replaceAll("/+$", "").equals(other.replaceAll("/+$", ""));
    }
}
