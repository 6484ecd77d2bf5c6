package io.github.dbguard.target;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Server;
import io.github.dbguard.postgres.Session;
import java.util.UUID;

/**
 * Tries a password from the container's own address. The official images trust loopback, where any password is let in: so a
 * wrong one has to be refused first, on the same road. Each try leaves a line in the server's log, without the password.
 */
final class TryPassword {

    private TryPassword() {}

    static LoginAnswer of(Engine engine, Container container, int port, String database, Login login) {
        for (String address : container.addresses()) {
            LoginAnswer wrong = along(
                    engine, container, address, port, database, new Login(login.user(), "wrong-" + UUID.randomUUID()));
            switch (wrong) {
                case ACCEPTED -> {
                    return LoginAnswer.ANY_PASSWORD;
                }
                case REFUSED -> {
                    return along(engine, container, address, port, database, login);
                }
                default -> {
                    // The server does not listen there, or pg_hba.conf knows nobody from there.
                }
            }
        }
        return LoginAnswer.NO_ROAD;
    }

    private static LoginAnswer along(
            Engine engine, Container container, String address, int port, String database, Login login) {
        try (Server server = Server.along(Relay.into(engine, container.id(), address, port), login);
                Session session = server.open(database)) {
            return LoginAnswer.ACCEPTED;
        } catch (PostgresError e) {
            return e.wrongPassword() ? LoginAnswer.REFUSED : LoginAnswer.NO_ROAD;
        }
    }
}
