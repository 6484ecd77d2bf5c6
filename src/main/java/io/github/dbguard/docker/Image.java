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
 */
public record Image(String id, Map<String, String> labels, List<String> entrypoint, List<String> command) {}
