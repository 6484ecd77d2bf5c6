package io.github.dbguard.rotation;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A file that was written, and a running container that has it mounted by itself: as a Docker secret, or pgbouncer's list.
 * Such a mount is of the file that was there when the container started, and a new one of the same name does not show.
 *
 * @param container its name
 * @param database whether it is the target's own
 */
public record Mounted(Path file, String container, boolean database) {

    /** @param written files that have another content now */
    static List<Mounted> of(Target target, List<Path> written) {
        List<Mounted> mounted = new ArrayList<>();
        if (target instanceof ContainerTarget container) {
            for (Path file : written) {
                spellings(file)
                        .forEach(source -> in(container.engine(), source)
                                .forEach(c -> mounted.add(new Mounted(
                                        file,
                                        c.name(),
                                        c.id().equals(container.container().id())))));
            }
        }
        return List.copyOf(mounted);
    }

    /** The engine's filter takes a volume's name, a mount's source or its destination. */
    private static List<Container> in(Engine engine, String source) {
        return engine.containersUsing(source).stream()
                .filter(c -> c.state().running())
                .filter(c -> c.mounts().stream().anyMatch(mount -> source.equals(mount.source())))
                .toList();
    }

    /** With the links on its way, and without. */
    private static Set<String> spellings(Path file) {
        Set<String> spellings = new TreeSet<>();
        spellings.add(file.toAbsolutePath().normalize().toString());
        try {
            spellings.add(file.toRealPath().toString());
        } catch (IOException e) {
            // Somebody has removed it since.
        }
        return spellings;
    }
}
