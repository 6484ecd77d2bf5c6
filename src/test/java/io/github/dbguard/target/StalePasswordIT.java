package io.github.dbguard.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.postgres.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The password that the container's environment holds is not the server's. */
@EngineTest
class StalePasswordIT {

    private static final String SCRAM_EVERYWHERE =
            "POSTGRES_INITDB_ARGS=--auth-host=scram-sha-256 --auth-local=scram-sha-256";
    private static final String PEER = "POSTGRES_INITDB_ARGS=--auth-host=scram-sha-256 --auth-local=peer";

    @TempDir
    Path folder;

    private static TestPostgres start(String tag, String authentication, String... more) {
        List<String> run = new ArrayList<>(List.of("-e", authentication));
        run.addAll(List.of(more));
        return TestPostgres.start(tag, run);
    }

    private static void changePassword(TestPostgres postgres, String from, String to) {
        String sql = "ALTER ROLE postgres PASSWORD '" + to + "'";
        TestPostgres.Output output = TestPostgres.docker(
                "exec",
                "-e",
                "PGPASSWORD=" + from,
                postgres.name(),
                "psql",
                "-h",
                "127.0.0.1",
                "-U",
                "postgres",
                "-c",
                sql);
        assertThat(output.exitCode()).as(output.stderr()).isZero();
    }

    private static TargetOptions options(TestPostgres postgres, String... candidates) {
        return new TargetOptions(
                        Path.of("."),
                        postgres.name(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        Duration.ofSeconds(10))
                .with(List.of(candidates), false);
    }

    private static String way(Target target) {
        return ((ContainerTarget) target).way();
    }

    @ParameterizedTest
    @ValueSource(strings = {"13", "15", "18"})
    void theServersOwnUserGetsInByTheSocket(String tag) {
        try (TestPostgres postgres = start(tag, PEER, "--network", "none")) {
            changePassword(postgres, TestPostgres.PASSWORD, "now");
            try (Target target = FindTarget.find(options(postgres));
                    Session session = target.open("postgres")) {
                assertThat(way(target)).isEqualTo("unix socket /var/run/postgresql as user 999:999 of the container");
                assertThat(session.<String>one("SELECT current_user", r -> r.text(1)))
                        .isEqualTo("postgres");
                ToolLogin tools = ((ContainerTarget) target).toolLogin();
                assertThat(tools.host()).isEqualTo("/var/run/postgresql");
                assertThat(tools.osUser()).isEqualTo("999:999");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "15-nobash", "15-bare"})
    void aCandidateIsTakenWhereTheSocketAsksForAPasswordToo(String tag) {
        try (TestPostgres postgres = start(tag, SCRAM_EVERYWHERE)) {
            changePassword(postgres, TestPostgres.PASSWORD, "now");
            try (Target target = FindTarget.find(options(postgres, "wrong-4711", TestPostgres.PASSWORD, "now"))) {
                assertThat(way(target)).endsWith(" with candidate 2");
                assertThat(((ContainerTarget) target).toolLogin().login().password())
                        .isEqualTo("now");
                assertThat(((ContainerTarget) target).toolLogin().osUser()).isNull();
            }
        }
    }

    @Test
    void aRefusalSaysWhatWasTriedAndWhatNowAndNoPassword() {
        try (TestPostgres postgres = start("15", SCRAM_EVERYWHERE)) {
            changePassword(postgres, TestPostgres.PASSWORD, "now-0815");
            Throwable failure = catchThrowable(() -> FindTarget.find(options(postgres, "wrong-4711")));

            assertThat(failure)
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("refuses the login")
                    .hasMessageContaining("relay inside the container, unix socket /var/run/postgresql as user 999:999")
                    .hasMessageContaining("relay inside the container with candidate 1")
                    .hasMessageContaining("no volume needs to go for this")
                    .hasMessageContaining("-Ddbguard.passwordEnv")
                    .hasMessageContaining("-Ddbguard.allowHbaEdit")
                    .hasMessageNotContaining("4711")
                    .hasMessageNotContaining(TestPostgres.PASSWORD);
            assertThat(options(postgres, "wrong-4711").toString()).doesNotContain("4711");
        }
    }

    @Test
    void aPasswordOfASecretsFileMayBeStaleToo() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), TestPostgres.PASSWORD + "\n");
        try (TestPostgres postgres = start(
                "15",
                SCRAM_EVERYWHERE,
                "-e",
                "POSTGRES_PASSWORD=",
                "-e",
                "POSTGRES_PASSWORD_FILE=/run/secret",
                "-v",
                secret + ":/run/secret:ro")) {
            try (Target target = FindTarget.find(options(postgres))) {
                assertThat(way(target)).isEqualTo("relay inside the container");
            }
            changePassword(postgres, TestPostgres.PASSWORD, "now");
            try (Target target = FindTarget.find(options(postgres, "now"))) {
                assertThat(way(target)).isEqualTo("relay inside the container with candidate 1");
            }
        }
    }

    @Test
    void aPasswordThatChangesInTheMiddleOfTheWorkIsFoundAmongTheCandidates() {
        try (TestPostgres postgres = start("15", SCRAM_EVERYWHERE);
                Target target = FindTarget.find(options(postgres, "now"))) {
            changePassword(postgres, TestPostgres.PASSWORD, "now");

            target.open("postgres").close();
            assertThat(way(target)).isEqualTo("relay inside the container with candidate 1");
            changePassword(postgres, "now", TestPostgres.PASSWORD);
            target.open("postgres").close();
            assertThat(way(target)).isEqualTo("relay inside the container");
        }
    }

    @Test
    void aDatabaseThatNobodyIsLetIntoChangesNothingForTheOthers() {
        try (TestPostgres postgres = start("15", SCRAM_EVERYWHERE)) {
            postgres.psql("CREATE DATABASE closed");
            changePassword(postgres, TestPostgres.PASSWORD, "now");
            postgres.exec(
                    "sh", "-c", "sed -i '1i host closed all all reject\\nlocal closed all reject' $PGDATA/pg_hba.conf");
            postgres.exec("sh", "-c", "kill -HUP 1; sleep 1");
            try (Target target = FindTarget.find(options(postgres, "now"))) {
                assertThatThrownBy(() -> target.open("closed"))
                        .isInstanceOf(CannotProceed.class)
                        .hasMessageContaining("refuses the login");
                assertThat(way(target)).isEqualTo("relay inside the container with candidate 1");
                assertThat(((ContainerTarget) target).toolLogin().login().password())
                        .isEqualTo("now");
                target.open("postgres").close();
            }
        }
    }

    @Test
    void aServerThatAsksForAPasswordNobodyHasIsAnAnswerAtOnce() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), TestPostgres.PASSWORD);
        try (TestPostgres postgres = start(
                "15",
                SCRAM_EVERYWHERE,
                "-e",
                "POSTGRES_PASSWORD=",
                "-e",
                "POSTGRES_PASSWORD_FILE=/run/secret",
                "-v",
                secret + ":/run/secret:ro")) {
            Files.writeString(secret, "");
            TargetOptions patient = new TargetOptions(
                    Path.of("."), postgres.name(), null, null, null, null, null, List.of(), null, Duration.ofHours(1));

            assertThatThrownBy(() -> FindTarget.find(patient)).hasMessageContaining("refuses the login");
        }
    }
}
