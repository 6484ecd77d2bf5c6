package io.github.dbguard.target;

import io.github.dbguard.docker.Container;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Containers as an engine describes them, whatever there is. */
final class Containers {

    private Containers() {}

    /** One whose port 5432 is published. */
    static Container publishing(String ip, int port, String... addresses) {
        Container some = new Container(
                "f".repeat(64),
                "shop-db-1",
                "postgres:15",
                "sha256:1",
                Map.of(),
                new Container.State("running", "healthy", Instant.EPOCH, 0, false),
                List.of(),
                Map.of(),
                List.of(),
                Map.of(),
                false,
                "shop",
                "shop_default",
                "always",
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of("postgres"));
        return publishing(some, ip, port, addresses);
    }

    /** A real one, as an engine on another machine would tell of it: there the port and the addresses are right. */
    static Container publishing(Container real, String ip, int port, String... addresses) {
        return new Container(
                real.id(),
                real.name(),
                real.image(),
                real.imageId(),
                real.labels(),
                real.state(),
                real.mounts(),
                real.environment(),
                List.of(addresses),
                Map.of(5432, new Container.Published(ip, port)),
                real.readOnly(),
                real.hostname(),
                real.networkMode(),
                real.restartPolicy(),
                real.created(),
                real.entrypoint(),
                real.command(),
                real.process());
    }
}
