package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.counts.Snapshot;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.target.ContainerTarget;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs scripts and PostgreSQL's tools inside the target's container, and keeps the temporary folders there in order.
 * Scripts are POSIX sh and get their values as arguments, never spliced in.
 */
final class ContainerTools {

    /** Where a dump may lie for a while. Not /dev/shm: Docker's archive API does not see it. */
    private static final String PLACES = "/tmp /var/tmp";

    /** Stops what a killed run left running, and removes what it left lying. The backup lock says that it is dead. */
    private static final String REMOVE_LEFTOVERS = """
            for d in $(ls -d /tmp/dbguard-dump.?????? /var/tmp/dbguard-dump.?????? 2>/dev/null); do
              if read -r p < "$d/pid" 2>/dev/null && grep -q "$d" "/proc/$p/cmdline" 2>/dev/null; then
                kill "$p" 2>/dev/null; sleep 1; kill -9 "$p" 2>/dev/null
              fi
              rm -rf "$d" && echo "$d"
            done
            exit 0
            """;

    /** Prints the new folder's name, or nothing where none of the places has the room ($1, KiB). */
    private static final String MAKE_FOLDER = "for t in " + PLACES + "; do\n" + """
                      [ -d "$t" ] && [ -w "$t" ] || continue
                      free=$(df -Pk "$t" | { read -r head; read -r fs size used free rest; echo "$free"; })
                      [ "${free:-0}" -ge "$1" ] || continue
                      d=$(mktemp -d "$t/dbguard-dump.XXXXXX") && chmod 700 "$d" && { echo "$d"; exit 0; }
                    done
                    exit 0
                    """;

    private final ContainerTarget target;

    ContainerTools(ContainerTarget target) {
        this.target = target;
    }

    /** Runs a script with arguments {@code $1 …} and keeps its output. */
    ExecResult run(String script, String... arguments) {
        return target.engine().run(target.container().id(), command(script, arguments));
    }

    /** Runs a script with arguments {@code $1 …} and passes its output on. */
    ExecResult run(String script, OutputStream stdout, Consumer<String> stderr, String... arguments) {
        return target.engine().run(target.container().id(), command(script, arguments), stdout, stderr);
    }

    private ExecCommand command(String script, String... arguments) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, "dbguard"));
        words.addAll(List.of(arguments));
        ExecCommand command = ExecCommand.of(words.toArray(String[]::new)).withEnvironment("LC_ALL", "C");
        // The environment of an exec shows neither in `docker events` nor in the container's process list of others.
        return target.login().password() == null
                ? command
                : command.withEnvironment("PGPASSWORD", target.login().password());
    }

    /** Runs pg_dump into a file or folder below the temporary one. */
    ExecResult pgDump(
            Snapshot snapshot, DumpOptions options, String place, String file, boolean zstd, Consumer<String> stderr) {
        List<String> arguments = new ArrayList<>(List.of(place));
        arguments.addAll(pgDumpArguments(snapshot, options, zstd));
        arguments.add("--file=" + file);
        return run(
                "f=$1; shift; umask 077; echo $$ > \"$f/pid\"; exec pg_dump \"$@\"",
                OutputStream.nullOutputStream(),
                stderr,
                arguments.toArray(String[]::new));
    }

    List<String> pgDumpArguments(Snapshot snapshot, DumpOptions options, boolean zstd) {
        return PgDump.arguments(
                snapshot, options, "127.0.0.1", target.port(), target.login(), PgDump.major(pgDumpVersion()), zstd);
    }

    private String version;

    /** @throws CannotProceed when the container has no pg_dump */
    String pgDumpVersion() {
        if (version == null) {
            ExecResult result = run("exec pg_dump --version");
            if (!result.ok()) {
                throw new CannotProceed("There is no pg_dump in " + target.description() + ": "
                        + result.stderr().strip() + result.stdout().strip()
                        + ".\nUse an image of PostgreSQL that has its client tools.");
            }
            version = result.stdout().strip();
        }
        return version;
    }

    int port() {
        return target.port();
    }

    String user() {
        return target.login().user();
    }

    /** Makes a folder with room for so many KiB; null where there is none. */
    String makeFolder(long kib, Log log) {
        ExecResult result = run(MAKE_FOLDER, Long.toString(kib));
        log.debug("Temporary folder inside the container: " + result.stdout().strip()
                + result.stderr().strip());
        return result.stdout().isBlank() ? null : result.stdout().strip();
    }

    long bytesOf(String place) {
        ExecResult result = run("du -sk \"$1\"", place);
        requireOk(result, "The size of the dump could not be read");
        return Long.parseLong(result.stdout().split("\\s+")[0]) << 10;
    }

    void removeFolder(String place) {
        run("rm -rf \"$1\"", place);
    }

    /** Names of the folders of earlier, killed runs that were removed. */
    List<String> removeLeftovers() {
        return run(REMOVE_LEFTOVERS).stdout().lines().toList();
    }

    void requireOk(ExecResult result, String what) {
        if (!result.ok()) {
            throw new CannotProceed(what + " in " + target.description() + " (exit code " + result.exitCode() + "):\n  "
                    + PgDump.errors(result.stderr() + result.stdout())
                    + "\nThe database is untouched, and no backup was written.");
        }
    }
}
