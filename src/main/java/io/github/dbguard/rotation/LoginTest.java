package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.target.LoginRoad;
import io.github.dbguard.target.LoginRoad.Answer;
import io.github.dbguard.target.LoginRoad.Attempt;
import io.github.dbguard.target.LoginRoad.Telling;
import io.github.dbguard.target.Target;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Asks the server whether it takes a password, over a road on which it has refused a wrong one. The socket and loopback
 * inside the official image are trusted: any password is taken there.
 */
final class LoginTest {

    private final Telling road;
    private final String role;

    private LoginTest(Telling road, String role) {
        this.road = road;
        this.role = role;
    }

    /** @throws CannotProceed when no road tells a wrong password from a right one */
    static LoginTest of(Target target, String role) {
        List<String> said = new ArrayList<>();
        Set<String> databases = new LinkedHashSet<>(List.of(target.mainDatabase()));
        databases.addAll(target.databases());
        return LoginRoad.thatTells(target.loginRoads(), List.copyOf(databases), role, said::add)
                .map(road -> new LoginTest(road, role))
                .orElseThrow(() -> new CannotProceed("On no road to " + target.description()
                        + " does the server refuse a wrong password of role \"" + role
                        + "\", so that nothing could prove that a new one works:\n  " + String.join("\n  ", said)
                        + "\nNothing was changed. Let pg_hba.conf ask for a password (scram-sha-256) on the road that the"
                        + " application takes."));
    }

    /** Whether the server takes this password now. */
    boolean accepts(String password) {
        try (Prepared prepared = prepare()) {
            return prepared.accepts(password);
        }
    }

    /** A login that is on its way already: what is left of it is the password. */
    Prepared prepare() {
        return new Prepared(road.prepare());
    }

    /** Serves for one login. */
    final class Prepared implements AutoCloseable {

        private final Attempt attempt;

        private Prepared(Attempt attempt) {
            this.attempt = attempt;
        }

        boolean accepts(String password) {
            return attempt.login(role, password) == Answer.ACCEPTED;
        }

        @Override
        public void close() {
            attempt.close();
        }
    }
}
