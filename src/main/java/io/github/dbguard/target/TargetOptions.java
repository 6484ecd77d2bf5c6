package io.github.dbguard.target;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the user said of the target; everything may be null but {@code folder}, {@code databases} and {@code patience}.
 *
 * @param folder where the Compose project is looked for
 * @param container name or id
 * @param composeFile the Compose file that the project was started from
 * @param service the Compose service
 * @param url {@code jdbc:postgresql://…}
 * @param user the role to log in as
 * @param password its password; never printed
 * @param databases the databases to guard; empty for all
 * @param dockerHost the engine; null for DOCKER_HOST, then the current Docker context
 * @param patience how long to wait for a server that is starting
 */
public record TargetOptions(
        Path folder,
        String container,
        Path composeFile,
        String service,
        String url,
        String user,
        String password,
        List<String> databases,
        String dockerHost,
        Duration patience) {

    @Override
    public String toString() {
        return "TargetOptions[folder=" + folder + ", container=" + container + ", service=" + service + "]";
    }
}
