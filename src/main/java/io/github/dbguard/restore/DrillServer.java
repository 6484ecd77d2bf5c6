package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.backup.Manifest.ServerNeeds;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.docker.Throwaway;
import io.github.dbguard.docker.ThrowawaySpec;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A PostgreSQL server for a while: a fresh cluster on an anonymous volume, in a container without a network. Both go when it
 * is closed, or when this process does.
 */
final class DrillServer implements AutoCloseable {

    private static final String VOLUME = "/dbguard-drill";
    private static final Duration START = Duration.ofSeconds(120);

    /**
     * The image's entrypoint is not used: each image has its own. initdb and postgres are PostgreSQL's, and refuse to be
     * root. Nothing that is in the cluster has to outlive a crash, so nothing is forced to disk.
     */
    private static final String SCRIPT = """
            export B= U="$1" L="$2" D=/dbguard-drill/data
            for b in "$(command -v postgres 2>/dev/null | sed 's,/postgres$,,')" "/usr/lib/postgresql/${PG_MAJOR:-}/bin" \\
                /usr/lib/postgresql/*/bin /usr/local/bin /opt/bitnami/postgresql/bin /usr/pgsql-*/bin; do
              if [ -z "$B" ] && [ -x "$b/initdb" ] && [ -x "$b/postgres" ]; then B=$b; fi
            done
            [ -n "$B" ] || { echo "there is no initdb in this image" >&2; exit 96; }
            start='"$B/initdb" -D "$D" -U "$U" -A trust -E UTF8 --locale=C --no-sync >/dev/null || exit
              exec "$B/postgres" -D "$D" -c listen_addresses=127.0.0.1 -c unix_socket_directories=/tmp \\
                -c shared_preload_libraries="$L" -c fsync=off -c synchronous_commit=off -c full_page_writes=off \\
                -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=4GB -c checkpoint_timeout=1h \\
                -c max_locks_per_transaction=256 -c logging_collector=off'
            if [ "$(id -u)" = 0 ]; then
              chown postgres /dbguard-drill && exec su postgres -s /bin/sh -c "$start"
            fi
            exec sh -c "$start"
            """;

    private final Throwaway container;
    private final Target target;

    private DrillServer(Throwaway container, Target target) {
        this.container = container;
        this.target = target;
    }

    /**
     * @param dockerHost null for the default
     * @throws CannotProceed with what it said, when it does not come up
     */
    static DrillServer start(Engine engine, String dockerHost, String image, ServerNeeds needs) {
        String superuser = needs == null || needs.superuser() == null ? "postgres" : needs.superuser();
        String libraries = needs == null || needs.preloadLibraries() == null ? "" : needs.preloadLibraries();
        Throwaway container = engine.throwaway(ThrowawaySpec.of("drill", image)
                .withVolume(VOLUME)
                .running("sh", "-c", SCRIPT, "dbguard-drill", superuser, libraries));
        try {
            return new DrillServer(
                    container,
                    FindTarget.find(new TargetOptions(
                            Path.of("."),
                            container.id(),
                            null,
                            null,
                            null,
                            superuser,
                            null,
                            List.of(),
                            dockerHost,
                            START)));
        } catch (CannotProceed e) {
            String said = container.output().strip();
            container.close();
            throw new CannotProceed(
                    "Could not drill: the throwaway server of image " + image + " does not come up.\n"
                            + (said.isEmpty() ? e.getMessage() : "It says:\n  " + String.join("\n  ", tail(said)))
                            + "\nThe backup is as it was, and counts as not verified.",
                    e);
        } catch (RuntimeException e) {
            container.close();
            throw e;
        }
    }

    private static List<String> tail(String said) {
        List<String> lines = said.lines().toList();
        return lines.subList(Math.max(0, lines.size() - 8), lines.size());
    }

    Target target() {
        return target;
    }

    @Override
    public void close() {
        target.close();
        container.close();
    }
}
