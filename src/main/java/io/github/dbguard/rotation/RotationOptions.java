package io.github.dbguard.rotation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the user said of a rotation.
 *
 * @param role whose password, or which owner role's; null for the one that dbguard logs in as, or that the env file names
 * @param envFile the env file of the Compose project
 * @param keys where it holds the password: the first is asked, all are written
 * @param userKey where it holds the role's name; null to change the password in place, else two roles take turns
 * @param passwordFile a file that holds the password and nothing else; null for none
 * @param userlist pgbouncer's; null for none
 * @param given the new password; null to take the one that the files hold. Never printed
 * @param generated whether it was made up, so that it must be written somewhere
 * @param backup whether to back up first
 * @param lockTimeout how long to wait for somebody who changes roles
 */
public record RotationOptions(
        String role,
        Path envFile,
        List<String> keys,
        String userKey,
        Path passwordFile,
        Path userlist,
        String given,
        boolean generated,
        boolean backup,
        Duration lockTimeout) {

    @Override
    public String toString() {
        return "RotationOptions[" + role + ", " + envFile + "]";
    }
}
