package io.github.dbguard.target;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.OpenedAhead;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Server;
import java.io.IOException;
import java.util.function.BiFunction;

/**
 * A login road whose connection is opened ahead.
 *
 * @param name for people
 * @param opening opens the connection
 * @param server what is at its end, for a login
 */
record OpenedRoad(String name, Opening opening, BiFunction<OpenedAhead, Login, Server> server) implements LoginRoad {

    @FunctionalInterface
    interface Opening {
        OpenedAhead open() throws IOException;
    }

    @Override
    public Attempt prepare(String database) {
        try {
            return new OpenAttempt(database, opening.open());
        } catch (IOException e) {
            throw new CannotProceed(
                    "The server does not answer (" + name + "): " + e.getMessage()
                            + ".\nSee its log, and whether it listens there (listen_addresses).",
                    e);
        }
    }

    private final class OpenAttempt implements Attempt {

        private final String database;
        private final OpenedAhead opened;

        OpenAttempt(String database, OpenedAhead opened) {
            this.database = database;
            this.opened = opened;
        }

        @Override
        public Answer login(String user, String password) {
            if (password.isEmpty()) {
                throw new IllegalArgumentException("an empty password says nothing");
            }
            boolean ahead = opened.isReady();
            try {
                return answer(new Login(user, password));
            } catch (PostgresError e) {
                // The server hangs up on somebody who says nothing for a minute.
                if (ahead && e.connectionLost()) {
                    return answer(new Login(user, password));
                }
                throw e;
            }
        }

        private Answer answer(Login login) {
            try (Server to = server.apply(opened, login)) {
                to.login(database);
                return Answer.ACCEPTED;
            } catch (PostgresError e) {
                if (e.wrongPassword()) {
                    return Answer.WRONG_PASSWORD;
                }
                if (e.loginRefused()) {
                    return Answer.REFUSED;
                }
                if (e.afterAuthentication()) {
                    return Answer.ACCEPTED;
                }
                throw e;
            }
        }

        @Override
        public void close() {
            opened.close();
        }
    }
}
