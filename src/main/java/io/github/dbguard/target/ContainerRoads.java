package io.github.dbguard.target;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.postgres.OpenedAhead;
import io.github.dbguard.postgres.Road;
import io.github.dbguard.postgres.Server;
import io.github.dbguard.postgres.TcpRoad;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The roads into a container on which to try passwords. The official image trusts loopback and the socket, and asks for a
 * password everywhere else: so the container's own address comes first, as its neighbours use it.
 */
final class ContainerRoads {

    /** All addresses where hostname can tell them; busybox's only knows those of the name. */
    private static final String ADDRESSES = "hostname -I 2>/dev/null || hostname -i 2>/dev/null; true";

    /** A container on the host's network has all of the host's. */
    private static final int MOST_ADDRESSES = 4;

    private final Engine engine;
    private final Container container;
    private final int port;

    ContainerRoads(Engine engine, Container container, int port) {
        this.engine = engine;
        this.container = container;
        this.port = port;
    }

    /** Best first. */
    List<LoginRoad> all() {
        List<LoginRoad> roads = new ArrayList<>();
        addresses().forEach(address -> roads.add(relay(address)));
        Container.Published published = container.ports().get(port);
        if (published != null) {
            String host = hostOf(published);
            roads.add(tcp("published port " + host + ":" + published.port(), host, published.port()));
        }
        if (isLocal()) {
            // The same address on another machine's network is another server.
            container
                    .addresses()
                    .forEach(address ->
                            roads.add(tcp("container address " + address + ", port " + port, address, port)));
        }
        roads.add(relay(Relay.LOOPBACK));
        return List.copyOf(roads);
    }

    /** The container's own addresses, loopback and link-local ones apart. */
    List<String> addresses() {
        if (!container.addresses().isEmpty()) {
            return container.addresses();
        }
        ExecResult said =
                engine.run(container.id(), ExecCommand.of("sh", "-c", ADDRESSES).named("hostname"));
        return Stream.of(said.stdout().strip().split("\\s+"))
                .filter(a -> a.matches("[0-9a-fA-F.:]+") && !a.matches("127\\..*|::1|fe80:.*"))
                .limit(MOST_ADDRESSES)
                .toList();
    }

    private LoginRoad relay(String address) {
        Road road = Relay.into(engine, container.id(), address, port);
        return new OpenedRoad(
                "relay inside the container to " + address, () -> OpenedAhead.answered(road), Server::along);
    }

    private static LoginRoad tcp(String name, String host, int port) {
        return new OpenedRoad(name, () -> OpenedAhead.answered(new TcpRoad(host, port)), Server::along);
    }

    /** The host's address that a port is published on, as it is reached from here. */
    private String hostOf(Container.Published published) {
        if (!published.ip().matches("|0\\.0\\.0\\.0|::")) {
            return published.ip();
        }
        String host = isLocal() ? null : URI.create(engine.host()).getHost();
        return host == null ? Relay.LOOPBACK : host;
    }

    private boolean isLocal() {
        return !engine.host().startsWith("tcp:");
    }
}
