package io.github.dbguard.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.TargetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who else writes to a folder of the host that a server keeps its data in. */
@EngineTest
class SharedFolderIT {

    private static final String PGDATA = "/var/lib/postgresql/data";

    @TempDir
    Path folder;

    @Test
    void othersThatMountItAreSeenByWhatTheyCanDoToIt() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("pg")));
        String other = "dbguard-test-" + UUID.randomUUID().toString().substring(0, 8);
        try (TestPostgres postgres = TestPostgres.start("15", List.of("-v", folder + "/pg:" + PGDATA))) {
            assertThat(look(postgres)).isEqualTo(Severity.OK);
            beside(other, "/pg:/backup:ro");
            assertThat(look(postgres)).as("reads it").isEqualTo(Severity.OK);
            beside(other, "/pg:/backup");
            assertThat(look(postgres)).as("may write to it").isEqualTo(Severity.WARNING);
            beside(other, "/pg:" + PGDATA);
            assertThat(look(postgres)).as("a second server").isEqualTo(Severity.ERROR);
            beside(other, "/link:" + PGDATA);
            assertThat(look(postgres)).as("by a link").isEqualTo(Severity.ERROR);
        } finally {
            TestPostgres.docker("rm", "-fv", other);
        }
    }

    private Severity look(TestPostgres postgres) {
        TargetOptions options = new TargetOptions(
                folder, postgres.name(), null, null, null, null, null, List.of(), null, Duration.ofSeconds(30));
        try (ContainerTarget target = (ContainerTarget) FindTarget.find(options)) {
            return new SharedVolumeCheck(target).look().severity();
        }
    }

    /** It has the looks of a server. A real second one would destroy the data. */
    private void beside(String name, String mount) {
        TestPostgres.docker("rm", "-fv", name);
        TestPostgres.Output run = TestPostgres.docker(
                "run",
                "-d",
                "--name",
                name,
                "--label",
                "dbguard-test=1",
                "--network",
                "none",
                "-v",
                folder + mount,
                "--entrypoint",
                "tail",
                "dbguard-testbed/postgres:15",
                "-f",
                "/etc/passwd",
                "/var/lib/postgresql");
        assertThat(run.exitCode()).as(run.toString()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "/srv/pg/data, true",
        "/srv/pg, true",
        "/, true",
        "/srv/pg/data/base, true",
        "/srv/other/../pg, true",
        "/srv/pg/data2, false",
        "/srv/pg2, false",
    })
    void foldersAboveAndBelowAreTheSameGround(String mounted, boolean overlaps) {
        assertThat(HostFolder.of("/srv/pg/data/").overlaps(mounted)).isEqualTo(overlaps);
    }
}
