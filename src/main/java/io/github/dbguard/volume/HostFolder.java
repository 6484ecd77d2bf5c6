package io.github.dbguard.volume;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Container.Mount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder of the engine's host.
 *
 * @param path without detours; without symbolic links where the host is this machine
 */
record HostFolder(Path path) {

    static HostFolder of(String path) {
        Path folder = Path.of(path);
        try {
            return new HostFolder(folder.toRealPath());
        } catch (IOException notOfThisMachine) {
            return new HostFolder(folder.normalize());
        }
    }

    /** Where a folder of a container lies on the host; empty when it is on no bind mount. */
    static Optional<HostFolder> of(Container container, String folder) {
        return container
                .mountOf(folder)
                .filter(HostFolder::bind)
                .map(mount -> of(Path.of(mount.source())
                        .resolve(Path.of(mount.destination()).relativize(Path.of(folder)))
                        .toString()));
    }

    /** Whether who may write to the mount may write to this folder, or to some of it. */
    boolean reachedBy(Mount mount) {
        return bind(mount) && overlaps(mount.source());
    }

    boolean overlaps(String other) {
        Path folder = of(other).path;
        return path.startsWith(folder) || folder.startsWith(path);
    }

    private static boolean bind(Mount mount) {
        return "bind".equals(mount.type());
    }
}
