package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.LoginRole;
import io.github.dbguard.postgres.RolePassword;
import io.github.dbguard.postgres.RolePassword.Role;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.Verifier;
import io.github.dbguard.target.Target;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Two roles, {@code app_a} and {@code app_b}, that log in for one owner role, {@code app}, and take turns: the one that
 * the env file does not name gets the new password, so that the login of before goes on working.
 */
final class Alternation {

    private static final String A = "_a";
    private static final String B = "_b";

    private final Target target;
    private final Session session;
    private final RotationOptions options;
    private final PasswordFiles files;

    /** @param options with the key that names the role */
    Alternation(Target target, Session session, RotationOptions options, PasswordFiles files) {
        this.target = target;
        this.session = session;
        this.options = options;
        this.files = files;
    }

    /**
     * Whose turn it is. A role of these that takes the password already needs no other: it is its turn then.
     *
     * @param wanted the new password
     * @throws Refused where the roles are not what they have to be
     * @throws CannotProceed where it cannot be told
     */
    Turn of(String wanted) {
        String user = files.user().orElseThrow(this::noUser);
        String owner = owner(user);
        String a = owner + A;
        String b = owner + B;
        requireShort(a);
        requireOneOf(user, owner, Set.of(owner, a, b));
        Stream.of(a, b).forEach(login -> requireOurs(login, owner));
        for (String login : new LinkedHashSet<>(List.of(user, a, b))) {
            Optional<Turn> already = already(login, owner, wanted);
            if (already.isPresent()) {
                return already.get();
            }
        }
        String next = user.equals(a) ? b : user.equals(b) ? a : free(owner, a, b);
        Role role = RolePassword.readOrNew(session, next);
        return new Turn(
                role,
                LoginTest.of(target, next),
                owner,
                kept(user),
                LoginRole.statements(session, target.cluster().versionNum(), owner, next));
    }

    private CannotProceed noUser() {
        return new CannotProceed("There is no role in " + options.envFile() + ": its " + options.userKey()
                + " is missing or empty, and two roles can take turns only where the file names one of them.\nNothing was"
                + " changed. Write it there, or name the key that holds it with -Ddbguard.userKey=");
    }

    private String owner(String user) {
        String owner = options.role() != null ? options.role() : ownerOf(user);
        if (RolePassword.read(session, owner).isEmpty()) {
            throw new CannotProceed("There is no role " + (options.role() == null ? "" : "\"" + owner + "\" ") + "on "
                    + target.description()
                    + (options.role() == null ? " of the name that " + place() + " has" : "") + ".\nRoles that log in: "
                    + String.join(", ", RolePassword.thatLogIn(session))
                    + ". Nothing was changed. Name the owner role with -Ddbguard.role=");
        }
        return owner;
    }

    private String ownerOf(String user) {
        if (!user.endsWith(A) && !user.endsWith(B)) {
            return user;
        }
        String owner = user.substring(0, user.length() - A.length());
        return LoginRole.isMember(session, user, owner) ? owner : user;
    }

    private String place() {
        return options.userKey() + " of " + options.envFile();
    }

    private void requireShort(String login) {
        int bytes = login.getBytes(StandardCharsets.UTF_8).length;
        int longest = LoginRole.longestName(session);
        if (bytes > longest) {
            throw new Refused("The login roles of this owner role would be called \"" + login
                    + "\" and so on, which are "
                    + bytes + " bytes; the server keeps " + longest + " of a name and cuts off the rest.\nNothing was"
                    + " changed. Rename the owner role, or change its password in place: -Ddbguard.strategy=in-place");
        }
    }

    /** What a key holds that was named by mistake may be a secret: a name is said only if a role has it. */
    private void requireOneOf(String user, String owner, Set<String> names) {
        if (names.contains(user)) {
            return;
        }
        boolean role = RolePassword.read(session, user).isPresent();
        throw new Refused(place() + " names " + (role ? "role \"" + user + "\"" : "something else") + ", and not \""
                + owner + "\" or one of its logins, \"" + owner + A + "\" and \"" + owner + B
                + "\".\nNothing was changed."
                + " Name the right key with -Ddbguard.userKey=, or the owner role with -Ddbguard.role=");
    }

    private void requireOurs(String login, String owner) {
        if (RolePassword.read(session, login).isPresent() && !LoginRole.isMember(session, login, owner)) {
            throw new Refused("There is a role \"" + login + "\" already, and it is no member of \"" + owner
                    + "\": it is somebody else's.\nNothing was changed. Rename it; or, if it is to log in for \""
                    + owner
                    + "\": GRANT \"" + owner + "\" TO \"" + login + "\"; or change the password in place:"
                    + " -Ddbguard.strategy=in-place");
        }
    }

    private Optional<Turn> already(String login, String owner, String wanted) {
        Role role = RolePassword.readOrNew(session, login);
        boolean possible =
                role.exists() && role.canLogin() && (!role.readable() || Verifier.fits(role.verifier(), login, wanted));
        if (!possible) {
            return Optional.empty();
        }
        LoginTest logins = LoginTest.of(target, login);
        return logins.accepts(wanted) ? Optional.of(new Turn(role, logins, owner, null, List.of())) : Optional.empty();
    }

    /** The file names the owner, so that it does not tell which of the two the applications have. */
    private String free(String owner, String a, String b) {
        boolean hasA = mayHavePassword(a);
        boolean hasB = mayHavePassword(b);
        if (!hasA || !hasB) {
            return hasA ? b : a;
        }
        throw new CannotProceed(place() + " names the owner role \"" + owner + "\", while \"" + a + "\" and \"" + b
                + "\" both have a password: it cannot be told which of them the applications use.\nNothing was changed."
                + " Write that one there, and run it again: the other one gets the new password.");
    }

    private boolean mayHavePassword(String login) {
        Role role = RolePassword.readOrNew(session, login);
        return role.exists() && (!role.readable() || role.verifier() != null);
    }

    private Login kept(String user) {
        Role role = RolePassword.readOrNew(session, user);
        if (!role.exists()) {
            return null;
        }
        return RotatePassword.presentPassword(target, files, role, LoginTest.of(target, user))
                .map(password -> new Login(user, password))
                .orElse(null);
    }
}
