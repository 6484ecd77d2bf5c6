package io.github.dbguard.target;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.archive.TarMember;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Session;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The cluster whose files lie in a container, by the first bytes of its {@code global/pg_control}: the system identifier.
 * It proves that a server is the container's, whichever way a session on it took.
 */
final class ControlFile {

    private static final String NAME = "pg_control";

    private final Engine engine;
    private final String containerId;
    private final String pgdata;
    private final Map<String, Optional<byte[]>> read = new HashMap<>();

    /** @param pgdata where the container's environment says that the data is; may be null */
    ControlFile(Engine engine, String containerId, String pgdata) {
        this.engine = engine;
        this.containerId = containerId;
        this.pgdata = pgdata;
    }

    /**
     * Makes sure that a session is on the cluster whose files lie in the container.
     *
     * @throws PostgresError when it is not, or when that cannot be told
     */
    void requireOf(Session session) {
        Catalogue.Place server = Catalogue.place(session);
        Set<String> folders = new LinkedHashSet<>();
        Stream.of(server.dataDirectory(), pgdata)
                .filter(Objects::nonNull)
                .filter(folder -> folder.startsWith("/"))
                .forEach(folders::add);
        boolean any = false;
        for (String folder : folders) {
            Optional<byte[]> bytes = read.computeIfAbsent(folder, this::identifier);
            if (bytes.isPresent() && is(bytes.get(), server.systemIdentifier())) {
                return;
            }
            any |= bytes.isPresent();
        }
        throw PostgresError.otherServer(
                any
                        ? "another server answers there (system identifier "
                                + Long.toUnsignedString(server.systemIdentifier()) + "), not the container's"
                        : "nothing proves that the container's server answers there: no global/" + NAME
                                + " could be read inside, in "
                                + (folders.isEmpty() ? "a folder that nobody names" : String.join(" or ", folders)));
    }

    /** In the order of the bytes that the container's machine has, whichever that is. */
    private static boolean is(byte[] bytes, long systemIdentifier) {
        long there = ByteBuffer.wrap(bytes).getLong();
        return there == systemIdentifier || Long.reverseBytes(there) == systemIdentifier;
    }

    /** A program sees what lies on a tmpfs too; the engine needs no program. Empty where neither can read it. */
    private Optional<byte[]> identifier(String folder) {
        String file = folder + "/global/" + NAME;
        return dumped(file).or(() -> copied(file));
    }

    Optional<byte[]> dumped(String file) {
        String count = Integer.toString(Long.BYTES);
        ExecResult said = engine.run(containerId, ExecCommand.of("od", "-A", "n", "-v", "-t", "x1", "-N", count, file));
        String hex = said.stdout().replaceAll("\\s", "");
        return said.ok() && hex.matches("([0-9a-f]{2}){" + count + "}")
                ? Optional.of(HexFormat.of().parseHex(hex))
                : Optional.empty();
    }

    Optional<byte[]> copied(String file) {
        try {
            return engine.copyOut(containerId, file, tar -> TarMember.find(tar, NAME, Long.BYTES))
                    .map(TarMember::beginning)
                    .filter(bytes -> bytes.length == Long.BYTES);
        } catch (CannotProceed | Refused notThere) {
            return Optional.empty();
        }
    }
}
