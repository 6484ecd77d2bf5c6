package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Progress;
import io.github.dbguard.archive.Checksums;
import io.github.dbguard.archive.Room;
import io.github.dbguard.archive.TarWrite;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.restore.ForeignBackup.Kind;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.ToolLogin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Loads inside the container, where the tools are as new as the server. A dump is carried into a temporary folder there and
 * restored from it by several sessions, all by one command, which removes its folder whichever way it ends. A plain script,
 * and a custom dump that no place takes, are streamed.
 *
 * <p>The files come through exec, not through the archive API: that one holds the container's lock while it streams, so that
 * health checks wait; and the tar says itself where it ends, as does a file of known length.
 */
final class ContainerLoad implements Load {

    private static final String MARK = "DBGUARD_WORK";
    private static final String RESTORE = "restore";
    private static final int KIB = 1024;

    /**
     * Arguments: KiB that have to be free, bytes of the one file or "tar", then the command with {@code @DUMP@} for the
     * place. A tmpfs takes memory, and comes last.
     */
    private static final String SCRIPT = """
            need=$1; bytes=$2; shift 2; umask 077; d=
            for kind in disk tmpfs; do
              for t in /tmp /var/tmp /dev/shm; do
                [ -z "$d" ] && [ -d "$t" ] && [ -w "$t" ] || continue
                is=$(df -Pk "$t" | { read -r head; read -r fs size used free rest; echo "$free $fs"; })
                case "$is $(stat -f -c %T "$t" 2>/dev/null)" in *tmpfs*) k=tmpfs ;; *) k=disk ;; esac
                free=${is%% *}
                [ "$k" = $kind ] && [ "${free:-0}" -ge "$need" ] || continue
                d=$(mktemp -d "$t/dbguard-load.XXXXXX") || d=
              done
            done
            if [ -z "$d" ]; then
              echo "dbguard-place none" >&2
              exit 0
            fi
            trap 'rm -rf "$d"' EXIT; trap 'exit 143' TERM HUP INT
            echo "dbguard-place $d" >&2
            if [ "$bytes" = tar ]; then tar -C "$d" -xf - || exit; else head -c "$bytes" > "$d/dump" || exit; fi
            echo "dbguard-carried" >&2
            if command -v openssl >/dev/null 2>&1; then sum="openssl dgst -sha256 -r"; else sum=sha256sum; fi
            (cd "$d" && find . -type f -exec $sum {} + | sed 's/^/dbguard-sha256 /') >&2 & h=$!
            "$@" "$d/dump"; code=$?
            wait $h
            exit $code
            """;

    private static final String LEFTOVERS = """
            for d in /tmp/dbguard-load.?????? /var/tmp/dbguard-load.?????? /dev/shm/dbguard-load.??????; do
              [ -d "$d" ] && rm -rf "$d"
            done
            exit 0
            """;

    private final ContainerTarget target;
    private final int jobs;

    ContainerLoad(ContainerTarget target, int jobs) {
        this.target = target;
        this.jobs = jobs;
    }

    @Override
    public void load(Incoming incoming, String into, boolean noTablespaces, Progress progress) {
        LoadProgress shown = new LoadProgress(
                progress,
                incoming.database(),
                incoming.counts() == null ? 0 : incoming.counts().tables().size());
        if (incoming.kind() == Kind.PLAIN) {
            requireOk(script(incoming, into, shown), incoming);
            return;
        }
        Carried carried = new Carried(shown);
        ExecResult result = carry(incoming, into, noTablespaces, carried, shown);
        if (!carried.placed) {
            if (incoming.kind() != Kind.CUSTOM) {
                throw noPlace(incoming);
            }
            result = stream(incoming, into, noTablespaces, shown);
        }
        requireOk(result, incoming);
        if (carried.placed) {
            carried.requireSame(incoming);
        }
    }

    private CannotProceed noPlace(Incoming incoming) {
        return new CannotProceed("The dump of database " + incoming.database() + ", "
                + Room.inWords(bytesOf(incoming.dump())) + ", has no place in " + target.description()
                + ": /tmp and /var/tmp are full or read-only.\nThe live database is untouched. Make room there, or give the"
                + " container a tmpfs on /tmp, and run it again.");
    }

    private ExecResult carry(
            Incoming incoming, String into, boolean noTablespaces, Carried carried, LoadProgress shown) {
        boolean folder = Files.isDirectory(incoming.dump());
        long bytes = bytesOf(incoming.dump());
        List<String> words = new ArrayList<>(
                List.of(Long.toString(bytes / KIB * 11 / 10 + KIB), folder ? "tar" : Long.toString(bytes)));
        words.addAll(pgRestore(into, noTablespaces, incoming.kind() == Kind.TAR ? 1 : jobs));
        try (InputStream in = folder
                ? TarWrite.open(incoming.dump(), "dump", TarWrite.Owner.only(0, 0), shown::bytes)
                : Files.newInputStream(incoming.dump())) {
            return run("pg_restore", SCRIPT, in, carried, words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From a pipe pg_restore takes the custom format only, with one session. */
    private ExecResult stream(Incoming incoming, String into, boolean noTablespaces, LoadProgress shown) {
        List<String> words = new ArrayList<>(List.of(Long.toString(bytesOf(incoming.dump()))));
        words.addAll(pgRestore(into, noTablespaces, 1));
        try (InputStream in = Files.newInputStream(incoming.dump())) {
            return run("pg_restore", "n=$1; shift; head -c \"$n\" | \"$@\"", in, shown::line, words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExecResult script(Incoming incoming, String into, LoadProgress shown) {
        List<String> words = new ArrayList<>(List.of("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"));
        words.addAll(login(into));
        words.add("--file=-");
        try (InputStream in = incoming.script().open(target.identity().major())) {
            return run("psql", "\"$@\" >/dev/null", in, shown::line, words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> pgRestore(String into, boolean noTablespaces, int sessions) {
        List<String> words = new ArrayList<>(List.of("pg_restore", "--verbose", "--exit-on-error"));
        words.addAll(login(into));
        if (sessions > 1) {
            words.add("--jobs=" + sessions);
        }
        if (noTablespaces) {
            words.add("--no-tablespaces");
        }
        return words;
    }

    private List<String> login(String database) {
        ToolLogin in = target.toolLogin();
        return List.of(
                "--no-password",
                "--host=" + in.host(),
                "--port=" + in.port(),
                "--username=" + in.login().user(),
                "--dbname=" + database);
    }

    private ExecResult run(
            String name, String script, InputStream stdin, Consumer<String> stderr, List<String> arguments) {
        return target.engine()
                .run(
                        target.container().id(),
                        command(name, script, arguments),
                        stdin,
                        OutputStream.nullOutputStream(),
                        stderr);
    }

    private ExecCommand command(String name, String script, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, "dbguard"));
        words.addAll(arguments);
        ToolLogin in = target.toolLogin();
        ExecCommand command = ExecCommand.of(words.toArray(String[]::new))
                .named(name)
                .withUser(in.osUser())
                .withEnvironment("LC_ALL", "C")
                .withEnvironment("PGSSLMODE", "allow")
                .withEnvironment("PGOPTIONS", OPTIONS)
                .withEnvironment(MARK, RESTORE);
        return in.login().password() == null
                ? command
                : command.withEnvironment("PGPASSWORD", in.login().password());
    }

    private void requireOk(ExecResult result, Incoming incoming) {
        if (!result.ok()) {
            throw LoadFailed.of(
                    "database " + incoming.database() + " in " + target.description(),
                    result.exitCode(),
                    result.stderr());
        }
    }

    private static long bytesOf(Path dump) {
        try (var files = Files.walk(dump)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void removeLeftovers() {
        target.engine()
                .end(target.container().id(), MARK, RESTORE, target.toolLogin().osUser());
        target.engine()
                .run(target.container().id(), command("the removal of what an earlier run left", LEFTOVERS, List.of()));
    }

    @Override
    public OptionalLong freeBytes() {
        String directory = target.identity().dataDirectory();
        return directory == null
                ? OptionalLong.empty()
                : freeBytes(target.engine()
                        .run(target.container().id(), command("df", "df -Pk \"$1\" | tail -n 1", List.of(directory))));
    }

    /** @param df the last line of {@code df -Pk}; whatever else an image without one answers tells nothing */
    static OptionalLong freeBytes(ExecResult df) {
        String[] columns = df.stdout().strip().split("\\s+");
        return df.ok() && columns.length >= 4 && columns[3].matches("\\d{1,15}")
                ? OptionalLong.of(Long.parseLong(columns[3]) * KIB)
                : OptionalLong.empty();
    }

    @Override
    public void close() {
        // Each command removes its own folder.
    }

    /** What the inside says of what was carried in. */
    private static final class Carried implements Consumer<String> {

        private final LoadProgress shown;
        private final StringBuilder digests = new StringBuilder();
        private boolean placed;

        Carried(LoadProgress shown) {
            this.shown = shown;
        }

        @Override
        public void accept(String line) {
            if (line.startsWith("dbguard-sha256 ")) {
                digests.append(line.substring("dbguard-sha256 ".length())).append('\n');
            } else if (line.startsWith("dbguard-place ")) {
                placed = !line.endsWith(" none");
            } else {
                shown.line(line);
            }
        }

        void requireSame(Incoming incoming) {
            Map<String, String> inside = Checksums.parseSha256sumOutput(digests.toString());
            if (!inside.equals(incoming.sha256())) {
                throw new CannotProceed(
                        "The dump of database " + incoming.database() + " did not arrive in the container as"
                                + " it is here: the checksums differ.\nThe live database is untouched. Run it again.");
            }
        }
    }
}
