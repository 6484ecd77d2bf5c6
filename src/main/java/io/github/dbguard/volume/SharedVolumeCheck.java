package io.github.dbguard.volume;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Container.Mount;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.target.ContainerTarget;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Whether anything else writes to the volume or the host's folder: two servers on one data directory destroy it. */
record SharedVolumeCheck(ContainerTarget target) implements Check {

    private static final String NAME = "shared volume";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        Storage data = DataVolumes.ofData(target);
        Engine engine = target.engine();
        return switch (data.kind()) {
            case NAMED_VOLUME, ANONYMOUS_VOLUME -> volume(data, others(engine.containersUsing(data.source())));
            case BIND_MOUNT -> {
                HostFolder folder =
                        HostFolder.of(target.container(), data.folder()).orElseThrow();
                yield folder(data, folder, others(engine.containersMounting(folder::overlaps)));
            }
            default -> Line.ok(NAME, "PGDATA is on no volume and on no folder of the host");
        };
    }

    private List<Container> others(List<Container> all) {
        return all.stream()
                .filter(other -> !other.id().equals(target.container().id()))
                .toList();
    }

    private static Line volume(Storage data, List<Container> others) {
        return judge(data, others, mount -> data.source().equals(mount.name()), SharedVolumeCheck::server);
    }

    /**
     * Another server that keeps its own data beside, below the same folder, is none on this data directory.
     *
     * @param folder where the data directory lies on the host
     */
    static Line folder(Storage data, HostFolder folder, List<Container> others) {
        return judge(
                data,
                others,
                folder::reachedBy,
                other -> server(other)
                        && (!other.environment().containsKey("PGDATA")
                                || HostFolder.of(other, other.environment().get("PGDATA"))
                                        .filter(folder::equals)
                                        .isPresent()));
    }

    private static Line judge(
            Storage data, List<Container> others, Predicate<Mount> same, Predicate<Container> secondServer) {
        List<Container> writing = others.stream()
                .filter(other -> !other.labels().containsKey(Engine.HOLDS))
                .filter(other -> other.state().running())
                .filter(other -> other.mounts().stream().anyMatch(m -> same.test(m) && m.readWrite()))
                .toList();
        if (writing.isEmpty()) {
            return Line.ok(NAME, "no other container that runs writes to " + data.source());
        }
        String names = writing.stream().map(Container::name).collect(Collectors.joining(", "));
        return writing.stream().anyMatch(secondServer)
                ? Line.error(
                        NAME,
                        names + " runs on " + data.source() + " too: two servers on one data directory destroy it",
                        "Stop the one that should not be there (docker stop), then back up before anything else")
                : Line.warning(
                        NAME,
                        names + " may write to " + data.source() + " too",
                        "Mount it there read-only, or not at all");
    }

    private static boolean server(Container container) {
        Map<String, String> environment = container.environment();
        return (environment.containsKey("PGDATA") || environment.containsKey("PG_MAJOR"))
                && container.process().stream().anyMatch(word -> word.contains("postgres"));
    }
}
