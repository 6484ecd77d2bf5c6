package io.github.dbguard.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EngineTest
@Timeout(120)
class EngineIT {

    private static Engine engine;
    private static TestPostgres postgres;

    @BeforeAll
    static void start() {
        engine = Engine.connect(null);
        postgres = TestPostgres.start(
                "15",
                List.of(
                        "--label",
                        "com.example.room=docker",
                        "--tmpfs",
                        "/scratch:ro",
                        "-v",
                        "/tmp:/host-tmp:ro",
                        "-p",
                        "127.0.0.1::5432",
                        "--hostname",
                        "database-host",
                        "-e",
                        "EMPTY=",
                        "-e",
                        "EQUALS=a=b"),
                "-c",
                "log_statement=ddl");
    }

    @AfterAll
    static void stop() {
        postgres.close();
        engine.close();
    }

    @Test
    void theEngineSaysWhoItIs() {
        assertThat(engine.version()).matches("[0-9]+\\.[0-9]+.*");
        assertThat(engine.host()).matches("(unix|tcp)://.+");
    }

    @Test
    void aContainerIsDescribedWhole() {
        Container found = engine.find(postgres.name()).orElseThrow();

        assertThat(found.id()).isEqualTo(postgres.id());
        assertThat(found.name()).isEqualTo(postgres.name());
        assertThat(found.image()).isEqualTo("dbguard-testbed/postgres:15");
        assertThat(found.imageId()).startsWith("sha256:");
        assertThat(found.labels()).containsEntry("com.example.room", "docker");
        assertThat(found.state().running()).isTrue();
        assertThat(found.state().health()).isEqualTo("none");
        assertThat(found.state().startedAt()).isAfterOrEqualTo(found.created());
        assertThat(found.environment())
                .containsEntry("POSTGRES_PASSWORD", TestPostgres.PASSWORD)
                .containsEntry("EMPTY", "")
                .containsEntry("EQUALS", "a=b");
        assertThat(found.addresses()).isNotEmpty().allMatch(ip -> ip.matches("[0-9a-f.:]+"));
        assertThat(found.ports().get(5432).ip()).isEqualTo("127.0.0.1");
        assertThat(found.ports().get(5432).port()).isPositive();
        assertThat(found.readOnly()).isFalse();
        assertThat(found.hostname()).isEqualTo("database-host");
        assertThat(found.command()).containsExactly("postgres", "-c", "log_statement=ddl");
        assertThat(found.process()).endsWith("postgres", "-c", "log_statement=ddl");
    }

    @Test
    void mountsTellVolumesBindsAndTmpfsApart() {
        List<Container.Mount> mounts =
                engine.find(postgres.name()).orElseThrow().mounts();

        assertThat(mounts)
                .contains(new Container.Mount("bind", null, "/tmp", "/host-tmp", false))
                .contains(new Container.Mount("tmpfs", null, null, "/scratch", false))
                .anySatisfy(mount -> {
                    assertThat(mount.type()).isEqualTo("volume");
                    assertThat(mount.name()).matches("[0-9a-f]{64}");
                    assertThat(mount.source()).contains(mount.name());
                    assertThat(mount.destination()).isEqualTo("/var/lib/postgresql/data");
                    assertThat(mount.readWrite()).isTrue();
                });
    }

    @Test
    void toStringShowsNoSecret() {
        assertThat(engine.find(postgres.name()).orElseThrow().toString())
                .contains(postgres.name(), "running")
                .doesNotContain(TestPostgres.PASSWORD);
    }

    @Test
    void labelsPickContainersAndStoppedOnesAreListedToo() {
        try (TestPostgres stopped = TestPostgres.start("15", List.of("--label", "com.example.room=stopped"))) {
            stopped.kill();

            assertThat(engine.containers(Map.of("com.example.room", "docker")))
                    .extracting(Container::name)
                    .containsExactly(postgres.name());
            List<Container> found = engine.containers(Map.of("com.example.room", "stopped", "dbguard-test", "1"));
            assertThat(found).hasSize(1);
            assertThat(found.get(0).state().status()).isEqualTo("exited");
            assertThat(found.get(0).state().exitCode()).isEqualTo(137);
            assertThat(found.get(0).state().describe()).isEqualTo("exited with code 137");
            assertThat(engine.containers()).extracting(Container::name).contains(postgres.name(), stopped.name());
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(engine.find("no-such-container")).isEmpty();
        assertThat(engine.find("")).isEmpty();
        assertThat(engine.find("../info")).isEmpty();
        assertThat(engine.find(postgres.id().substring(0, 12))).isPresent();
    }

    @Test
    void whatIsCopiedInComesOutAgain() throws IOException {
        postgres.exec(
                "sh",
                "-c",
                "mkdir -p /tmp/from/inner /tmp/to && echo ü > /tmp/from/inner/file && ln -s file /tmp/from/link");
        byte[] tar = engine.copyOut(postgres.name(), "/tmp/from", InputStream::readAllBytes);

        engine.copyIn(postgres.name(), "/tmp/to", new ByteArrayInputStream(tar));

        assertThat(postgres.exec("cat", "/tmp/to/from/inner/file").stdout()).isEqualTo("ü\n");
        assertThat(postgres.exec("readlink", "/tmp/to/from/link").stdout()).isEqualTo("file\n");
    }

    @Test
    void twoHundredMegabytesAreCopiedOutThroughASmallHeap() {
        postgres.exec("sh", "-c", "head -c 200000000 /dev/urandom > /tmp/large");
        long start = System.nanoTime();

        long bytes = engine.copyOut(postgres.name(), "/tmp/large", tar -> {
            byte[] buffer = new byte[64 * 1024];
            long count = 0;
            for (int n = tar.read(buffer); n >= 0; n = tar.read(buffer)) {
                count += n;
            }
            return count;
        });

        System.out.println("copyOut: " + 200_000L * 1_000_000 / (System.nanoTime() - start) + " MB/s");
        assertThat(bytes).isGreaterThan(200_000_000);
    }

    @Test
    void aReaderMayStopEarly() {
        assertThat(engine.<Integer>copyOut(postgres.name(), "/usr/share/postgresql", InputStream::read))
                .isPositive();
        assertThat(engine.find(postgres.name())).isPresent();
    }

    @Test
    void aFailingReaderIsToldApartFromABrokenConnection() {
        assertThatThrownBy(() -> engine.copyOut(postgres.name(), "/etc/passwd", tar -> {
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining("/etc/passwd");
        assertThatThrownBy(() -> engine.copyOut(postgres.name(), "/etc/passwd", tar -> {
                    throw new IllegalStateException("mine");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
    }

    @Test
    void copyingWhatIsNotThereNamesIt() {
        assertThatThrownBy(() -> engine.copyOut(postgres.name(), "/no/such/path", InputStream::readAllBytes))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("/no/such/path");
        assertThatThrownBy(() -> engine.copyOut("no-such-container", "/tmp", InputStream::readAllBytes))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("no-such-container");
        assertThatThrownBy(() ->
                        engine.copyIn(postgres.name(), "/no/such/folder", new ByteArrayInputStream(new byte[1024])))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("/no/such/folder");
    }

    @Test
    void aTmpfsIsNotSeenByCopying() {
        postgres.exec("sh", "-c", "echo here > /dev/shm/file");

        assertThatThrownBy(() -> engine.copyOut(postgres.name(), "/dev/shm/file", InputStream::readAllBytes))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("tmpfs");
    }

    @Test
    void aReadOnlyContainerIsSeenAsOneAndTakesNoFiles() {
        try (TestPostgres locked =
                TestPostgres.start("15", List.of("--read-only", "--tmpfs", "/var/run/postgresql", "--tmpfs", "/tmp"))) {
            assertThat(engine.find(locked.name()).orElseThrow().readOnly()).isTrue();
            assertThatThrownBy(() -> engine.copyIn(locked.name(), "/opt", new ByteArrayInputStream(new byte[1024])))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("read-only");
        }
    }

    @Test
    void inputIsFedToItsEndAndTheCommandSeesIt() {
        InputStream zeros = new InputStream() {
            private int left = 200_000_000;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                int n = Math.min(left, length);
                left -= n;
                return n;
            }
        };
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();

        ExecResult result = engine.run(postgres.name(), ExecCommand.of("wc", "-c"), zeros, out, line -> {});

        assertThat(result.ok()).isTrue();
        assertThat(out.toString().strip()).isEqualTo("200000000");
    }

    @Test
    void aCommandMayEndBeforeItsInput() {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        byte[] large = new byte[10_000_000];

        ExecResult result = engine.run(
                postgres.name(), ExecCommand.of("head", "-c", "3"), new ByteArrayInputStream(large), out, line -> {});

        assertThat(result.ok()).isTrue();
        assertThat(out.size()).isEqualTo(3);
    }

    @Test
    void aCommandWhoseInputBreaksIsEndedWithoutAnEndOfFile() {
        InputStream broken = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (left-- > 0) {
                    return 'x';
                }
                throw new IOException("the backup cannot be read");
            }
        };
        ExecCommand command = ExecCommand.of("sh", "-c", "cat > /tmp/fed; touch /tmp/saw-the-end");

        assertThatThrownBy(() -> engine.run(
                        postgres.name(), command, broken, java.io.OutputStream.nullOutputStream(), line -> {}))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("the backup cannot be read");
    }

    @Test
    void anAbandonedDumpGivesItsLocksBackAndTheServerNeverCrashes() throws Exception {
        postgres.psql("create table large as select repeat('x', 1000) t from generate_series(1, 50000)");
        for (String dump : List.of(
                "pg_dump -U postgres -Fp postgres",
                "pg_dump -U postgres -Fp postgres | cat",
                "pg_dump -U postgres -Fd -j3 -f /tmp/dump postgres; sleep 100",
                "while :; do sleep 0.3; pg_dump -U postgres postgres; done")) {
            java.io.OutputStream failing = new java.io.OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("disk full");
                }
            };
            assertThatThrownBy(() -> engine.run(
                            postgres.name(),
                            ExecCommand.of("sh", "-c", "echo started; " + dump).withUser("postgres"),
                            failing,
                            line -> {}))
                    .hasMessageContaining("disk full");
            // Would wait for the lock of a dump that runs on.
            postgres.psql("set lock_timeout = '5s'; alter table large add column if not exists c int");
        }
        assertThat(postgres.psql("select count(*) from pg_stat_activity where application_name = 'pg_dump'"))
                .isEqualTo("0");
        assertThat(postgres.log()).doesNotContain("terminated by signal");
    }
}
