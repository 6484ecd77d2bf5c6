package io.github.dbguard.rotation;

import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.RolePassword.Role;
import java.util.List;

/**
 * Whose turn it is to get the new password.
 *
 * @param role who gets it; it may be about to be made
 * @param logins tries passwords of it
 * @param owner for whom two roles take turns; null where there is but one role
 * @param kept what logs in now and goes on doing so; null where there is but one role, or nobody knows the password
 * @param statements what makes the role ready, in the transaction that gives it the password
 */
record Turn(Role role, LoginTest logins, String owner, Login kept, List<String> statements) {

    static Turn inPlace(Role role, LoginTest logins) {
        return new Turn(role, logins, null, null, List.of());
    }

    /** In the messages for people: what was to be done to the role. */
    String change() {
        return role.exists()
                ? "change the password of role \"" + role.name() + "\""
                : "make role \"" + role.name() + "\", a login of role \"" + owner + "\"";
    }
}
