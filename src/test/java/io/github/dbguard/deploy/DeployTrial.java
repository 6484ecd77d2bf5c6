package io.github.dbguard.deploy;

import io.github.dbguard.ComposeProject;
import io.github.dbguard.MavenSandbox;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.archive.Durable;
import io.github.dbguard.maven.GoalRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Compose project with an application beside its database, and goals that deploy it by a script. */
final class DeployTrial implements AutoCloseable {

    static final String ROWS = "1000";

    static final String PASSWORD_ENV = "SHOP_DB_PASSWORD";

    private static final String COMPOSE = """
            services:
              db:
                image: dbguard-testbed/postgres:15
                environment:
                  POSTGRES_USER: shop
                  POSTGRES_DB: shop
                  POSTGRES_PASSWORD: ${DB_PASSWORD}
                  POSTGRES_INITDB_ARGS: --no-sync
                healthcheck:
                  test: pg_isready -h 127.0.0.1 -U shop
                  interval: 500ms
                  retries: 120
                volumes: ["%s:/var/lib/postgresql/data"]
              web:
                image: dbguard-testbed/postgres:15
                entrypoint: ["sleep", "infinity"]
                init: true
                depends_on: [db]
            volumes:
              data:
            """;

    private static final int LIMIT_SECONDS = 180;

    /** A run under way. */
    record Started(Process process, Path log) {

        GoalRun.Ended await() throws Exception {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("No end:\n" + Files.readString(log));
            }
            return new GoalRun.Ended(process.exitValue() == 0, Files.readString(log));
        }
    }

    private final Path home;
    private final Path folder;
    private final ComposeProject project;
    private final List<Process> processes = new ArrayList<>();

    private DeployTrial(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
        this.project = ComposeProject.in(folder);
    }

    /** @param data the volume, or the folder as {@code ./pgdata} */
    static DeployTrial up(Path home, Path folder, String data) throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), COMPOSE.formatted(data));
        DeployTrial trial = new DeployTrial(home, folder);
        return trial.fresh();
    }

    /** The database runs and holds its rows, under the password that it began with; dbguard has never been here. */
    DeployTrial fresh() throws IOException {
        password(TestPostgres.PASSWORD);
        project.up("--wait", "db");
        // Its image makes it look like one more server, which the next deploy would be asked to choose from.
        project.compose("rm", "-fs", "web");
        psql("postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'shop\\_%'")
                .lines()
                .forEach(kept -> psql("postgres", "DROP DATABASE \"" + kept + "\" WITH (FORCE)"));
        psql("DROP TABLE IF EXISTS orders; CREATE TABLE orders (id int PRIMARY KEY, what text);"
                + " INSERT INTO orders SELECT i, 'order ' || i FROM generate_series(1, " + ROWS + ") i");
        Durable.deleteTree(folder.resolve(".dbguard"));
        for (String left : List.of("deployed", "running", "told", "pid")) {
            Files.deleteIfExists(folder.resolve(left));
        }
        return this;
    }

    /** What the Compose file has for a password from now on. */
    void password(String password) throws IOException {
        Files.writeString(
                folder.resolve(".env"), "COMPOSE_PROJECT_NAME=" + project.name() + "\nDB_PASSWORD=" + password + "\n");
    }

    /** guarded-deploy of a script with these lines. */
    GoalRun.Ended deploy(String script, String... more) throws IOException {
        return goal("guarded-deploy", deploying(script, more).toArray(String[]::new));
    }

    GoalRun.Ended goal(String goal, String... arguments) {
        return GoalRun.goal(folder, goal, arguments);
    }

    /** The same by a Maven process of its own, which can be stopped and killed, and has the server's password in its environment. */
    Started start(String script, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("-B", "-ntp", "dbguard:guarded-deploy"));
        words.addAll(deploying(script, more));
        Path log = Files.createTempFile(home, "deploy", ".log");
        ProcessBuilder builder = MavenSandbox.in(home)
                .mvn(folder, words)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put(PASSWORD_ENV, TestPostgres.PASSWORD);
        Process process = builder.start();
        processes.add(process);
        return new Started(process, log);
    }

    private List<String> deploying(String script, String... more) throws IOException {
        Path file = folder.resolve("deploy.sh");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        List<String> arguments = new ArrayList<>(List.of("-Ddbguard.command=./deploy.sh"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** Waits for a file that the command makes. */
    void await(Started run, String file) throws Exception {
        for (int n = 0; n < 10 * LIMIT_SECONDS && !Files.exists(folder.resolve(file)); n++) {
            if (!run.process().isAlive()) {
                throw new IllegalStateException(
                        "It ended before:\n" + run.await().output());
            }
            Thread.sleep(100);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path journal() {
        return folder.resolve(".dbguard/journal/deploy-" + project.name() + "-db.json");
    }

    /** The one that the journal knows outlives by a moment what it ran. */
    void awaitEndOfTheShell() throws IOException {
        Matcher pid = Pattern.compile("\"pid\"\\s*:\\s*(\\d+)").matcher(Files.readString(journal()));
        if (!pid.find()) {
            throw new IllegalStateException("No process in " + journal());
        }
        ProcessHandle.of(Long.parseLong(pid.group(1)))
                .ifPresent(shell -> shell.onExit().join());
    }

    String psql(String sql) {
        return psql("shop", sql);
    }

    private String psql(String database, String sql) {
        return project.server().psql(database, sql);
    }

    String rows() {
        return psql("SELECT count(*) FROM orders");
    }

    ComposeProject project() {
        return project;
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        project.close();
    }
}
