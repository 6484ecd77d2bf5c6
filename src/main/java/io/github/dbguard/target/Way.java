package io.github.dbguard.target;

import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Server;
import io.github.dbguard.postgres.Session;

/**
 * One way into a server, with who logs in.
 *
 * @param name for people
 * @param login what the server was given
 * @param socket the unix socket that it leads to; null for TCP
 * @param address the address inside the container that it leads to; null for others
 * @param port the container's port that it leads to from here; null for others
 * @param proof tells whether that port is the container's; null where nothing needs to be proven
 */
record Way(
        String name, Server server, Login login, UnixSocket socket, String address, PortHere port, ControlFile proof) {

    /** Where somebody's URL leads: that it is the server that is meant is theirs to know. */
    static Way along(String name, Server server, Login login) {
        return new Way(name, server, login, null, null, null, null);
    }

    /** To an address of the container, from inside. */
    static Way inside(String name, Server server, Login login, String address) {
        return new Way(name, server, login, null, address, null, null);
    }

    /** To the server's unix socket, from inside. */
    static Way by(UnixSocket socket, Server server, Login login) {
        String name = "unix socket " + socket.folder() + " as user " + socket.owner() + " of the container";
        return new Way(name, server, login, socket, null, null, null);
    }

    /** To a port, from here. */
    static Way from(PortHere port, String with, Login login, ControlFile proof) {
        return new Way(port.name() + with, port.server(login), login, null, null, port, proof);
    }

    /**
     * Opens a session on a database.
     *
     * @throws PostgresError when it leads to no session, or to another server
     */
    Session open(String database) {
        Session session = server.open(database);
        try {
            if (proof != null) {
                proof.requireOf(session);
            }
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }
}
