package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
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
                // Loopback inside the container: TLS would only cost.
                .withEnvironment("PGSSLMODE", "allow")
                .withEnvironment(MARK, BACKUP);
        // The environment of an exec shows neither in `docker events` nor in the container's process list of others.
        return target.login().password() == null
                ? command
                : command.withEnvironment("PGPASSWORD", target.login().password());
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

    long bytesOf(String place) {
        ExecResult result = run("du", "du -sk \"$1\"", place);
        requireOk(result, "The size of the dump could not be read");
        return Long.parseLong(result.stdout().split("\\s+")[0]) << 10;
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
