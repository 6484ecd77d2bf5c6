package io.github.dbguard.docker;

import java.util.Map;

/**
 * A volume as the engine described it at one moment. When it was made is left out: engine 20.10 tells a later time.
 *
 * @param driver {@code local}, or a plugin's name
 * @param options of the driver; {@code type}, {@code o} and {@code device} where it is a folder of the host under a name
 */
public record Volume(String name, String driver, Map<String, String> options, Map<String, String> labels) {}
