package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.Docs.Block;
import io.github.dbguard.Docs.Page;
import io.github.dbguard.maven.GoalRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Runs every command of the docs, page by page, in the page's order, in one shell a page: beside a Compose project that
 * is running and has been backed up. Blocks marked {@code sh} are run; so are the steps of workflows, and POMs and files
 * of checks are written down for the commands that follow them.
 */
@EngineTest
class DocsIT {

    private static final String COMPOSE = """
            services:
              db:
                image: dbguard-testbed/postgres:15
                labels:
                  dbguard-test: "1"
                environment:
                  POSTGRES_INITDB_ARGS: --no-sync
                  POSTGRES_PASSWORD: changeme
                  POSTGRES_DB: app
                volumes:
                  - data:/var/lib/postgresql/data
            volumes:
              data:
            """;

    private static final String SAMPLE = """
            CREATE TABLE users (id int PRIMARY KEY, name text, active bool NOT NULL);
            INSERT INTO users SELECT i, 'user ' || i, true FROM generate_series(1, 500) i;
            CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users);
            INSERT INTO orders SELECT i, 1 + i % 500 FROM generate_series(1, 2000) i;
            CREATE TABLE sessions (id uuid PRIMARY KEY);
            CREATE TABLE audit_log (at timestamptz, what text);
            INSERT INTO audit_log SELECT now(), 'login' FROM generate_series(1, 100)""";

    private final String project =
            "shop" + UUID.randomUUID().toString().replaceAll("[^a-z0-9]", "").substring(0, 8);

    @TempDir
    Path root;

    private Path folder;

    static Stream<Page> pages() {
        return Docs.pages().stream().filter(page -> page.blocks().stream().anyMatch(DocsIT::runs));
    }

    private static boolean runs(Block block) {
        return block.language().equals("sh") || block.language().equals("yaml");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void everyCommandOfThePageWorks(Page page) throws Exception {
        folder = Files.createDirectory(root.resolve(project));
        MavenSandbox sandbox = MavenSandbox.in(root.resolve("home"));
        Files.writeString(folder.resolve("compose.yaml"), COMPOSE);
        Files.writeString(folder.resolve(".env"), "POSTGRES_PASSWORD=changeme\n");
        sh(sandbox, """
                docker compose up -d
                until docker compose exec -T db pg_isready -q -h 127.0.0.1 -U postgres; do sleep 0.2; done
                docker compose exec -T db psql -qU postgres -d app -c "$SAMPLE"
                """);
        GoalRun.Ended backup = GoalRun.goal(folder, "pre-deploy-backup");
        assertThat(backup.success()).as(backup.output()).isTrue();

        StringBuilder script = new StringBuilder();
        for (Block block : page.blocks()) {
            switch (block.language()) {
                case "sh" -> script.append(block.text());
                case "yaml" ->
                    steps(block.text()).forEach(run -> script.append(run).append('\n'));
                case "xml" -> pom(block.text());
                case "sql" -> Files.writeString(folder.resolve("checks.sql"), block.text());
                default -> {
                    // A transcript, or no command at all.
                }
            }
        }
        sh(sandbox, here(script.toString()));
    }

    private void pom(String xml) throws IOException {
        if (xml.startsWith("<project>")) {
            Files.writeString(folder.resolve("pom.xml"), here(xml));
        }
    }

    /** The commands of a workflow's only job. */
    @SuppressWarnings("unchecked")
    static List<String> steps(String yaml) {
        Map<String, Object> workflow =
                (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
        assertThat(workflow).containsKeys("name", "on", "jobs");
        Map<String, Object> jobs = (Map<String, Object>) workflow.get("jobs");
        assertThat(jobs).hasSize(1);
        Map<String, Object> job = (Map<String, Object>) jobs.values().iterator().next();
        List<Map<String, Object>> steps = (List<Map<String, Object>>) job.get("steps");
        assertThat(steps)
                .allSatisfy(step -> assertThat(step.containsKey("run"))
                        .as("%s has either run or uses", step)
                        .isNotEqualTo(step.containsKey("uses")));
        return steps.stream()
                .filter(step -> step.containsKey("run"))
                .map(step -> (String) step.get("run"))
                .toList();
    }

    /** The names that a page makes up, as they are on this machine. */
    private String here(String text) throws IOException {
        String address = docker(
                "inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", project + "-db-1");
        String engine = docker("context", "inspect", "--format", "{{.Endpoints.docker.Host}}");
        return text.replace("shop-", project + "-")
                .replace("unix:///tmp/" + project + "-docker.sock", engine)
                .replace("db.example.com", address)
                .replace(" postgres:15", " --label dbguard-test=1 dbguard-testbed/postgres:15");
    }

    private static String docker(String... arguments) {
        TestPostgres.Output output = TestPostgres.docker(arguments);
        assertThat(output.exitCode()).as(output.stderr()).isZero();
        return output.stdout().strip();
    }

    private void sh(MavenSandbox sandbox, String script) throws IOException, InterruptedException {
        Path log = folder.resolveSibling("log");
        ProcessBuilder builder = new ProcessBuilder("bash", "-euxo", "pipefail", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(log.toFile());
        sandbox.prepare(builder.environment());
        builder.environment().put("SAMPLE", SAMPLE);
        builder.environment().put("GITHUB_SHA", "2f1c0de");
        builder.environment().put("DB_PASSWORD", "out-of-the-secrets");
        builder.environment()
                .put("GITHUB_STEP_SUMMARY", folder.resolveSibling("summary.md").toString());
        int exitCode = builder.start().waitFor();
        assertThat(exitCode)
                .as(() -> {
                    try {
                        return Files.readString(log, StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        return e.toString();
                    }
                })
                .isZero();
    }

    @AfterEach
    void removeWhatWasMade() {
        TestPostgres.docker("rm", "-fv", project + "-restored");
        TestPostgres.docker("volume", "rm", project + "-restored");
        TestPostgres.docker("rm", "-f", "dbguard-pin-" + project + "_data");
        TestPostgres.docker("compose", "-p", project, "down", "-v", "-t", "0", "--remove-orphans");
    }
}
