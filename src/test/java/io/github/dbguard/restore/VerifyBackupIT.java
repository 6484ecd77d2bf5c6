package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.Progress;
import io.github.dbguard.Refused;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.DumpFormat;
import io.github.dbguard.backup.Manifest;
import io.github.dbguard.backup.PreDeployBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup is verified by a restore drill in a throwaway server, and by nothing less. */
@EngineTest
class VerifyBackupIT {

    @TempDir
    Path directory;

    private RestoreTrial trial;

    private PreDeployBackup.Made backupOf(String tag, DumpFormat format) {
        try (TestPostgres postgres = TestPostgres.start(tag)) {
            postgres.psql("CREATE ROLE \"Web App\" LOGIN PASSWORD 'x'");
            postgres.psql("CREATE DATABASE app OWNER \"Web App\"");
            postgres.psql(
                    "app",
                    "CREATE TABLE users (id int PRIMARY KEY, name text);"
                            + " INSERT INTO users SELECT g, 'user ' || g FROM generate_series(1, 1000) g;"
                            + " ALTER TABLE users OWNER TO \"Web App\"; SELECT lo_from_bytea(0, 'large')");
            trial = new RestoreTrial(directory, postgres.name()).in(format);
            return trial.backup();
        }
    }

    private VerifyBackup.Proof verify(String image) {
        VerifyBackup.Options options = new VerifyBackup.Options("latest", null, image, null, 2, Duration.ofSeconds(5));
        return new VerifyBackup(new BackupStore(directory), trial, Progress.NONE).verify(options);
    }

    @AfterEach
    void nothingIsLeft() {
        // Another fork of this build may drill as well.
        String ours = "pid " + ProcessHandle.current().pid() + ",";
        assertThat(TestPostgres.docker(
                                "ps",
                                "-a",
                                "--filter",
                                "label=io.github.dbguard.throwaway=drill",
                                "--format",
                                "{{.ID}} {{.Label \"io.github.dbguard.made-by\"}}")
                        .stdout()
                        .lines()
                        .filter(line -> line.contains(ours)))
                .isEmpty();
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @ValueSource(strings = {"13", "15-nobash", "18"})
    void aBackupIsVerifiedAlsoWhenItsServerIsGone(String tag) {
        PreDeployBackup.Made made = backupOf(tag, DumpFormat.DIRECTORY);

        VerifyBackup.Proof proof = verify(null);

        assertThat(proof.databases().stream().mapToLong(d -> d.rows()).sum()).isEqualTo(1001);
        Manifest manifest = Manifest.read(made.folder());
        assertThat(manifest.verified().at()).matches("20\\d\\d-\\d\\d-\\d\\dT[\\d:]+Z");
        assertThat(manifest.verified().with())
                .contains("PostgreSQL " + tag.split("-")[0] + ".")
                .endsWith(made.manifest().identity().container().imageId());
        assertThat(trial.lines).anyMatch(l -> l.contains("the very one that it was made on"));
    }

    @ParameterizedTest
    @EnumSource(value = DumpFormat.class, mode = EnumSource.Mode.EXCLUDE, names = "DIRECTORY")
    void theOtherFormatsAreVerifiedAsWell(DumpFormat format) {
        backupOf("15", format);

        assertThat(verify(null).manifest().verified()).isNotNull();
    }

    @Test
    void aBackupThatDoesNotHoldWhatItsManifestSaysIsRefusedAndIsNotVerifiedAnyMore() throws IOException {
        PreDeployBackup.Made made = backupOf("15", DumpFormat.DIRECTORY);
        verify(null);
        Path manifest = made.folder().resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("\"rows\": 1000,", "\"rows\": 1001,"));

        assertThatThrownBy(() -> verify(null))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("public.users: 1,000 rows instead of 1,001 rows");

        assertThat(Manifest.read(made.folder()).verified()).isNull();
    }

    @Test
    void aDamagedFileIsRefusedBeforeAnyServerIsStarted() throws IOException {
        PreDeployBackup.Made made = backupOf("15", DumpFormat.DIRECTORY);
        Path data;
        try (Stream<Path> files = Files.list(made.folder().resolve("dump/app"))) {
            data = files.filter(f -> f.toString().endsWith(".dat.gz"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(data);
        bytes[bytes.length / 2] ^= 1;
        Files.write(data, bytes);

        assertThatThrownBy(() -> verify(null))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(data.getFileName() + " was altered");
        assertThat(trial.lines).noneMatch(l -> l.contains("throwaway server"));
    }

    @Test
    void whereThereIsNoImageOrNoServerInItTheBackupStaysUnverified() {
        PreDeployBackup.Made made = backupOf("15", DumpFormat.DIRECTORY);

        assertThatThrownBy(() -> verify("dbguard-testbed/none:1"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("Could not drill")
                .hasMessageContaining("dbguard-testbed/none:1");
        assertThatThrownBy(() -> verify("dbguard-testbed/postgres:13"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("Could not drill: The backup is of PostgreSQL 15");
        assertThat(Manifest.read(made.folder()).verified()).isNull();
    }
}
