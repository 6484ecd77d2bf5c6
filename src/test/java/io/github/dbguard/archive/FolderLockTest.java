package io.github.dbguard.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

    @TempDir
    Path folder;

    /** What another process runs: takes the lock, says so, and keeps it until it is killed. */
    public static void main(String[] arguments) throws Exception {
        FolderLock lock = FolderLock.acquire(Path.of(arguments[0]), "restore of shop", Duration.ZERO);
        System.out.println("locked");
        System.out.flush();
        Thread.sleep(60_000);
        lock.close();
    }

    @Test
    void theLockIsPrivateAndMakesItsFolder() throws Exception {
        Path state = folder.resolve(".dbguard/journal");
        try (FolderLock lock = FolderLock.acquire(state, "rotate-password", Duration.ZERO)) {
            assertThat(lock).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(".lock"))))
                    .isEqualTo("rw-------");
        }
        FolderLock.acquire(state, "rotate-password", Duration.ZERO).close();
    }

    @Test
    void aSecondHolderInTheSameProcessIsToldWhoHasIt() {
        try (FolderLock lock = FolderLock.acquire(folder, "restore of shop", Duration.ZERO)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> FolderLock.acquire(folder.resolve("."), "prune-backups", Duration.ZERO))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("restore of shop")
                    .hasMessageContaining("pid " + ProcessHandle.current().pid())
                    .hasMessageContaining("since 20");
        }
    }

    @Test
    void closingTwiceDoesNotTakeTheNextHoldersLock() {
        FolderLock first = FolderLock.acquire(folder, "first", Duration.ZERO);
        first.close();
        try (FolderLock second = FolderLock.acquire(folder, "second", Duration.ZERO)) {
            assertThat(second).isNotNull();
            first.close();
            assertThatThrownBy(() -> FolderLock.acquire(folder, "third", Duration.ZERO))
                    .hasMessageContaining("second");
        }
    }

    @Test
    void whoWaitsGetsItWhenItIsFree() {
        FolderLock first = FolderLock.acquire(folder, "first", Duration.ZERO);
        CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(first::close);
        FolderLock.acquire(folder, "second", Duration.ofSeconds(20)).close();
    }

    @Test
    void threadsThatFightHoldItOneAtATime() throws Exception {
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int n = 0; n < 5; n++) {
                    try (FolderLock lock = FolderLock.acquire(folder, "fight", Duration.ofSeconds(60))) {
                        most.accumulateAndGet(holders.incrementAndGet(), Math::max);
                        assertThat(lock).isNotNull();
                        holders.decrementAndGet();
                    }
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void anotherProcessIsKeptOutUntilItIsKilled() throws Exception {
        Process holder = otherProcess();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("locked");
            assertThatThrownBy(() -> FolderLock.acquire(folder, "prune-backups", Duration.ofMillis(200)))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("pid " + holder.pid())
                    .hasMessageContaining("restore of shop");
        } finally {
            // kill -9: nothing of the process gets to clean up.
            holder.destroyForcibly().waitFor();
        }
        FolderLock.acquire(folder, "prune-backups", Duration.ZERO).close();
    }

    @Test
    void aLoserInThisProcessDoesNotDropTheLockForOtherProcesses() throws Exception {
        try (FolderLock lock = FolderLock.acquire(folder, "first", Duration.ZERO)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> FolderLock.acquire(folder, "second", Duration.ZERO))
                    .isInstanceOf(CannotProceed.class);
            Process other = otherProcess();
            assertThat(other.inputReader().readLine()).contains("holds").contains("first");
            assertThat(other.waitFor()).isNotZero();
        }
    }

    private Process otherProcess() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        FolderLockTest.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }
}
