package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.counts.Snapshot;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.target.ContainerTarget;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs scripts and PostgreSQL's tools inside a container, the target's own or another, and keeps the temporary folders
 * there in order. Scripts are POSIX sh and get their values as arguments, never spliced in.
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

    private final Engine engine;
    private final String containerId;
    private final String description;
    private final Access access;

    /** @param description of the container, for messages: {@code container shop-db-1 (postgres:15)} */
    ContainerTools(Engine engine, String containerId, String description, Access access) {
        this.engine = engine;
        this.containerId = containerId;
        this.description = description;
        this.access = access;
    }

    /** Beside the server, in its own container. */
    static ContainerTools inside(ContainerTarget target) {
        return new ContainerTools(
                target.engine(), target.container().id(), target.description(), Access.inside(target));
    }

    /**
     * Runs a script with arguments {@code $1 …} and keeps its output.
     *
     * @param name what it does, for messages
     */
    ExecResult run(String name, String script, String... arguments) {
        return engine.run(containerId, command(name, script, arguments));
    }

    /** Runs a script with arguments {@code $1 …} and passes its output on. */
    ExecResult run(String name, String script, OutputStream stdout, Consumer<String> stderr, String... arguments) {
        return engine.run(containerId, command(name, script, arguments), stdout, stderr);
    }

    private ExecCommand command(String name, String script, String... arguments) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, "dbguard"));
        words.addAll(List.of(arguments));
        // The environment of an exec shows neither in `docker events` nor in the container's process list of others.
        return ExecCommand.of(words.toArray(String[]::new))
                .named(name)
                .withUser(access.osUser())
                .withEnvironment("LC_ALL", "C")
                .withEnvironment(access.environment())
                .withEnvironment(MARK, BACKUP);
    }

    List<String> pgDumpArguments(Snapshot snapshot, DumpOptions options, boolean zstd) {
        return PgDump.arguments(
                snapshot, options, access.host(), access.port(), access.login(), PgDump.major(pgDumpVersion()), zstd);
    }

    private String version;

    /** @throws CannotProceed when the container has no pg_dump */
    String pgDumpVersion() {
        if (version == null) {
            ExecResult result = run("pg_dump --version", "exec pg_dump --version");
            if (!result.ok()) {
                throw new CannotProceed("There is no pg_dump in " + description + ": "
                        + result.stderr().strip() + result.stdout().strip()
                        + ".\nUse an image of PostgreSQL that has its client tools.");
            }
            version = result.stdout().strip();
        }
        return version;
    }

    /** Where the server is, and who logs in. */
    Access access() {
        return access;
    }

    /** Asks the server something, by psql. */
    ExecResult ask(String database, String sql) {
        String script =
                "exec psql -AtXqw --host=\"$1\" --port=\"$2\" --username=\"$3\" --dbname=\"$4\" --command=\"$5\"";
        return run(
                "psql",
                script,
                access.host(),
                Integer.toString(access.port()),
                access.login().user(),
                PgDump.connectionString(database),
                sql);
    }

    long bytesOf(String place) {
        ExecResult result = run("du", "du -sk \"$1\"", place);
        requireOk(result, "The size of the dump could not be read");
        return Long.parseLong(result.stdout().split("\\s+")[0]) << 10;
    }

    /** Ends every command of a backup that runs in the container, whoever started it. Only with the server's lock held. */
    void endAll() {
        engine.end(containerId, MARK, BACKUP, access.osUser());
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
            throw new CannotProceed(what + " in " + description + " (exit code " + result.exitCode() + "):\n  "
                    + PgDump.errors(result.stderr() + result.stdout())
                    + "\nThe database is untouched, and no backup was written.");
        }
    }
}
