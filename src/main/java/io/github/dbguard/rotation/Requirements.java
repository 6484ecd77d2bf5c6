package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.RolePassword;
import io.github.dbguard.postgres.RolePassword.Role;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.Target;
import java.time.Duration;

/** What has to be so before a password is changed. */
final class Requirements {

    private Requirements() {}

    static void requirePrimary(Target target) {
        if (target.cluster().inRecovery()) {
            throw new CannotProceed("The server of " + target.description() + " is in recovery: it is a standby, or is"
                    + " still starting after a crash.\nNothing was changed. Point dbguard at the primary: its roles come to"
                    + " the standby by themselves.");
        }
    }

    static Role role(Target target, Session session, RotationOptions options) {
        String name = options.role() != null ? options.role() : target.login().user();
        Role role = RolePassword.read(session, name)
                .orElseThrow(() -> new CannotProceed("There is no role \"" + name + "\" on " + target.description()
                        + ".\nRoles that log in: " + String.join(", ", RolePassword.thatLogIn(session))
                        + ". Nothing was changed. Name one with -Ddbguard.role="));
        requireUsable(role);
        return role;
    }

    static void requireUsable(Role role) {
        String name = role.name();
        if (!role.canLogin()) {
            throw new Refused("Role \"" + name + "\" may not log in (NOLOGIN), so that no password of it can be tried."
                    + "\nNothing was changed. ALTER ROLE \"" + name + "\" LOGIN; or name another with -Ddbguard.role=");
        }
        if (role.expired()) {
            throw new Refused("The password of role \"" + name + "\" has expired (VALID UNTIL lies in the past): the"
                    + " server refuses every login, with whichever password.\nNothing was changed. ALTER ROLE \"" + name
                    + "\" VALID UNTIL 'infinity'; and run it again.");
        }
    }

    /** Changes it and takes that back, so that what stands in the way shows before anything is written. */
    static void requireAlterable(Target target, Session session, Turn turn, String verifier, Duration lockTimeout) {
        Role role = turn.role();
        try {
            RolePassword.tryChange(session, role, turn.statements(), verifier, lockTimeout);
        } catch (RolePassword.Changed e) {
            throw new CannotProceed(
                    "The password of role \"" + role.name()
                            + "\" was changed by somebody else in this very moment.\nNothing was changed by this run. Run it again.");
        } catch (PostgresError e) {
            if (e.lockNotAvailable()) {
                throw new CannotProceed("Somebody holds pg_authid, the table of roles, on " + target.description()
                        + " for longer than " + lockTimeout.toSeconds()
                        + " s (dbguard.lockTimeout).\nNothing was changed. See pg_locks, and run it again.");
            }
            if (e.permissionDenied()) {
                throw new CannotProceed("Role \"" + target.login().user() + "\", as which dbguard logs in, may not "
                        + turn.change() + ": " + e.getMessage()
                        + ".\nNothing was changed. Log in as a superuser"
                        + (turn.owner() == null ? " or as that role itself" : "")
                        + ": -Ddbguard.user= and -Ddbguard.passwordEnv=");
            }
            throw e;
        }
    }
}
