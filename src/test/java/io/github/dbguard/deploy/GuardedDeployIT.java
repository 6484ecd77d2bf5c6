package io.github.dbguard.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.deploy.DeployTrial.Started;
import io.github.dbguard.maven.GoalRun.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deploys beside a Compose project: what the command does to the database is seen and said. */
@EngineTest
class GuardedDeployIT {

    private static final String DELETES =
            "docker compose exec -T db psql -qU shop -c 'DELETE FROM orders WHERE id > 990'";
    private static final String LOSS = "public.orders |  1,000 |   990 |    -10";
    private static final String NONE_LOST = "PASS: no row lost";

    private static DeployTrial trial;

    @TempDir
    static Path home;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws IOException {
        trial = DeployTrial.up(home, folder, "data");
    }

    @AfterAll
    static void stop() {
        if (trial != null) {
            trial.close();
        }
    }

    @BeforeEach
    void fresh() throws IOException {
        trial.fresh();
    }

    private static void passes(Ended ended) {
        assertThat(ended.success()).as(ended.output()).isTrue();
        assertThat(ended.output()).contains(NONE_LOST);
        assertThat(trial.journal()).doesNotExist();
        assertThat(trial.rows()).isEqualTo(DeployTrial.ROWS);
    }

    private static void refused(Ended ended, String... words) {
        fails(ended, "MojoFailureException", words);
    }

    private static void cannot(Ended ended, String... words) {
        fails(ended, "MojoExecutionException", words);
    }

    private static void fails(Ended ended, String how, String... words) {
        assertThat(ended.success()).as(ended.output()).isFalse();
        assertThat(ended.output()).contains(how).contains(words).doesNotContain("dbguard broke down");
    }

    private static String backup(Ended ended) {
        Matcher id = Pattern.compile("Backup (\\d{8}T\\d{6}Z\\S*): ").matcher(ended.output());
        assertThat(id.find()).as(ended.output()).isTrue();
        return id.group(1);
    }

    @Test
    void aDeployOfTheApplicationAloneLeavesTheDatabaseAlone() throws Exception {
        String before = trial.project().server().id();

        Ended ended = trial.deploy("docker compose up -d --no-deps --force-recreate web");

        passes(ended);
        assertThat(ended.output()).doesNotContain("container anew");
        assertThat(trial.project().server().id()).isEqualTo(before);
        assertThat(trial.project().compose("ps", "-q", "web").stdout()).isNotBlank();
    }

    @Test
    void aPasswordThatTheServerDoesNotTakeStopsTheDeployAndFailOnLetsItPass() throws Exception {
        trial.password("another-secret");

        Ended stopped = trial.deploy("touch deployed");

        refused(
                stopped,
                "the server refuses the password",
                "It is not safe to deploy: see the lines of preflight above. It is about: password.");
        assertThat(trial.file("deployed")).doesNotExist();
        assertThat(trial.file(".dbguard/backups")).doesNotExist();

        // The container is made anew with a password that the server never had.
        Ended passed = trial.deploy("docker compose up -d --wait", "-Ddbguard.failOn=none");

        passes(passed);
        assertThat(passed.output()).contains("The command made the database's container anew");
        assertThat(stopped.output() + passed.output()).doesNotContain("another-secret", "throwaway-secret");
    }

    @Test
    void lostRowsAreRefusedUntilTheCommandThatIsNamedHasBroughtThemBack() throws Exception {
        Ended lost = trial.deploy(DELETES);

        String restore = "-Ddbguard.backup=" + backup(lost) + " -Ddbguard.confirm="
                + trial.project().name() + "-db";
        refused(lost, LOSS, "FAIL: ROWS_LOST in public.orders", "Bring it back: mvn dbguard:restore " + restore);

        Ended next = trial.deploy("touch deployed");
        refused(next, "lost rows. Its rows are counted first, against backup " + backup(lost), LOSS, restore);
        assertThat(trial.file("deployed")).doesNotExist();
        assertThat(trial.journal()).exists();

        Ended back = trial.goal("restore", restore.split(" "));
        assertThat(back.success()).as(back.output()).isTrue();
        passes(trial.deploy("touch deployed"));
        assertThat(trial.file("deployed")).exists();
    }

    @Test
    void withAutoRestoreTheRowsAreBackAndTheBuildFailsAllTheSame() throws Exception {
        Ended ended = trial.deploy(DELETES, "-Ddbguard.autoRestore");

        refused(ended, LOSS, "The deploy lost rows. They were brought back from backup " + backup(ended));
        assertThat(trial.rows()).isEqualTo(DeployTrial.ROWS);
        assertThat(trial.journal()).doesNotExist();
    }

    @Test
    void aCommandThatFailsIsNamedWithItsExitCodeAndTheRowsAreCountedAllTheSame() throws Exception {
        Ended ended = trial.deploy("echo out of disk; exit 3");

        refused(
                ended,
                "[INFO] out of disk",
                "The command ended with exit code 3: ./deploy.sh",
                NONE_LOST,
                "The rows were counted all the same, and none is lost.");
        assertThat(trial.journal()).doesNotExist();
    }

    @Test
    void aCommandThatHangsIsEndedAndTheRowsAreCounted() throws Exception {
        Ended ended = trial.deploy(DELETES + "\necho $$ > pid\nsleep 600\ntouch deployed", "-Ddbguard.timeout=5");

        refused(ended, "The command did not end within 5 s, and was ended: ./deploy.sh", LOSS);
        assertThat(trial.file("deployed")).doesNotExist();
        long pid = Long.parseLong(Files.readString(trial.file("pid")).strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker kill $(docker compose ps -q db)", "docker compose rm -fs db"})
    void aCommandThatEndsTheDatabaseIsToldWithThePlaceOfTheBackup(String command) throws Exception {
        saysThatTheDatabaseIsGone(trial.deploy(command));
    }

    @Test
    void whenTheDatabaseIsUpAgainTheNextDeployCountsFirst() throws Exception {
        saysThatTheDatabaseIsGone(trial.deploy("docker compose stop db"));

        trial.project().up("--wait", "db");
        Ended next = trial.deploy("true");
        passes(next);
        assertThat(next.output()).contains("was cut short before its rows were counted");
    }

    private static void saysThatTheDatabaseIsGone(Ended ended) {
        cannot(
                ended,
                "The command has run, and the database is not there any more, or does not answer",
                "Leave the volume alone",
                ".dbguard/backups/" + trial.project().name() + "-db/" + backup(ended));
        assertThat(ended.output()).as("a pin is no server").doesNotContain("[ERROR]   dbguard-pin-");
        assertThat(trial.journal()).exists();
    }

    @Test
    void whatRemovesTheVolumeOnPurposeFindsItPinned() throws Exception {
        Ended ended = trial.goal(
                "guarded-deploy",
                "-Ddbguard.command=docker compose down -v -t 1; docker compose up -d --wait",
                "-Ddbguard.allowDestructive=moving to another network");

        passes(ended);
        assertThat(ended.output())
                .contains("Destructive, and allowed (moving to another network): docker compose down -v")
                .contains("The command made the database's container anew");
    }

    @Test
    void whoStopsMavenStopsTheCommandAndTheNextDeployCountsFirst() throws Exception {
        Started run = trial.start("trap 'touch told; exit 1' TERM\ntouch running\nsleep 600 & wait");
        trial.await(run, "running");

        cannot(trial.deploy("touch deployed"), "Another run of dbguard holds", "guarded-deploy of");

        run.process().destroy();
        assertThat(run.await().success()).isFalse();
        assertThat(trial.file("told")).exists();
        assertThat(trial.journal()).content().contains("COMMAND");

        Ended next = trial.deploy("touch deployed");
        passes(next);
        assertThat(next.output()).contains("was cut short while its command ran. Its rows are counted first");
        assertThat(trial.file("deployed")).exists();
    }

    @Test
    void whatAKilledDeployHasLostIsFoundByTheNextOne() throws Exception {
        Started run = trial.start("echo $$ > pid\n" + DELETES + "\ntouch running\nexec sleep 600");
        trial.await(run, "running");
        run.process().destroyForcibly();
        run.await();
        ProcessHandle command = ProcessHandle.of(
                        Long.parseLong(Files.readString(trial.file("pid")).strip()))
                .orElseThrow();

        cannot(trial.deploy("touch deployed"), "was killed, and its command still runs");
        command.destroyForcibly();
        trial.awaitEndOfTheShell();

        refused(trial.deploy("touch deployed"), "was cut short while its command ran", LOSS, "-Ddbguard.allow=<cause>");
        assertThat(trial.journal()).exists();
        assertThat(trial.file("deployed")).doesNotExist();

        Ended accepted = trial.deploy("touch deployed", "-Ddbguard.allow=ROWS_LOST");
        assertThat(accepted.success()).as(accepted.output()).isTrue();
        assertThat(trial.journal()).doesNotExist();
        assertThat(trial.file("deployed")).exists();
    }

    @Test
    void behindAUrlNothingIsPinnedAndRowsAreCountedAllTheSame() throws Exception {
        String address = trial.project().server().address();
        String[] url = {
            "-Ddbguard.url=jdbc:postgresql://" + address + ":5432/shop",
            "-Ddbguard.user=shop",
            "-Ddbguard.passwordEnv=" + DeployTrial.PASSWORD_ENV
        };

        Ended kept = trial.start("touch deployed", url).await();
        assertThat(kept.success()).as(kept.output()).isTrue();
        assertThat(trial.file("deployed")).exists();
        assertThat(kept.output())
                .contains("Nothing to pin: what the data lies on is not seen through a URL.", NONE_LOST)
                .doesNotContain(TestPostgres.PASSWORD);

        Ended lost = trial.start(DELETES, url).await();
        refused(
                lost,
                LOSS,
                "Bring it back: mvn dbguard:restore -Ddbguard.backup=" + backup(lost) + " -Ddbguard.confirm=" + address
                        + "-5432");
    }

    @Test
    void aBindMountIsNotPinnedWhichIsSaid(@TempDir Path other) throws Exception {
        try (DeployTrial bound = DeployTrial.up(home, other, "./pgdata")) {
            Ended ended = bound.deploy("docker compose up -d --no-deps web");

            assertThat(ended.success()).as(ended.output()).isTrue();
            assertThat(ended.output()).contains("Nothing to pin: the data of ", "lies on no volume", NONE_LOST);
        }
    }
}
