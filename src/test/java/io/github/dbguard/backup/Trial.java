package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dbguard.Log;
import io.github.dbguard.Progress;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.Policies;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One attempt at a backup in this process, what it logged, and what it may not leave behind. */
final class Trial implements Log {

    /** A table whose dump takes a second or more: long enough for a fault to meet it. */
    static final String BIG =
            "CREATE TABLE big AS SELECT g AS id, md5(g::text) || md5((g + 1)::text) || md5((g + 2)::text)"
                    + " || md5((g + 3)::text) || md5((g + 4)::text) AS text FROM generate_series(1, 500000) g;"
                    + " CREATE TABLE small AS SELECT g AS id FROM generate_series(1, 100) g";

    final List<String> infos = new CopyOnWriteArrayList<>();
    final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Path directory;
    private DumpFormat format = DumpFormat.DIRECTORY;
    private Compression compression = Compression.GZIP;
    private boolean decode;
    private Duration statementTimeout = Duration.ZERO;
    private Progress progress = Progress.NONE;
    private String label;
    private String clientImage;
    private Runnable whenToldSomething = () -> {};
    private volatile Thread meeting;

    Trial(Path directory) {
        this.directory = directory;
    }

    Trial in(DumpFormat as) {
        this.format = as;
        return this;
    }

    Trial compressedWith(Compression with) {
        this.compression = with;
        return this;
    }

    Trial decoding() {
        this.decode = true;
        return this;
    }

    Trial countingAtMost(Duration time) {
        this.statementTimeout = time;
        return this;
    }

    Trial withClientImage(String image) {
        this.clientImage = image;
        return this;
    }

    /** Lets something happen before a line of the log is passed on. */
    Trial whenToldSomething(Runnable event) {
        this.whenToldSomething = event;
        return this;
    }

    Trial labelled(String words) {
        this.label = words;
        return this;
    }

    /**
     * Lets something happen once, as soon as pg_dump says that it has begun with a table's rows. Beside the dump: while
     * the output of one command is not read, the engine tells of the end of no other one.
     */
    Trial meeting(Runnable fault) {
        AtomicBoolean met = new AtomicBoolean();
        this.progress = new Progress() {
            @Override
            public void update(Supplier<String> line, double fraction) {
                if (!met.getAndSet(true)) {
                    meeting = new Thread(fault, "fault");
                    meeting.start();
                }
            }

            @Override
            public void finish() {}
        };
        return this;
    }

    /** Keeps the dump from ending: what it brings out is not read on until then, half a minute at most. */
    Trial holdingOnUntil(CountDownLatch event) {
        Progress before = progress;
        this.progress = new Progress() {
            @Override
            public void update(Supplier<String> line, double fraction) {
                before.update(line, fraction);
                try {
                    event.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void finish() {}
        };
        return this;
    }

    static TargetOptions container(String name, String... databases) {
        return container(name, null, Duration.ofSeconds(20), databases);
    }

    static TargetOptions container(String name, String dockerHost, Duration patience, String... databases) {
        return new TargetOptions(
                Path.of("."), name, null, null, null, null, null, List.of(databases), dockerHost, patience);
    }

    /** A server with the password of {@link TestPostgres}. */
    static TargetOptions url(String jdbc, String dockerHost) {
        return new TargetOptions(
                Path.of("."),
                null,
                null,
                null,
                jdbc,
                "postgres",
                TestPostgres.PASSWORD,
                List.of(),
                dockerHost,
                Duration.ofSeconds(20));
    }

    /** The URL of a server that was started with {@code -p 127.0.0.1::5432}. */
    static String published(TestPostgres server) {
        String address = TestPostgres.docker("port", server.name(), "5432/tcp")
                .stdout()
                .lines()
                .findFirst()
                .orElseThrow();
        return "jdbc:postgresql://" + address + "/postgres";
    }

    PreDeployBackup.Made backup(TargetOptions options) {
        try (Target target = FindTarget.find(options)) {
            DumpOptions dumping = new DumpOptions(format, 2, compression, decode, Duration.ofSeconds(5), clientImage);
            CountOptions counting = new CountOptions(
                    FingerprintMode.KEYS, Policies.STRICT, List.of(), 2, Duration.ofSeconds(5), statementTimeout);
            return new PreDeployBackup(new BackupStore(directory), dumping, counting, "test", this, progress)
                    .make(target, label);
        }
    }

    /** The error that it has to end in. */
    Throwable failure(TargetOptions options) {
        Throwable failure = catchThrowable(() -> backup(options));
        if (meeting != null) {
            try {
                meeting.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        assertThat(failure).as("the backup fails").isNotNull();
        return failure;
    }

    /** No backup that looks whole, none that does not, and no baseline. */
    void leftNothingHere() {
        assertThat(backups()).as("backups of a run that failed").isEmpty();
        assertThat(directory.resolve("baseline.json")).doesNotExist();
    }

    List<Path> backups() {
        return backups(directory);
    }

    static List<Path> backups(Path directory) {
        if (!Files.exists(directory.resolve("backups"))) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory.resolve("backups"), 2)) {
            return all.filter(p -> directory.relativize(p).getNameCount() == 3).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** No temporary folder, no named pipe and no command of a backup. A killed relay may take a moment to end. */
    static void leftNothingIn(TestPostgres postgres) {
        String script = "ls -d /tmp/dbguard* /var/tmp/dbguard* /dev/shm/dbguard* /run/dbguard* 2>/dev/null;"
                + " grep -lz '^DBGUARD_WORK=' /proc/[0-9]*/environ 2>/dev/null; ps -eo args 2>/dev/null | grep '[p]g_dump'";
        String left = "?";
        for (int n = 0; n < 40 && !left.isEmpty(); n++) {
            if (n > 0) {
                sleep(250);
            }
            left = postgres.exec("sh", "-c", script).stdout().strip();
        }
        assertThat(left).as("left in the container").isEmpty();
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void info(String line) {
        infos.add(line);
        whenToldSomething.run();
    }

    @Override
    public void warn(String line) {
        warnings.add(line);
    }
}
