package io.github.dbguard.target;

import io.github.dbguard.docker.Container;
import io.github.dbguard.postgres.JdbcUrl;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.Server;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a container's port should be, seen from this machine. Another server may be there: the engine of a forwarded socket
 * is on another machine, whose ports and addresses mean something else here.
 *
 * @param name for people
 * @param host a name or an address
 */
record PortHere(String name, String host, int port) {

    /** Whoever is there gets no clear password: nothing is proven of it before the login. */
    private static final String OPTIONS = "/?sslmode=prefer&requireAuth=!password";

    private static final String EVERY_ADDRESS = "|0\\.0\\.0\\.0|::";
    private static final String LOOPBACK = "127\\..*|::1";

    /**
     * The published port, then the container's addresses.
     *
     * @param engine where it answers: {@code tcp://host:port}, {@code unix:///…}
     * @param port inside the container
     */
    static List<PortHere> of(String engine, Container container, int port) {
        String machine = engine.startsWith("tcp:") ? URI.create(engine).getHost() : null;
        List<PortHere> ports = new ArrayList<>();
        Container.Published published = container.ports().get(port);
        if (published != null) {
            String host = hostOf(published.ip(), machine);
            ports.add(new PortHere("published port " + host + ":" + published.port(), host, published.port()));
        }
        if (machine == null) {
            container.addresses().forEach(a -> ports.add(new PortHere("container address " + a + ":" + port, a, port)));
        }
        return ports;
    }

    private static String hostOf(String ip, String machine) {
        if (machine != null && ip.matches(EVERY_ADDRESS + "|" + LOOPBACK)) {
            return machine;
        }
        return ip.matches(EVERY_ADDRESS) ? "127.0.0.1" : ip;
    }

    Server server(Login login) {
        String authority = (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + port;
        return Server.at(JdbcUrl.parse("jdbc:postgresql://" + authority + OPTIONS), login);
    }
}
