package io.github.dbguard.volume;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Container.Mount;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Facts for checks that are judged without an engine. */
final class Judged {

    private Judged() {}

    static Container container(Mount... mounts) {
        return new Container(
                "f".repeat(64),
                "shop-db-1",
                "postgres:15",
                "sha256:1",
                Map.of(),
                new Container.State("running", "healthy", Instant.EPOCH, 0, false),
                List.of(mounts),
                Map.of(),
                List.of("172.18.0.2"),
                Map.of(),
                false,
                "shop",
                "shop_default",
                "always",
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of("postgres"));
    }

    static Mount volume(String name, String destination) {
        return new Mount("volume", name, "/var/lib/docker/volumes/" + name, destination, true);
    }

    static Mount anonymous(String destination) {
        return volume("ab".repeat(32), destination);
    }

    static Mount bind(String source, String destination) {
        return new Mount("bind", null, source, destination, true);
    }
}
