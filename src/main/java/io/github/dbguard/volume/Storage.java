package io.github.dbguard.volume;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Container.Mount;
import java.util.Optional;

/**
 * What a folder of the server lies on.
 *
 * @param kind what it is
 * @param source the volume's name, or the host's folder; null where it has none
 * @param destination where that is mounted; null in the container's own layer
 * @param folder the folder inside the container
 */
public record Storage(Kind kind, String source, String destination, String folder) {

    /** From what outlives most to what outlives nothing. */
    public enum Kind {
        NAMED_VOLUME,
        BIND_MOUNT,
        /** A volume whose name nobody chose: the next container gets another one. */
        ANONYMOUS_VOLUME,
        /** Goes with the container. */
        OWN_LAYER,
        /** Goes when the container stops. */
        TMPFS,
        /** A mount that Docker calls by another name: a pipe, a cluster volume, an image. */
        OTHER
    }

    /** What a folder of a container lies on. */
    static Storage of(Container container, String folder) {
        Optional<Mount> mount = container.mountOf(folder);
        return mount.map(m -> new Storage(kind(m), m.name() == null ? m.source() : m.name(), m.destination(), folder))
                .orElseGet(() -> new Storage(Kind.OWN_LAYER, null, null, folder));
    }

    private static Kind kind(Mount mount) {
        return switch (mount.type()) {
            case "volume" -> anonymous(mount.name()) ? Kind.ANONYMOUS_VOLUME : Kind.NAMED_VOLUME;
            case "bind" -> Kind.BIND_MOUNT;
            case "tmpfs" -> Kind.TMPFS;
            default -> Kind.OTHER;
        };
    }

    /** 64 hexadecimal digits, as an engine names a volume that nobody named. */
    static boolean anonymous(String volume) {
        return volume == null || volume.matches("[0-9a-f]{64}");
    }

    /** Whether it is a volume, which Docker can remove and a pin can hold. */
    boolean volume() {
        return kind == Kind.NAMED_VOLUME || kind == Kind.ANONYMOUS_VOLUME;
    }

    /** For people: {@code volume shop_data}, {@code the host's folder /srv/pg}. */
    String describe() {
        return switch (kind) {
            case NAMED_VOLUME -> "volume " + source;
            case ANONYMOUS_VOLUME -> "the anonymous volume " + source;
            case BIND_MOUNT -> "the host's folder " + source;
            case OWN_LAYER -> "the container's own layer";
            case TMPFS -> "a tmpfs at " + destination;
            case OTHER -> "a mount at " + destination;
        };
    }
}
