package io.github.dbguard.volume;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.target.ContainerTarget;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether anything else writes to the volume: two servers on one data directory destroy it. */
record SharedVolumeCheck(ContainerTarget target) implements Check {

    private static final String NAME = "shared volume";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        Storage data = DataVolumes.ofData(target);
        if (!data.volume()) {
            return Line.ok(NAME, "PGDATA is on no volume");
        }
        List<Container> others = target.engine().containersUsing(data.source()).stream()
                .filter(other -> !other.id().equals(target.container().id()))
                .filter(other -> !other.labels().containsKey(Engine.HOLDS))
                .filter(other -> other.state().running())
                .filter(other ->
                        other.mounts().stream().anyMatch(m -> data.source().equals(m.name()) && m.readWrite()))
                .toList();
        if (others.isEmpty()) {
            return Line.ok(NAME, "no other container that runs writes to " + data.source());
        }
        String names = others.stream().map(Container::name).collect(Collectors.joining(", "));
        return others.stream().anyMatch(SharedVolumeCheck::server)
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
