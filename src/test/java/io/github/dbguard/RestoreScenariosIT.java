package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.maven.GoalRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The accident that dbguard exists for, and the way back, beside a Compose project without a POM: once by Maven processes,
 * for the other majors and the steps around it in this JVM.
 */
@EngineTest
class RestoreScenariosIT {

    @TempDir
    Path folder;

    private MavenRun.Ended goal(String goal, String... arguments) {
        return MavenRun.in(folder).goal(goal, arguments);
    }

    private String passes(String goal, String... arguments) {
        GoalRun.Ended ended = GoalRun.goal(folder, goal, arguments);
        assertThat(ended.success()).as(ended.output()).isTrue();
        return ended.output();
    }

    private String passesAlone(String goal, String... arguments) {
        MavenRun.Ended ended = goal(goal, arguments);
        assertThat(ended.success()).as(ended.output()).isTrue();
        return ended.output();
    }

    private static String login(ComposeProject shop, String password) {
        String address = shop.server().exec("hostname", "-i").stdout().strip().split(" ")[0];
        return shop.server()
                .exec(
                        "env",
                        "PGPASSWORD=" + password,
                        "psql",
                        "-h",
                        address,
                        "-U",
                        "web",
                        "-d",
                        "shop",
                        "-AtXc",
                        "SELECT count(*) > 0 FROM users")
                .stdout()
                .strip();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @ValueSource(strings = {"13", "15", "17", "18"})
    void afterDownWithTheVolumeEveryRowIsBackAndTheApplicationLogsIn(String tag) {
        try (ComposeProject shop = ComposeProject.write(folder, tag).up().seed()) {
            shop.psql("CREATE ROLE web LOGIN PASSWORD 'web-secret'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO web;"
                    + " ALTER DATABASE shop SET work_mem = '7MB'; COMMENT ON DATABASE shop IS 'the shop'");
            passes("pre-deploy-backup");
            shop.compose("down", "-v");
            shop.up();
            if (tag.equals("15")) {
                assertThat(GoalRun.goal(folder, "verify-counts").output()).contains("FAIL: CLUSTER_REINITIALISED");
            }

            String confirm = "-Ddbguard.confirm=" + shop.name() + "-db";
            String said = tag.equals("15") ? passesAlone("restore", confirm) : passes("restore", confirm);

            assertThat(said).contains("Made the missing roles web", "every count is the backup's");
            assertThat(passes("verify-counts")).contains("PASS: no row lost", "put in place by dbguard:restore");
            assertThat(login(shop, "web-secret")).isEqualTo("t");
            assertThat(login(shop, "wrong")).isEmpty();
            assertThat(shop.psql("SELECT current_setting('work_mem') || ' '"
                            + " || shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'shop'"))
                    .isEqualTo("7MB the shop");
            shop.psql(
                    "DELETE FROM \"Audit Log\".\"Event\" WHERE ctid = (SELECT ctid FROM \"Audit Log\".\"Event\" LIMIT 1)");
            assertThat(GoalRun.goal(folder, "verify-counts").output()).contains("FAIL: ROWS_LOST");
        }
    }

    @Test
    void theCommandThatVerifyCountsPrintsWorksAlsoAfterTheProjectWasRenamed() {
        try (ComposeProject shop = ComposeProject.write(folder, "15").up().seed()) {
            passes("pre-deploy-backup");
            shop.compose("down");
            shop.rename();
            shop.up();
            String refused = GoalRun.goal(folder, "verify-counts").output();
            assertThat(refused).contains("FAIL: VOLUME_REPLACED", "TABLE_MISSING");
            Matcher next =
                    Pattern.compile("Bring it back: mvn dbguard:restore (.*)").matcher(refused);
            assertThat(next.find()).as(refused).isTrue();

            assertThat(passesAlone("restore", next.group(1).split(" "))).contains("every count is the backup's");

            assertThat(passes("verify-counts")).contains("PASS: no row lost", "put in place by dbguard:restore");
        }
    }

    @Test
    void servicesThatAreNamedAreRestartedAndOneThatIsNotThereIsToldBefore() throws Exception {
        try (ComposeProject shop = ComposeProject.write(folder, "15")) {
            Path compose = folder.resolve("compose.yaml");
            Files.writeString(compose, Files.readString(compose).replace("services:\n", """
                            services:
                              web:
                                image: dbguard-testbed/postgres:15
                                entrypoint: ["sh", "-c", "trap exit TERM; sleep 3; touch /tmp/up; while true; do sleep 1; done"]
                                healthcheck:
                                  test: ["CMD-SHELL", "test -e /tmp/up"]
                                  interval: 1s
                            """));
            shop.up().seed();
            passes("pre-deploy-backup", "-Ddbguard.service=db");
            String[] confirmed = {"-Ddbguard.service=db", "-Ddbguard.confirm=" + shop.name() + "-db"};
            String before = started(shop);

            MavenRun.Ended unknown =
                    goal("restore", confirmed[0], confirmed[1], "-Ddbguard.restartServices=web,worker");
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.output()).contains("dbguard.restartServices names \"worker\"", "Nothing was changed");
            assertThat(started(shop)).isEqualTo(before);
            assertThat(shop.psql("SELECT count(*) FROM pg_database WHERE datname LIKE 'shop_%'"))
                    .isEqualTo("0");

            assertThat(passes("restore", confirmed[0], confirmed[1], "-Ddbguard.restartServices=web"))
                    .contains("Restarted " + shop.name() + "-web-1.");
            assertThat(started(shop)).isNotEqualTo(before).endsWith("healthy");
        }
    }

    private static String started(ComposeProject shop) {
        String id = shop.compose("ps", "-a", "-q", "web").stdout().strip();
        return TestPostgres.docker("inspect", "--format", "{{.State.StartedAt}} {{.State.Health.Status}}", id)
                .stdout()
                .strip();
    }

    @Test
    void nothingHappensWithoutAConfirmation() {
        try (ComposeProject shop = ComposeProject.write(folder, "15").up().seed()) {
            passes("pre-deploy-backup");
            String before = shop.psql("SELECT string_agg(datname || oid, ',' ORDER BY datname) FROM pg_database");

            MavenRun.Ended silent = goal("restore");
            MavenRun.Ended other = goal("restore", "-Ddbguard.confirm=production");

            assertThat(silent.exitCode()).isEqualTo(1);
            assertThat(silent.output()).contains("-Ddbguard.confirm=" + shop.name() + "-db", "MojoExecutionException");
            assertThat(other.exitCode()).isEqualTo(1);
            assertThat(other.output()).contains("\"production\" is not the name of the target", "MojoFailureException");
            assertThat(shop.psql("SELECT string_agg(datname || oid, ',' ORDER BY datname) FROM pg_database"))
                    .isEqualTo(before);
            passes("restore", "-Ddbguard.restore.skip=true");
        }
    }
}
