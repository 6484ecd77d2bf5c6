package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.Docs.Block;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Compose project with an application's rows in it, and a shell in its folder with {@code docker} and {@code mvn}, as
 * whoever deploys it has one.
 */
final class Story implements AutoCloseable {

    static final String ROWS = "700";

    static final String FIRST_SECRET = "the-first-secret";

    private static final String COMPOSE = """
            services:
              db:
                image: dbguard-testbed/postgres:15
                command: ["postgres", "-c", "fsync=off"]
                labels:
                  dbguard-test: "1"
                environment:
                  POSTGRES_USER: shop
                  POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?}
                  POSTGRES_INITDB_ARGS: --no-sync
                healthcheck:
                  test: pg_isready -q -h 127.0.0.1 -U shop
                  interval: 500ms
                  retries: 60
                volumes: ["data:/var/lib/postgresql/data"]
            volumes:
              data:
            """;

    private final Path root;
    private final Path folder;
    private final MavenSandbox sandbox;
    private final ComposeProject project;

    private Story(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
        this.sandbox = MavenSandbox.in(root.resolve("home"));
        this.project = ComposeProject.in(folder);
    }

    /** A project that nothing has been started of. */
    static Story in(Path root) throws IOException {
        Story story = new Story(root, Files.createDirectory(root.resolve("shop")));
        story.write("compose.yaml", COMPOSE);
        story.write(".env", "POSTGRES_PASSWORD='" + FIRST_SECRET + "'\n");
        return story;
    }

    /** The server runs, and there are as many orders as {@link #ROWS} says, each of them somebody's. */
    Story withOrders() {
        // Alone: a service that migrates would empty the table under this hand.
        project.up("db");
        project.psql("DROP TABLE IF EXISTS orders; CREATE TABLE orders (id int PRIMARY KEY, buyer text);"
                + " INSERT INTO orders SELECT i, 'buyer ' || i FROM generate_series(1, " + ROWS + ") i");
        assertThat(orders()).isEqualTo(ROWS);
        return this;
    }

    /** How many orders that somebody made are there, asked for as the application does: over the network, by .env's password. */
    String orders() {
        String password = text(folder.resolve(".env")).split("'")[1];
        TestPostgres.Output output = project.compose(
                "exec",
                "-T",
                "-e",
                "PGPASSWORD=" + password,
                "db",
                "psql",
                "-XAtqw",
                "-h",
                "db",
                "-U",
                "shop",
                "-c",
                "SELECT CASE WHEN to_regclass('orders') IS NULL THEN 'no table' ELSE"
                        + " (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM orders WHERE buyer"
                        + " LIKE ''buyer %''', true, true, '')))[1]::text END");
        return output.stdout().strip();
    }

    /** The steps of a workflow on a page of the docs, each in a shell of its own, as the runner does; all that they said. */
    String deploy(String page, String language, String secret) {
        Block workflow = Docs.pages().stream()
                .filter(candidate -> candidate.path().equals(Path.of(page)))
                .flatMap(candidate -> candidate.blocks().stream())
                .filter(block -> block.language().equals(language))
                .findFirst()
                .orElseThrow();
        List<String> steps = DocsIT.steps(workflow.text());
        assertThat(steps).hasSizeGreaterThan(3);
        StringBuilder said = new StringBuilder();
        for (String step : steps) {
            said.append(passes("DB_PASSWORD='" + secret + "'; export DB_PASSWORD\n" + step));
        }
        assertThat(said).doesNotContain(secret);
        return said.toString();
    }

    /** Runs a script that has to end well; what it said, on both streams. */
    String passes(String script) {
        Ended ended = run(script);
        assertThat(ended.exitCode).as(script + "\n" + ended.output).isZero();
        return ended.output;
    }

    /** Runs one that dbguard has to end with a no. */
    String refused(String script) {
        Ended ended = run(script);
        assertThat(ended.exitCode).as(script + "\n" + ended.output).isNotZero();
        assertThat(ended.output).contains("MojoFailureException");
        return ended.output;
    }

    private record Ended(int exitCode, String output) {}

    private Ended run(String script) {
        Path log = root.resolve("log");
        ProcessBuilder shell = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(log.toFile());
        sandbox.prepare(shell.environment());
        shell.environment().put("COMPOSE_PROJECT_NAME", project.name());
        shell.environment().put("GITHUB_SHA", "2f1c0de");
        shell.environment().remove("GITHUB_STEP_SUMMARY");
        try {
            int exitCode = shell.start().waitFor();
            return new Ended(exitCode, text(log).replaceAll("\u001b\\[[0-9;]*m", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    ComposeProject project() {
        return project;
    }

    /** As goals call it: {@code shop-db}. */
    String target() {
        return project.name() + "-db";
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        project.close();
    }
}
