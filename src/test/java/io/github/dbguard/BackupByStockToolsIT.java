package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.backup.DumpFormat;
import io.github.dbguard.backup.DumpOptions;
import io.github.dbguard.backup.PreDeployBackup;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.Policies;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A backup is for PostgreSQL's own tools: sha256sum checks it, psql and pg_restore restore it into a fresh server. */
@EngineTest
@ParameterizedClass(name = "PostgreSQL {0}")
@ValueSource(strings = {"13", "18"})
class BackupByStockToolsIT {

    private static TestPostgres server;
    private static TestPostgres fresh;

    @Parameter
    String tag;

    @TempDir
    Path folder;

    @BeforeParameterizedClassInvocation
    static void start(String tag) {
        server = TestPostgres.start(tag);
        server.psql("CREATE ROLE shop_owner LOGIN PASSWORD 'owner-secret'");
        server.psql("CREATE DATABASE shop OWNER shop_owner");
        ComposeProject.seed(server, "shop");
        server.psql("shop", "ALTER TABLE users OWNER TO shop_owner; GRANT SELECT ON products TO shop_owner");
        fresh = TestPostgres.start(tag);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        try (TestPostgres one = server;
                TestPostgres other = fresh) {
            assertThat(one.log() + other.log()).doesNotContain("terminated by signal", "PANIC");
        }
    }

    private PreDeployBackup.Made backup(DumpFormat format, Compression plain, boolean decode) {
        TargetOptions options = new TargetOptions(
                folder, server.name(), null, null, null, null, null, List.of("shop"), null, Duration.ofSeconds(30));
        CountOptions counting = new CountOptions(
                FingerprintMode.KEYS, Policies.STRICT, List.of(), 2, Duration.ofSeconds(10), Duration.ZERO);
        DumpOptions dumping = new DumpOptions(format, 2, plain, decode, Duration.ofSeconds(10), null);
        try (Target target = FindTarget.find(options)) {
            return new PreDeployBackup(
                            new BackupStore(folder.resolve(".dbguard")),
                            dumping,
                            counting,
                            "test",
                            new SilentLog(),
                            Progress.NONE)
                    .make(target, null);
        }
    }

    /** Checks and restores with shell commands alone, inside the fresh server's container; then counts. */
    private void restores(PreDeployBackup.Made made, String restore) throws IOException {
        String database = "restored_" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
        assertThat(TestPostgres.docker("cp", made.folder().toString(), fresh.name() + ":/tmp/" + database)
                        .exitCode())
                .isZero();
        TestPostgres.Output check =
                fresh.exec("sh", "-c", "cd /tmp/" + database + " && sha256sum -c SHA256SUMS && ls -R");
        assertThat(check.exitCode()).as(check.toString()).isZero();

        // Roles that every server has are there already: psql says so and goes on.
        fresh.exec("psql", "-U", "postgres", "-d", "postgres", "-Xq", "-f", "/tmp/" + database + "/globals.sql");
        fresh.psql("CREATE DATABASE " + database + " OWNER shop_owner");
        TestPostgres.Output restored =
                fresh.exec("sh", "-c", "cd /tmp/" + database + "/dump && " + restore.replace("DATABASE", database));
        assertThat(restored.exitCode()).as(restored.toString()).isZero();

        List<String> counted = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        made.manifest().rowCounts().databases().get(0).tables().forEach(table -> {
            expected.add(table.label() + " " + table.rows());
            counted.add(table.label() + " " + fresh.psql(database, "SELECT count(*) FROM " + table.label()));
        });
        assertThat(counted).isEqualTo(expected).contains("sales.payments 400", "\"Audit Log\".\"Event\" 100");
        assertThat(fresh.psql(database, "SELECT tableowner FROM pg_tables WHERE tablename = 'users'"))
                .isEqualTo("shop_owner");
        assertThat(fresh.psql(database, "SELECT count(*) FROM sales.best")).isEqualTo("10");
        assertThat(fresh.psql(database, "INSERT INTO users (email) VALUES ('new') RETURNING id"))
                .isEqualTo("501");
    }

    private static final String PG_RESTORE = "pg_restore -U postgres --exit-on-error -d DATABASE ";
    private static final String PSQL = "psql -U postgres -Xq -v ON_ERROR_STOP=1 -d DATABASE";

    @Test
    void theDirectoryFormatRestores() throws IOException {
        restores(backup(DumpFormat.DIRECTORY, Compression.GZIP, true), PG_RESTORE + "-j 2 shop");
    }

    @Test
    void theCustomFormatRestores() throws IOException {
        restores(backup(DumpFormat.CUSTOM, Compression.GZIP, true), PG_RESTORE + "shop.dump");
    }

    @Test
    void thePlainFormatRestoresThroughGunzip() throws IOException {
        restores(backup(DumpFormat.PLAIN, Compression.GZIP, false), "gunzip < shop.sql.gz | " + PSQL);
    }

    @Test
    void thePlainFormatRestoresThroughZstd() throws IOException {
        PreDeployBackup.Made made = backup(DumpFormat.PLAIN, Compression.ZSTD, false);
        // Not every image has zstd: the stock tool of the machine takes the script apart.
        Path dump = made.folder().resolve("dump");
        TestPostgres.Output there = fresh.exec("sh", "-c", "command -v zstd");
        if (there.exitCode() == 0) {
            restores(made, "zstd -dc shop.sql.zst | " + PSQL);
        } else {
            try (var in = Compression.ZSTD.decompress(Files.newInputStream(dump.resolve("shop.sql.zst")))) {
                Files.copy(in, dump.resolve("shop.sql"));
            }
            restores(made, PSQL + " -f shop.sql");
        }
    }

    @Test
    void onlyItsUserMayReadABackupAndGitDoesNotSeeIt() throws IOException {
        backup(DumpFormat.DIRECTORY, Compression.GZIP, false);
        assertThat(folder.resolve(".dbguard/.gitignore")).hasContent("*");
        try (Stream<Path> all = Files.walk(folder.resolve(".dbguard"))) {
            assertThat(all)
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .as(path.toString())
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void theManifestSaysWhatTheBackupHolds() throws IOException {
        PreDeployBackup.Made made = backup(DumpFormat.DIRECTORY, Compression.GZIP, false);
        JsonNode manifest = new ObjectMapper()
                .readTree(made.folder().resolve("manifest.json").toFile());
        List<String> keys = new ArrayList<>();
        manifest.fieldNames().forEachRemaining(keys::add);
        assertThat(keys).startsWith("format", "id", "target", "createdAt", "verified");
        assertThat(manifest.get("format").asInt()).isEqualTo(1);
        assertThat(manifest.get("id").asText())
                .isEqualTo(made.folder().getFileName().toString());
        assertThat(manifest.get("createdAt").asText()).endsWith("Z");
        assertThat(manifest.get("verified").isNull()).isTrue();
        assertThat(manifest.get("dumpTool").asText()).contains("(PostgreSQL) " + tag);
        assertThat(manifest.at("/identity/systemIdentifier").asText())
                .isEqualTo(server.psql("SELECT system_identifier FROM pg_control_system()"));
        assertThat(manifest.at("/identity/container/image").asText()).endsWith(":" + tag);
        assertThat(manifest.at("/identity/container/imageId").asText()).startsWith("sha256:");
        JsonNode counts = manifest.at("/databases/0/counts");
        assertThat(counts.toString()).containsPattern("\"[0-9A-F]+/[0-9A-F]+\"");
        assertThat(counts.get("tables")).hasSize(8);
        assertThat(manifest.get("files")).allSatisfy(file -> {
            Path path = made.folder().resolve(file.get("path").asText());
            assertThat(Files.size(path)).isEqualTo(file.get("bytes").asLong());
            assertThat(file.get("sha256").asText()).hasSize(64);
        });
    }
}
