package io.github.dbguard.target;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.postgres.OpenedAhead;
import io.github.dbguard.postgres.Road;
import io.github.dbguard.postgres.Server;
import io.github.dbguard.postgres.TcpRoad;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The roads into a container on which to try passwords. The official image trusts loopback and the socket, and asks for a
 * password everywhere else: so the container's own address comes first, as its neighbours use it.
 *
 * <p>A port that is reached from here is one only where a session has proven that it leads into the container.
 */
final class ContainerRoads {

    /** All addresses where hostname can tell them; busybox's only knows those of the name. */
    private static final String ADDRESSES = "hostname -I 2>/dev/null || hostname -i 2>/dev/null; true";

    /** A container on the host's network has all of the host's. */
    private static final int MOST_ADDRESSES = 4;

    private final Engine engine;
    private final Container container;
    private final int port;
    private final PortHere proven;

    /** @param proven the port that has led a session into the container from here; null where none has */
    ContainerRoads(Engine engine, Container container, int port, PortHere proven) {
        this.engine = engine;
        this.container = container;
        this.port = port;
        this.proven = proven;
    }

    /** Best first. */
    List<LoginRoad> all() {
        List<LoginRoad> roads = new ArrayList<>();
        addresses().forEach(address -> roads.add(relay(address)));
        if (proven != null) {
            TcpRoad road = new TcpRoad(proven.host(), proven.port());
            roads.add(new OpenedRoad(proven.name(), () -> OpenedAhead.answered(road), Server::along));
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
}
