package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.archive.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What dead runs left is removed, what live runs hold is not touched, and who is in the way is named. */
@EngineTest
class LeftoversIT {

    private static TestPostgres postgres;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        postgres.psql(Trial.BIG);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void whatKilledRunsLeftHereAndInTheContainerIsRemoved() throws IOException {
        Path partial = directory.resolve("backups/" + postgres.name() + "/20200101T000000Z.partial");
        Files.createDirectories(partial.resolve("dump/postgres"));
        Files.writeString(partial.resolve("dump/postgres/toc.dat"), "cut");
        postgres.exec(
                "sh",
                "-c",
                "mkdir -p /tmp/dbguard-dump.abcdef/dump /var/tmp/dbguard-dump.ghijkl"
                        + " && mkfifo /dev/shm/dbguard-pipe.1 && mkdir /tmp/dbguard-dump.not-ours");
        TestPostgres.docker("exec", "-d", "-e", "DBGUARD_WORK=backup", postgres.name(), "sleep", "1000");
        TestPostgres.docker("exec", "-d", postgres.name(), "sleep", "1001");
        Trial trial = new Trial(directory);

        trial.backup(Trial.container(postgres.name()));

        assertThat(trial.warnings)
                .hasSize(3)
                .anyMatch(w -> w.contains("20200101T000000Z.partial"))
                .anyMatch(w -> w.contains("/tmp/dbguard-dump.abcdef"))
                .anyMatch(w -> w.contains("/var/tmp/dbguard-dump.ghijkl"));
        assertThat(trial.backups()).singleElement().asString().doesNotContain("partial");
        String processes = postgres.exec("sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '")
                .stdout();
        assertThat(processes).contains("sleep 1001").doesNotContain("sleep 1000");
        assertThat(postgres.exec("sh", "-c", "ls -d /tmp/dbguard* /dev/shm/dbguard* 2>/dev/null")
                        .stdout()
                        .strip())
                .isEqualTo("/tmp/dbguard-dump.not-ours");
        postgres.exec("rm", "-r", "/tmp/dbguard-dump.not-ours");
        Trial.leftNothingIn(postgres);
    }

    @Test
    void aSecondBackupOfTheSameContainerFromAnotherFolderNamesTheFirstAndLeavesItAlone() throws Exception {
        CountDownLatch dumping = new CountDownLatch(1);
        CountDownLatch refused = new CountDownLatch(1);
        Trial first =
                new Trial(directory.resolve("one")).meeting(dumping::countDown).holdingOnUntil(refused);
        Trial second = new Trial(directory.resolve("other"));
        PreDeployBackup.Made[] made = new PreDeployBackup.Made[1];
        Thread one = new Thread(() -> made[0] = first.backup(Trial.container(postgres.name())));
        one.start();
        dumping.await();

        Throwable failure = second.failure(Trial.container(postgres.name()));
        refused.countDown();
        one.join();

        assertThat(failure)
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("Another backup of container " + postgres.name())
                .hasMessageContaining("pid " + ProcessHandle.current().pid())
                .hasMessageContaining("Wait until it has ended");
        second.leftNothingHere();
        assertThat(made[0]).as("the first backup").isNotNull();
        assertThat(made[0].folder().resolve("manifest.json")).exists();
        Trial.leftNothingIn(postgres);
    }

    @Test
    void aSecondBackupInTheSameFolderNamesTheFirst() {
        try (FolderLock held = FolderLock.acquire(directory, "pre-deploy-backup of shop-db", Duration.ZERO)) {
            assertThat(new Trial(directory).failure(Trial.container(postgres.name(), "template1x")))
                    .as("the database is looked for first")
                    .hasMessageContaining("There is no database \"template1x\"");
            Trial trial = new Trial(directory);
            assertThat(trial.failure(Trial.container(postgres.name())))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("pre-deploy-backup of shop-db")
                    .hasMessageContaining("pid " + ProcessHandle.current().pid());
            assertThat(trial.backups()).isEmpty();
        }
    }

    @Test
    void aLockOfADeadSessionIsFreeAtOnce() {
        postgres.psql("SELECT pg_advisory_lock(1684170596, 1)");

        assertThat(new Trial(directory)
                        .backup(Trial.container(postgres.name(), "postgres", "postgres"))
                        .manifest())
                .satisfies(m -> assertThat(m.databases()).hasSize(1));
    }

    @Test
    void aStateFolderThatCannotBeUsedIsSaidWithItsName() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "mine");
        assertUnusable(file, "something of that name exists already");
        assertThat(file).hasContent("mine");

        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
        assertUnusable(link, "something of that name exists already");

        Path lock = Files.createDirectories(directory.resolve("state/.lock"));
        assertUnusable(lock.getParent(), ".lock");

        Path linked = Files.createDirectory(directory.resolve("linked"));
        Files.createSymbolicLink(linked.resolve(".lock"), file);
        assertUnusable(linked, ".lock");
        assertThat(file).hasContent("mine");

        assertUnusable(Path.of("/proc/dbguard"), "/proc/dbguard");
    }

    private void assertUnusable(Path state, String says) {
        assertThat(new Trial(state).failure(Trial.container(postgres.name())))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining(says);
    }

    @Test
    void aLockFileFullOfGarbageAndALinkedStateFolderAreTakenAsTheyAre() throws IOException {
        Path real = Files.createDirectory(directory.resolve("real"));
        Files.write(real.resolve(".lock"), new byte[] {0, (byte) 0xff, 10, 27});
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);

        PreDeployBackup.Made made =
                new Trial(link).labelled("../../etc/pass\nwd.partial").backup(Trial.container(postgres.name()));

        assertThat(made.folder().getFileName().toString()).matches("\\d{8}T\\d{6}Z-\\.\\._\\.\\._etc_pass_wd_partial");
        assertThat(Trial.backups(real)).hasSize(1);
    }
}
