package io.github.dbguard.target;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.postgres.PostgresError;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A way to the server to try passwords on. Only one that {@link #thatTells tells} a wrong password proves anything. */
public interface LoginRoad {

    /** For people: {@code relay inside the container to 172.17.0.2}. */
    String name();

    /**
     * Opens the way up to the login itself, which then costs some milliseconds. The server waits for the login as long as
     * its {@code authentication_timeout} says, a minute by default; later ones open the way anew.
     *
     * @throws CannotProceed when the server is not to be reached
     */
    Attempt prepare(String database);

    /** A way that is open. */
    interface Attempt extends AutoCloseable {

        /**
         * Logs in, and out again. The first login has the way that was opened, each further one opens another.
         *
         * @param password not empty: PostgreSQL lets nobody in with an empty one
         * @throws PostgresError when the connection broke, or the server gave another answer than about this login
         * @throws CannotProceed when the server is not to be reached
         */
        Answer login(String user, String password);

        @Override
        void close();
    }

    /** What the server says to a login. */
    enum Answer {
        /** The password is good, or none is needed; or the server refused for a reason that comes after the password. */
        ACCEPTED,
        /** The password is wrong; or it has run out (VALID UNTIL), or there is no such role, which look the same. */
        WRONG_PASSWORD,
        /** No, whatever the password: pg_hba.conf has no entry or rejects, the role may not log in, or is not there. */
        REFUSED
    }

    /** A road that tells a wrong password, and the database that it does so for: pg_hba.conf may differ by database. */
    record Telling(LoginRoad road, String database) {

        public Attempt prepare() {
            return road.prepare(database);
        }
    }

    /**
     * Looks for a road on which a wrong password is refused, by trying one that nobody has. Each of them leaves a failed
     * login in the server's log.
     *
     * @param said gets, in words, what each road answered that does not tell
     */
    static Optional<Telling> thatTells(
            List<LoginRoad> roads, List<String> databases, String user, Consumer<String> said) {
        for (LoginRoad road : roads) {
            for (String database : databases) {
                String where = road.name() + ", database " + database + ": ";
                try (Attempt attempt = road.prepare(database)) {
                    Answer answer = attempt.login(user, nobodysPassword());
                    if (answer == Answer.WRONG_PASSWORD) {
                        return Optional.of(new Telling(road, database));
                    }
                    said.accept(where
                            + (answer == Answer.ACCEPTED
                                    ? "lets in with any password"
                                    : "lets nobody in who is " + user));
                } catch (CannotProceed | PostgresError e) {
                    said.accept(where + e.getMessage());
                    break;
                }
            }
        }
        return Optional.empty();
    }

    private static String nobodysPassword() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().encodeToString(random);
    }
}
