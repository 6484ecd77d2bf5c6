package io.github.dbguard.target;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.postgres.JdbcUrl;
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

    ContainerWays(Engine engine, Container container, int port, Login login, List<String> candidates) {
        this.engine = engine;
        this.container = container;
        this.port = port;
        this.login = login;
        this.candidates = candidates;
    }

    @Override
    public List<Connecting.Way> first() {
        List<Connecting.Way> ways = new ArrayList<>(List.of(relay("", Relay.LOOPBACK, login)));
        ways.addAll(tcp("", login));
        return ways;
    }

    /**
     * Once something inside has led to the server, only what is inside is tried: from here the same port may be another
     * server's, which might let anybody in.
     */
    @Override
    public List<Connecting.Way> further(Connecting.Way refusing) {
        if (!refusing.name().equals(RELAY)) {
            return others(login, candidates, this::tcp);
        }
        List<Connecting.Way> ways = new ArrayList<>();
        UnixSocket.find(engine, container.id(), port).ifPresent(socket -> ways.add(by(socket)));
        ways.addAll(others(login, candidates, (with, other) -> List.of(relay(with, Relay.LOOPBACK, other))));
        for (String address : new ContainerRoads(engine, container, port).addresses()) {
            ways.add(relay(" to " + address, address, login));
            ways.addAll(others(
                    login, candidates, (with, other) -> List.of(relay(" to " + address + with, address, other))));
        }
        return ways;
    }

    /** The same ways with each of the other passwords. */
    static List<Connecting.Way> others(
            Login login, List<String> candidates, BiFunction<String, Login, List<Connecting.Way>> ways) {
        List<String> others = candidates.stream()
                .filter(c -> !c.isEmpty() && !c.equals(login.password()))
                .distinct()
                .toList();
        List<Connecting.Way> all = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            all.addAll(ways.apply(" with candidate " + (i + 1), new Login(login.user(), others.get(i))));
        }
        return all;
    }

    private Connecting.Way by(UnixSocket socket) {
        return new Connecting.Way(
                "unix socket " + socket.folder() + " as user " + socket.owner() + " of the container",
                Server.along(Relay.into(engine, container.id(), socket), login),
                login,
                socket,
                null);
    }

    private Connecting.Way relay(String more, String address, Login as) {
        return new Connecting.Way(
                RELAY + more, Server.along(Relay.into(engine, container.id(), address, port), as), as, null, address);
    }

    private List<Connecting.Way> tcp(String with, Login as) {
        List<Connecting.Way> ways = new ArrayList<>();
        Container.Published published = container.ports().get(port);
        if (published != null) {
            String host = published.ip().matches("|0\\.0\\.0\\.0|::") ? "127.0.0.1" : published.ip();
            ways.add(tcp("published port " + host + ":" + published.port() + with, host, published.port(), as));
        }
        container.addresses().forEach(a -> ways.add(tcp("container address " + a + ":" + port + with, a, port, as)));
        return ways;
    }

    private static Connecting.Way tcp(String name, String host, int tcpPort, Login as) {
        JdbcUrl url = JdbcUrl.parse("jdbc:postgresql://" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + tcpPort + "/?sslmode=prefer");
        return new Connecting.Way(name, Server.at(url, as), as);
    }
}
