package io.github.dbguard.rotation;

import io.github.dbguard.docker.Container;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.Target;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The containers of the target's Compose project whose environment holds another password than the new one. It was fixed
 * when they were created: a restart does not change it.
 *
 * @param names without the database's own
 * @param database whether the database's own container is one of them
 */
record Holders(List<String> names, boolean database) {

    /**
     * @param previous the password before; null when nobody knows it: then those are named that hold another one in a
     *     variable of one of these names
     * @param keys names of variables that hold the password
     */
    static Holders of(Target target, String wanted, String previous, List<String> keys) {
        if (!(target instanceof ContainerTarget container)) {
            return new Holders(List.of(), false);
        }
        Container own = container.container();
        List<String> names = container.project().stream()
                .filter(c -> !c.id().equals(own.id()))
                .filter(c -> holds(c, wanted, previous, keys))
                .map(Container::name)
                .sorted()
                .toList();
        String ofDatabase = own.environment().get("POSTGRES_PASSWORD");
        boolean database = container.login().user().equals(own.environment().getOrDefault("POSTGRES_USER", "postgres"))
                && ofDatabase != null
                && !ofDatabase.equals(wanted);
        return new Holders(names, database);
    }

    private static boolean holds(Container container, String wanted, String previous, List<String> keys) {
        if (previous != null) {
            String encoded = URLEncoder.encode(previous, StandardCharsets.UTF_8).replace("+", "%20");
            return container.environment().values().stream()
                    .filter(Objects::nonNull)
                    .anyMatch(value -> value.equals(previous)
                            || value.contains(":" + encoded + "@")
                            || value.contains("password=" + encoded));
        }
        return keys.stream()
                .map(container.environment()::get)
                .anyMatch(value -> value != null && !value.isEmpty() && !value.contains(wanted));
    }
}
