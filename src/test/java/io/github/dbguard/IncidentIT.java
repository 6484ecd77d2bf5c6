package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.Docs.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The incident that dbguard was made for: both workflows of the guide, run for real on a Compose project with rows. */
@EngineTest
class IncidentIT {

    private static final Path GUIDE = Path.of("docs/guides/rotate-in-github-actions.md");
    private static final String ROWS = "700";

    private static final String COMPOSE = """
            services:
              db:
                image: dbguard-testbed/postgres:15
                labels:
                  dbguard-test: "1"
                environment:
                  POSTGRES_USER: shop
                  POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?}
                healthcheck:
                  test: pg_isready -q -h 127.0.0.1 -U shop
                  interval: 500ms
                  retries: 60
                volumes: ["data:/var/lib/postgresql/data"]
            volumes:
              data:
            """;

    /** What made the old workflow delete the volume. */
    enum Reason {
        THE_PASSWORD_CHANGED(true, false),
        ENV_PREVIOUS_IS_MISSING(false, true),
        BOTH(true, true);

        private final boolean changed;
        private final boolean missing;

        Reason(boolean changed, boolean missing) {
            this.changed = changed;
            this.missing = missing;
        }

        private String secret() {
            return changed ? "the-new-secret" : "the-first-secret";
        }
    }

    @TempDir
    Path root;

    private Path folder;

    @ParameterizedTest
    @EnumSource
    void theOldWorkflowLosesEveryRowAndTheNewOneNone(Reason reason) throws Exception {
        folder = Files.createDirectory(root.resolve("shop"));
        MavenSandbox sandbox = MavenSandbox.in(root.resolve("home"));
        Files.writeString(folder.resolve("compose.yaml"), COMPOSE);
        try (ComposeProject shop = ComposeProject.in(folder)) {
            begin(shop, reason);
            deploy(sandbox, shop, reason, "text");
            assertThat(shop.psql("SELECT to_regclass('orders') IS NULL")).isEqualTo("t");
            assertThat(login(shop, "SELECT 'empty'")).isEqualTo("empty");
            shop.compose("down", "-v");

            begin(shop, reason);
            String said = deploy(sandbox, shop, reason, "yaml");
            assertThat(said).contains("PASS: no row lost");
            assertThat(login(shop, "SELECT count(*) FROM orders")).isEqualTo(ROWS);
            assertThat(Files.readString(folder.resolve(".env"))).contains("'" + reason.secret() + "'");
        }
    }

    /** Deployed once with the first secret, as the old workflow leaves it; then the reason comes. */
    private void begin(ComposeProject shop, Reason reason) throws IOException {
        Files.writeString(folder.resolve(".env"), "POSTGRES_PASSWORD='the-first-secret'\n");
        Files.writeString(folder.resolve(".env.previous"), "POSTGRES_PASSWORD='the-first-secret'\n");
        shop.up();
        shop.psql("CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 700)");
        assertThat(login(shop, "SELECT count(*) FROM orders")).isEqualTo(ROWS);
        if (reason.missing) {
            Files.delete(folder.resolve(".env.previous"));
        }
    }

    /** Each step in a shell of its own, as the runner does. */
    private String deploy(MavenSandbox sandbox, ComposeProject shop, Reason reason, String language) throws Exception {
        Block workflow = Docs.pages().stream()
                .filter(page -> page.path().equals(GUIDE))
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.language().equals(language))
                .findFirst()
                .orElseThrow();
        StringBuilder said = new StringBuilder();
        List<String> steps = DocsIT.steps(workflow.text());
        assertThat(steps).hasSizeGreaterThan(3);
        for (String step : steps) {
            Path log = root.resolve("log");
            ProcessBuilder shell = new ProcessBuilder("bash", "-e", "-o", "pipefail", "-c", step)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            sandbox.prepare(shell.environment());
            shell.environment().put("COMPOSE_PROJECT_NAME", shop.name());
            shell.environment().put("DB_PASSWORD", reason.secret());
            shell.environment().put("GITHUB_SHA", "2f1c0de");
            shell.environment().remove("GITHUB_STEP_SUMMARY");
            int exitCode = shell.start().waitFor();
            String output = Files.readString(log);
            assertThat(exitCode).as(step + "\n" + output).isZero();
            assertThat(output).doesNotContain(reason.secret());
            said.append(output);
        }
        return said.toString();
    }

    /** As the application: from another container, with the password of the env file. */
    private String login(ComposeProject shop, String sql) throws IOException {
        String password = Files.readString(folder.resolve(".env")).split("'")[1];
        TestPostgres.Output output = TestPostgres.docker(
                "run",
                "--rm",
                "--label",
                "dbguard-test=1",
                "--network",
                shop.name() + "_default",
                "-e",
                "PGPASSWORD=" + password,
                "--entrypoint",
                "psql",
                "dbguard-testbed/postgres:15",
                "-XAtqw",
                "-h",
                "db",
                "-U",
                "shop",
                "-c",
                sql);
        assertThat(output.exitCode()).as(output.stderr()).isZero();
        return output.stdout().strip();
    }
}
