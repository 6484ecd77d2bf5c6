package io.github.dbguard.target;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The ways into a container for sessions. First those that need nothing but what the container's environment says. When
 * the login is refused, because the password there is not the server's: the unix socket, where the server's own user needs
 * none as a rule; then the other passwords that it might be.
 */
final class ContainerWays implements Connecting.Ways {

    private static final String RELAY = "relay inside the container";

    private final Engine engine;
    private final Container container;
    private final int port;
    private final Login login;
    private final List<String> candidates;
    private final ControlFile proof;

    ContainerWays(Engine engine, Container container, int port, Login login, List<String> candidates) {
        this.engine = engine;
        this.container = container;
        this.port = port;
        this.login = login;
        this.candidates = candidates;
        this.proof =
                new ControlFile(engine, container.id(), container.environment().get("PGDATA"));
    }

    @Override
    public List<Way> first() {
        List<Way> ways = new ArrayList<>(List.of(relay("", Relay.LOOPBACK, login)));
        // A server need not listen on loopback.
        container.addresses().forEach(address -> ways.add(relay(" to " + address, address, login)));
        ways.addAll(fromHere("", login));
        return ways;
    }

    /**
     * Once something inside has led to the server, only what is inside is tried: from here the same port may be another
     * server's, which might let anybody in.
     */
    @Override
    public List<Way> further(Way refusing) {
        if (refusing.port() != null) {
            return othersFromHere(refusing);
        }
        List<Way> ways = new ArrayList<>();
        UnixSocket.find(engine, container.id(), port).ifPresent(socket -> ways.add(by(socket)));
        ways.addAll(others(login, candidates, (with, other) -> List.of(relay(with, Relay.LOOPBACK, other))));
        for (String address : new ContainerRoads(engine, container, port, null).addresses()) {
            ways.add(relay(" to " + address, address, login));
            ways.addAll(others(
                    login, candidates, (with, other) -> List.of(relay(" to " + address + with, address, other))));
        }
        return ways;
    }

    /** The refusal may have been another server's: the other ports first, then all of them with the other passwords. */
    private List<Way> othersFromHere(Way refusing) {
        List<Way> ways = new ArrayList<>(fromHere("", login));
        ways.removeIf(way -> way.port().equals(refusing.port()));
        ways.addAll(others(login, candidates, this::fromHere));
        return ways;
    }

    /** The same ways with each of the other passwords. */
    static List<Way> others(Login login, List<String> candidates, BiFunction<String, Login, List<Way>> ways) {
        List<String> others = candidates.stream()
                .filter(c -> !c.isEmpty() && !c.equals(login.password()))
                .distinct()
                .toList();
        List<Way> all = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            all.addAll(ways.apply(" with candidate " + (i + 1), new Login(login.user(), others.get(i))));
        }
        return all;
    }

    private Way by(UnixSocket socket) {
        return Way.by(socket, Server.along(Relay.into(engine, container.id(), socket), login), login);
    }

    private Way relay(String more, String address, Login as) {
        return Way.inside(
                RELAY + more, Server.along(Relay.into(engine, container.id(), address, port), as), as, address);
    }

    private List<Way> fromHere(String with, Login as) {
        return PortHere.of(engine.host(), container, port).stream()
                .map(here -> Way.from(here, with, as, proof))
                .toList();
    }
}
