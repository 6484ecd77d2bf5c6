package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.target.TargetOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server behind a URL is dumped by the tools of this machine, where they are new enough. */
@EngineTest
class HostToolsIT {

    @TempDir
    Path directory;

    private static TargetOptions url(TestPostgres postgres) {
        String address = TestPostgres.docker("inspect", "--format", "{{.NetworkSettings.IPAddress}}", postgres.name())
                .stdout()
                .strip();
        return new TargetOptions(
                Path.of("."),
                null,
                null,
                null,
                "jdbc:postgresql://" + address + ":5432/postgres",
                "postgres",
                TestPostgres.PASSWORD,
                List.of(),
                null,
                Duration.ofSeconds(20));
    }

    private static void assumeHostHas15AndNothingNewer() throws Exception {
        Process version = new ProcessBuilder("pg_dump", "--version").start();
        String text = new String(version.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assumeTrue(
                PgDump.major(text) == 15 && !Files.exists(Path.of("/usr/lib/postgresql/18")), "pg_dump here: " + text);
    }

    @Test
    void toolsThatAreOlderThanTheServerAreSaidToBeSoWithWhatToInstall() throws Exception {
        assumeHostHas15AndNothingNewer();
        try (TestPostgres postgres = TestPostgres.start("18")) {
            Trial trial = new Trial(directory);
            assertThat(trial.failure(url(postgres)))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("The server is PostgreSQL 18")
                    .hasMessageContaining("pg_dump (PostgreSQL) 15")
                    .hasMessageContaining("Install the client tools of PostgreSQL 18");
            trial.leftNothingHere();
        }
    }

    @Test
    void everyFormatIsDumpedAndAServerThatDiesInMidDumpIsAnError() throws Exception {
        assumeHostHas15AndNothingNewer();
        try (TestPostgres postgres = TestPostgres.start("15")) {
            postgres.psql(Trial.BIG);
            for (DumpFormat format : DumpFormat.values()) {
                Trial trial = new Trial(directory.resolve(format.name()))
                        .in(format)
                        .compressedWith(Compression.NONE)
                        .decoding();
                assertThat(trial.backup(url(postgres)).manifest().rowCounts().rows())
                        .as(format.name())
                        .isEqualTo(500_100);
            }
            Trial trial = new Trial(directory.resolve("killed")).meeting(postgres::kill);
            assertThat(trial.failure(url(postgres))).isInstanceOf(CannotProceed.class);
            trial.leftNothingHere();
        }
    }
}
