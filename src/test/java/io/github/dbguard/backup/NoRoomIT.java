package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.archive.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, become full, or take nothing at all: in the container, and here. */
@EngineTest
class NoRoomIT {

    @TempDir
    Path directory;

    @Test
    void aContainerWithoutAPlaceForATemporaryDumpStreamsIt() {
        List<String> tmpfs = List.of("--tmpfs", "/tmp:size=900m", "--tmpfs", "/var/tmp:size=8m");
        try (TestPostgres postgres = TestPostgres.start("15", tmpfs)) {
            postgres.psql("CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 1000) g");

            assertStreamed(postgres, "takes no temporary dump");
        }
    }

    @Test
    void aReadOnlyContainerStreamsItsDump() {
        List<String> readOnly = List.of("--read-only", "--tmpfs", "/var/run/postgresql", "--tmpfs", "/run");
        try (TestPostgres postgres = TestPostgres.start("17", readOnly)) {
            postgres.psql("CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 1000) g");

            assertStreamed(postgres, "takes no temporary dump");
        }
    }

    @Test
    void aDiskInTheContainerThatBecomesFullInMidDumpIsLeftForTheStream() throws Exception {
        Path image = directory.resolve("disk.img");
        assumeTrue(
                run(
                        "sh",
                        "-c",
                        "truncate -s 1400M " + image + " && mkfs.ext4 -q -m 0 " + image + " && mkdir "
                                + directory.resolve("disk") + " && mount -o loop " + image + " "
                                + directory.resolve("disk")
                                + " && chmod 1777 " + directory.resolve("disk")),
                "mounting a disk of 1.4 GB takes root and a loop device");
        try (TestPostgres postgres = TestPostgres.start(
                "15", List.of("-v", directory.resolve("disk") + ":/tmp", "--tmpfs", "/var/tmp:size=8m"))) {
            postgres.psql("CREATE TABLE t AS SELECT g AS id, (SELECT string_agg(md5((g * 1000 + i)::text), '')"
                    + " FROM generate_series(1, 300) i) AS text FROM generate_series(1, 1000) g");
            // Between the look at the disk and the dump somebody else fills it.
            String wrapper = """
                    set -e; cd /usr/lib/postgresql/15/bin; mv pg_dump pg_dump.real
                    cat > pg_dump <<'END'
                    #!/bin/sh
                    case "$*" in
                      *--file=/tmp/*) cat /dev/zero > /tmp/filler 2>/dev/null ;;
                      *--snapshot*) rm -f /tmp/filler ;;
                    esac
                    exec /usr/lib/postgresql/15/bin/pg_dump.real "$@"
                    END
                    chmod +x pg_dump
                    """;
            assertThat(postgres.exec("sh", "-c", wrapper).exitCode()).isZero();

            assertStreamed(postgres, "has become full");
        } finally {
            run("umount", directory.resolve("disk").toString());
        }
    }

    private void assertStreamed(TestPostgres postgres, String why) {
        Trial trial = new Trial(directory.resolve("state"));
        PreDeployBackup.Made made = trial.backup(Trial.container(postgres.name()));

        assertThat(trial.warnings).singleElement().asString().contains(why);
        assertThat(made.folder().resolve("dump")).isDirectoryContaining("glob:**/postgres.dump");
        assertThat(made.folder().resolve("dump").toFile().list()).hasSize(1);
        Manifest manifest = Json.read(made.folder().resolve("manifest.json"), Manifest.class);
        assertThat(manifest.databases()).singleElement().satisfies(d -> {
            assertThat(d.format()).isEqualTo(DumpFormat.CUSTOM);
            assertThat(d.dump()).isEqualTo("dump/postgres.dump");
            assertThat(d.counts().rows()).isEqualTo(1000);
        });
        Trial.leftNothingIn(postgres);
    }

    @Test
    void aFullDiskHereIsSaidBeforeAnythingIsDumped() throws Exception {
        try (TestPostgres postgres = TestPostgres.start("15")) {
            postgres.psql(Trial.BIG);
            Path small = directory.resolve("small");
            Files.createDirectory(small);
            assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small.toString()), "mounting takes root");
            try {
                Trial trial = new Trial(small);
                assertThat(trial.failure(Trial.container(postgres.name())))
                        .isInstanceOf(CannotProceed.class)
                        .hasMessageContaining("A backup needs")
                        .hasMessageContaining("dbguard.directory");
                trial.leftNothingHere();
            } finally {
                run("umount", small.toString());
            }
            // Enough to begin with, and too little for the dump, whose size is known only once it is made or streamed.
            for (DumpFormat format : DumpFormat.values()) {
                assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=70m", "tmpfs", small.toString()), "as before");
                try {
                    run("sh", "-c", "head -c 4000000 /dev/zero > " + small.resolve("other"));
                    Trial trial = new Trial(small)
                            .in(format)
                            .compressedWith(io.github.dbguard.archive.Compression.NONE)
                            .meeting(() -> fill(small));
                    assertThat(trial.failure(Trial.container(postgres.name())))
                            .as(format.name())
                            .isInstanceOf(CannotProceed.class)
                            .hasMessageMatching("(?s).*(No space left on device|are free there).*");
                    trial.leftNothingHere();
                    Trial.leftNothingIn(postgres);
                } finally {
                    run("umount", small.toString());
                }
            }
        }
    }

    private static void fill(Path disk) {
        try {
            run("sh", "-c", "cat /dev/zero > " + disk.resolve("filler") + " 2>/dev/null");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean run(String... command) throws Exception {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
