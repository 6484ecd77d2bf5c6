package io.github.dbguard.docker;

import java.util.List;
import java.util.Map;

/**
 * An image that is on the engine.
 *
 * @param id {@code sha256:…}
 * @param labels a container inherits them
 * @param entrypoint as configured; empty where there is none
 * @param command as configured; empty where there is none
 * @param environment a container inherits it
 * @param volumes folders for which a container gets an anonymous volume where nothing else is mounted
 */
public record Image(
        String id,
        Map<String, String> labels,
        List<String> entrypoint,
        List<String> command,
        Map<String, String> environment,
        List<String> volumes) {}
