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

    /** Marks what a backup runs inside, so that it can be found and ended when the backup was killed. */
    private static final String MARK = "DBGUARD_WORK";

    private static final String BACKUP = "backup";

    /** What a killed run left lying. */
    private static final String REMOVE_LEFTOVERS = """
            for d in /tmp/dbguard-dump.?????? /var/tmp/dbguard-dump.??????; do
              [ -d "$d" ] && rm -rf "$d" && echo "$d"
            done
            for p in /dev/shm/dbguard-pipe.* /run/dbguard-pipe.* /tmp/dbguard-pipe.* /var/tmp/dbguard-pipe.*; do
              [ -p "$p" ] && rm -f "$p"
            done
            exit 0
            """;

    /**
     * Prints the new folder's name, or nothing where none of the places has the room ($1, KiB). A tmpfs is none: Docker's
     * archive API does not see what lies on it.
     */
    private static final String MAKE_FOLDER = """
            for t in /tmp /var/tmp; do
              [ -d "$t" ] && [ -w "$t" ] || continue
              is=$(df -Pk "$t" | { read -r head; read -r fs size used free rest; echo "$free $fs"; })
              case "$is $(stat -f -c %T "$t" 2>/dev/null)" in *tmpfs*) continue ;; esac
              free=${is%% *}
              [ "${free:-0}" -ge "$1" ] || continue
              d=$(mktemp -d "$t/dbguard-dump.XXXXXX") && chmod 700 "$d" && { echo "$d"; exit 0; }
            done
            exit 0
            """;

    private final ContainerTarget target;

    ContainerTools(ContainerTarget target) {
        this.target = target;
    }

    /**
     * Runs a script with arguments {@code $1 …} and keeps its output.
     *
     * @param name what it does, for messages
     */
    ExecResult run(String name, String script, String... arguments) {
        return target.engine().run(target.container().id(), command(name, script, arguments));
    }

    /** Runs a script with arguments {@code $1 …} and passes its output on. */
    ExecResult run(String name, String script, OutputStream stdout, Consumer<String> stderr, String... arguments) {
        return target.engine().run(target.container().id(), command(name, script, arguments), stdout, stderr);
    }

    private ExecCommand command(String name, String script, String... arguments) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, "dbguard"));
        words.addAll(List.of(arguments));
        ExecCommand command = ExecCommand.of(words.toArray(String[]::new))
                .named(name)
                .withEnvironment("LC_ALL", "C")
                .withEnvironment(MARK, BACKUP);
        // The environment of an exec shows neither in `docker events` nor in the container's process list of others.
        return target.login().password() == null
                ? command
                : command.withEnvironment("PGPASSWORD", target.login().password());
    }

    /** Runs pg_dump into a file or folder below the temporary one. */
    ExecResult pgDump(Snapshot snapshot, DumpOptions options, String file, boolean zstd, Consumer<String> stderr) {
        List<String> arguments = pgDumpArguments(snapshot, options, zstd);
        arguments.add("--file=" + file);
        return run(
                "pg_dump",
                "umask 077; exec pg_dump \"$@\"",
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
            ExecResult result = run("pg_dump --version", "exec pg_dump --version");
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
        ExecResult result = run("mktemp", MAKE_FOLDER, Long.toString(kib));
        log.debug("Temporary folder inside the container: " + result.stdout().strip()
                + result.stderr().strip());
        return result.stdout().isBlank() ? null : result.stdout().strip();
    }

    long bytesOf(String place) {
        ExecResult result = run("du", "du -sk \"$1\"", place);
        requireOk(result, "The size of the dump could not be read");
        return Long.parseLong(result.stdout().split("\\s+")[0]) << 10;
    }

    void removeFolder(String place) {
        run("rm", "rm -rf \"$1\"", place);
    }

    /** Ends every command of a backup that runs in the container, whoever started it. Only with the server's lock held. */
    void endAll() {
        target.engine().end(target.container().id(), MARK, BACKUP);
    }

    /** Ends what earlier, killed runs left running. @return the folders of theirs that were removed */
    List<String> removeLeftovers() {
        endAll();
        return run("the removal of what an earlier run left", REMOVE_LEFTOVERS)
                .stdout()
                .lines()
                .toList();
    }

    void requireOk(ExecResult result, String what) {
        if (!result.ok()) {
            throw new CannotProceed(what + " in " + target.description() + " (exit code " + result.exitCode() + "):\n  "
                    + PgDump.errors(result.stderr() + result.stdout())
                    + "\nThe database is untouched, and no backup was written.");
        }
    }
}
