package io.github.dbguard.scan.files;

import io.github.dbguard.scan.text.Traced;
import java.util.List;
import java.util.Map;

/**
 * A service of a Compose file, as far as its data goes.
 *
 * @param name with its place
 * @param image null where it is built
 * @param mounts in the short form, {@code source:destination}; the long form is brought into it. A destination alone
 *     is an anonymous volume
 * @param tmpfs folders in memory
 * @param environment literal values alone
 */
public record Service(
        Traced name, Traced image, List<Traced> mounts, List<Traced> tmpfs, Map<String, Traced> environment) {}
