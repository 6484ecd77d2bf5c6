package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The five stories that dbguard began with, each as it went, and once more with the commands of its page in docs/guides:
 * real Compose, real Maven processes, and the rows counted after either.
 */
@EngineTest
class FiveStoriesIT {

    private static final String WORKFLOWS = "docs/guides/rotate-in-github-actions.md";
    private static final String NO_ROW_LOST = "PASS: no row lost";
    private static final String NO_TABLE = "no table";
    private static final String NONE = "0";

    @TempDir
    Path root;

    private Story story;

    @BeforeEach
    void aShopWithOrders() throws IOException {
        story = Story.in(root);
    }

    @AfterEach
    void close() {
        story.close();
    }

    @Test
    void thePasswordChangedAndTheWorkflowDeletesTheVolume() throws IOException {
        story.write(".env.previous", Files.readString(story.file(".env")));
        story.withOrders();

        story.deploy(WORKFLOWS, "text", "the-second-secret");
        assertThat(story.orders()).isEqualTo(NO_TABLE);

        story.withOrders();
        assertThat(story.deploy(WORKFLOWS, "yaml", "the-third-secret")).contains(NO_ROW_LOST);
        assertThat(story.orders()).isEqualTo(Story.ROWS);
        assertThat(story.file(".env")).content().contains("'the-third-secret'");
    }

    @Test
    void envPreviousIsMissing() throws IOException {
        story.withOrders();

        story.deploy(WORKFLOWS, "text", Story.FIRST_SECRET);
        assertThat(story.orders()).isEqualTo(NO_TABLE);

        Files.delete(story.file(".env.previous"));
        story.withOrders();
        assertThat(story.deploy(WORKFLOWS, "yaml", Story.FIRST_SECRET)).contains(NO_ROW_LOST);
        assertThat(story.orders()).isEqualTo(Story.ROWS);
    }

    @Test
    void theReadmeSaysDownWithVolumes() throws IOException {
        String advice = "docker compose down -v && docker compose up -d --wait";
        story.write("README.md", "# Shop\n\nIf the database does not start:\n\n```sh\n" + advice + "\n```\n");
        story.withOrders();

        story.passes(advice);
        assertThat(story.orders()).isEqualTo(NO_TABLE);

        story.withOrders();
        assertThat(story.refused("mvn dbguard:scan -Ddbguard.failOn=warning"))
                .contains("[compose-down-volumes]", "README.md:6:1");
        story.passes("mvn dbguard:pin-volume dbguard:pre-deploy-backup");
        story.passes(advice);
        assertThat(story.orders()).isEqualTo(Story.ROWS);
        assertThat(story.passes("mvn dbguard:verify-counts")).contains(NO_ROW_LOST, "is pinned by container");

        // Somebody takes the pin away first, and then does as the README says.
        story.passes("docker rm -f dbguard-pin-" + story.project().name() + "_data");
        story.passes(advice);
        assertThat(story.orders()).isEqualTo(NO_TABLE);
        String lost = story.refused("mvn dbguard:verify-counts");
        assertThat(lost).contains("CLUSTER_REINITIALISED", "is not pinned");
        assertThat(story.passes(restore(lost) + " dbguard:verify-counts")).contains(NO_ROW_LOST);
        assertThat(story.orders()).isEqualTo(Story.ROWS);
    }

    @Test
    void theSeedWithResetRunsOnStaging() throws IOException {
        story.write("seed.sh", """
                [ "$1" != --reset ] || echo 'TRUNCATE orders;'
                echo "INSERT INTO orders SELECT i, 'sample ' || i FROM generate_series(1, 700) i;"
                """);
        String seed = "sh seed.sh --reset | docker compose exec -T db psql -q -U shop";
        story.write("deploy.sh", "docker compose up -d --wait\n" + seed + "\n");
        story.withOrders();

        story.passes("sh deploy.sh");
        assertThat(story.project().psql("SELECT count(*) FROM orders")).isEqualTo(Story.ROWS);
        assertThat(story.orders())
                .as("as many rows, and none that somebody made")
                .isEqualTo(NONE);

        story.withOrders();
        assertThat(story.passes("mvn dbguard:seed-if-empty -Ddbguard.seedCommand='" + seed + "'"))
                .contains("Did not seed database shop", "public.orders: 700 rows");
        assertThat(story.orders()).isEqualTo(Story.ROWS);

        assertThat(story.refused("mvn dbguard:guarded-deploy -Ddbguard.command="
                        + "\"docker compose up -d && docker compose exec -T db psql -U shop -c 'TRUNCATE orders'\""))
                .contains("The command can destroy the data: ", "TRUNCATE orders", "Nothing was run");
        assertThat(story.orders()).isEqualTo(Story.ROWS);

        String lost = story.refused("mvn dbguard:guarded-deploy -Ddbguard.command='sh deploy.sh'");
        assertThat(lost).contains("FAIL: TRUNCATED_AND_RESEEDED in public.orders");
        assertThat(story.orders()).isEqualTo(NONE);
        assertThat(story.passes(restore(lost) + " dbguard:verify-counts")).contains(NO_ROW_LOST);
        assertThat(story.orders()).isEqualTo(Story.ROWS);
    }

    @Test
    void initScriptsAndAMigrationToolBothMakeTheTablesAtEveryRestart() throws IOException {
        story.write("init/1-schema.sql", """
                -- From scratch, so that it can run again.
                DROP SCHEMA public CASCADE;
                CREATE SCHEMA public;
                CREATE TABLE orders (id int PRIMARY KEY, buyer text);
                """);
        story.write("migrations/1_orders.sql", """
                DROP TABLE IF EXISTS orders;
                CREATE TABLE orders (id int PRIMARY KEY, buyer text);
                """);
        story.write("migrate.sh", MIGRATE);
        story.write(
                "compose.yaml",
                Files.readString(story.file("compose.yaml"))
                        .replace("services:\n", MIGRATION)
                        .replace("/data\"]", "/data\", \"./init:/docker-entrypoint-initdb.d:ro\"]"));
        story.passes("docker compose up -d --wait db");
        story.passes("docker compose run --rm migrate");
        story.withOrders();

        story.passes(RESTART);
        assertThat(story.orders()).isEqualTo(NONE);

        story.withOrders();
        assertThat(story.refused("mvn dbguard:scan"))
                .contains("[sql-drop-schema]", "init/1-schema.sql:2:1", "[init-script-owned-tables]");
        assertThat(story.passes("mvn dbguard:seed-if-empty -Ddbguard.seedCommand='" + RESTART + "'"))
                .contains("Did not seed database shop", "public.orders: 700 rows");
        assertThat(story.orders()).isEqualTo(Story.ROWS);

        String kept = story.refused(
                "mvn dbguard:guarded-deploy -Ddbguard.autoRestore" + " -Ddbguard.command='" + RESTART + "'");
        assertThat(kept)
                .containsPattern("warning +init scripts .*1-schema.sql has DROP SCHEMA, and golang-migrate")
                .contains("FAIL: TABLE_RECREATED in public.orders", "They were brought back from backup");
        assertThat(story.orders()).isEqualTo(Story.ROWS);
    }

    private static final String RESTART = "docker compose up -d --wait db && docker compose run --rm migrate";

    /** A service that runs at every start of the project, and the mount that makes the scripts run at the first. */
    private static final String MIGRATION = """
            services:
              migrate:
                image: dbguard-testbed/postgres:15
                entrypoint: ["sh", "/app/migrate.sh"]
                environment: {PGHOST: db, PGUSER: shop, PGPASSWORD: "${POSTGRES_PASSWORD:?}"}
                volumes: [".:/app:ro"]
            """;

    /** As such tools do: what the books do not know is applied. The books go with the schema each time. */
    private static final String MIGRATE = """
            set -eu
            sql() { psql -qXAt -v ON_ERROR_STOP=1 "$@"; }
            for script in /app/init/*.sql; do sql -f "$script"; done
            sql -c 'CREATE TABLE IF NOT EXISTS schema_migrations (version bigint PRIMARY KEY, dirty bool NOT NULL)'
            for script in /app/migrations/*.sql; do
              version=$(basename "$script" | cut -d _ -f 1)
              if [ -z "$(sql -c "SELECT 1 FROM schema_migrations WHERE version = $version")" ]; then
                sql -f "$script" -c "INSERT INTO schema_migrations VALUES ($version, false)"
              fi
            done
            """;

    /** The command that a refusal names. */
    private static String restore(String said) {
        Matcher command = Pattern.compile("Bring it back: (mvn dbguard:restore \\S+ \\S+)")
                .matcher(said);
        assertThat(command.find()).as(said).isTrue();
        return command.group(1);
    }
}
