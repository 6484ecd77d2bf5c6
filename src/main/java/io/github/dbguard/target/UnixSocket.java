package io.github.dbguard.target;

import io.github.dbguard.docker.Engine;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The unix socket of a server, inside its container.
 *
 * @param folder that it is in, as libpq takes it for a host
 * @param port which is part of its name
 * @param owner {@code uid:gid} of whom the server runs as: pg_hba.conf's {@code peer} lets that one in
 */
record UnixSocket(String folder, int port, String owner) {

    /** The fifth line of postmaster.pid names the folder, where it may be read; then the defaults of builds there are. */
    private static final String FIND = """
            for d in "$(sed -n 5p "${PGDATA:-/nowhere}/postmaster.pid" 2>/dev/null)" /var/run/postgresql /run/postgresql /tmp; do
              s="$d/.s.PGSQL.$1"
              if [ -n "$d" ] && [ -S "$s" ]; then stat -c "%u:%g $d" "$s" && exit 0; fi
            done
            exit 1
            """;

    private static final Pattern FOUND = Pattern.compile("(?<owner>\\d+:\\d+) (?<folder>/.*)");

    /** Looks where servers have it. Empty where there is none, or nothing in the container that could look. */
    static Optional<UnixSocket> find(Engine engine, String containerId, int port) {
        ExecResult said = engine.run(
                containerId,
                ExecCommand.of("sh", "-c", FIND, "dbguard", Integer.toString(port))
                        .named("the search for the server's socket"));
        Matcher found = FOUND.matcher(said.stdout().strip());
        return said.ok() && found.matches()
                ? Optional.of(new UnixSocket(found.group("folder"), port, found.group("owner")))
                : Optional.empty();
    }

    String path() {
        return folder + "/.s.PGSQL." + port;
    }
}
