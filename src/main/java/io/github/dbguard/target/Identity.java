package io.github.dbguard.target;

import java.util.Map;

/**
 * What says that a target still holds the same data.
 *
 * @param systemIdentifier {@code pg_control_system().system_identifier}, decimal, unsigned
 * @param initialisedAt when initdb made the cluster: the upper 32 bits of the system identifier, UTC, ISO 8601
 * @param serverVersion {@code server_version}: "15.14 (Debian 15.14-0+deb12u1)"
 * @param serverVersionNum {@code server_version_num}: 150014
 * @param dataDirectory {@code SHOW data_directory}; null when the role may not see it
 * @param mount what is mounted there; null for targets that are not containers, and for a container's own layer
 * @param container the container; null for a URL target
 * @param databaseOids oid of each database that can be connected to and is no template
 */
public record Identity(
        String systemIdentifier,
        String initialisedAt,
        String serverVersion,
        int serverVersionNum,
        String dataDirectory,
        Mount mount,
        ContainerIdentity container,
        Map<String, Long> databaseOids) {

    /**
     * @param type {@code volume} or {@code bind}
     * @param source the volume's name, or the host's folder
     * @param destination where it is mounted
     */
    public record Mount(String type, String source, String destination) {}

    /**
     * @param image as the container names it
     * @param imageId the image's own digest ({@code sha256:…})
     */
    public record ContainerIdentity(String id, String name, String image, String imageId) {}

    /** The server's major version: 15. */
    public int major() {
        return serverVersionNum / 10000;
    }
}
