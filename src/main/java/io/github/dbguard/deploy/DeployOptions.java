package io.github.dbguard.deploy;

import io.github.dbguard.volume.Severity;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the user said of a deploy.
 *
 * @param command for a shell on this machine
 * @param folder where it runs, and Compose is asked
 * @param composeFile {@code dbguard.composeFile}; null where it was left out
 * @param limit how long the command may take
 * @param allowDestructive why a command that destroys data is meant; null for not
 * @param failOn the least severity of preflight that stops the deploy; null for none
 * @param autoRestore whether lost rows are brought back at once
 * @param label for the backup; may be null
 * @param patience how long to wait for the database afterwards
 */
public record DeployOptions(
        String command,
        Path folder,
        Path composeFile,
        Duration limit,
        String allowDestructive,
        Severity failOn,
        boolean autoRestore,
        String label,
        Duration patience) {}
