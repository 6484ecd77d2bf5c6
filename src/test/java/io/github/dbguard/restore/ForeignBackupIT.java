package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dbguard.EngineTest;
import io.github.dbguard.OneOfEverything;
import io.github.dbguard.Refused;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.TestPostgres.Output;
import io.github.dbguard.archive.Compression;
import io.github.dbguard.restore.ForeignBackup.Kind;
import java.io.File;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dumps that the real tools made of a database with one of everything, and what can happen to them. */
@EngineTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignBackupIT {

    private static final Map<String, String> OLDEST = Map.of("13", "12", "15", "12", "18", "17");

    private static final String ODD_NAME = "odd \\'\"app";

    @TempDir
    Path folder;

    private TestPostgres server;

    @BeforeAll
    void startServer() {
        server = TestPostgres.start("18");
        OneOfEverything.in(server, "shop", 18);
    }

    @AfterAll
    void removeServer() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "zstd", "bzip2", "xz", "lz4"})
    void aPlainDumpIsKnownUnderEveryCompressionAndACutOneIsRefused(String tool) throws Exception {
        assumeThereIs(tool);
        Path plain = carry("plain-" + tool, "pg_dump -U postgres -f /tmp/plain-" + tool + " shop");
        Path packed = pack(tool, plain);
        ForeignBackup backup = ForeignBackup.recognise(packed);
        assertThat(backup.kind()).isEqualTo(Kind.PLAIN);
        assertThat(backup.compression()).isEqualTo(Compression.valueOf(tool.toUpperCase()));

        PlainScript script = PlainCheck.check(backup, bytes -> {});
        assertThat(script.bytes()).isEqualTo(Files.size(plain));
        assertThat(script.roles()).containsExactly("keeper", "postgres", "reader");
        assertThat(script.extensions()).containsExactly("pg_trgm");
        assertThat(script.serverVersion().orElseThrow()).startsWith("18.");
        assertThat(script.dumpVersion().orElseThrow()).startsWith("18.");
        assertThat(script.transactionTimeout()).isTrue();
        assertThat(script.database()).isEmpty();
        assertThat(script.rows())
                .containsEntry(new TableName("public", "odd"), 11L)
                .hasSize(4);
        script.rows()
                .forEach((table, rows) ->
                        assertThat(server.psql("shop", count(table))).isEqualTo(rows.toString()));

        byte[] whole = Files.readAllBytes(packed);
        for (int part = 1; part < 10; part++) {
            Files.write(packed, Arrays.copyOf(whole, whole.length * part / 10));
            assertThatThrownBy(() -> PlainCheck.check(ForeignBackup.recognise(packed), bytes -> {}))
                    .as("%d tenths", part)
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("Nothing was changed");
        }
    }

    @Test
    void aPlainDumpThatWasCutAnywhereIsRefused() throws Exception {
        Path plain = carry("plain", "pg_dump -U postgres -f /tmp/plain shop");
        byte[] whole = Files.readAllBytes(plain);
        PlainCheck.check(ForeignBackup.recognise(plain), bytes -> {});
        Path cut = folder.resolve("cut");
        for (int length = 1; length < whole.length - 100; length += 61) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> PlainCheck.check(ForeignBackup.recognise(cut), bytes -> {}))
                    .as("cut to %d of %d", length, whole.length)
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void aDumpThatWouldCreateItsDatabaseRestoresIntoAnother() throws Exception {
        String quoted = '"' + ODD_NAME.replace("\"", "\"\"") + '"';
        server.psql("CREATE DATABASE " + quoted);
        server.psql("COMMENT ON DATABASE " + quoted + " IS 'live'");
        server.psql("GRANT CONNECT ON DATABASE " + quoted + " TO reader");
        server.psql("ALTER DATABASE " + quoted + " SET work_mem = '5MB'");
        server.psql(ODD_NAME, "CREATE TABLE t AS SELECT 1 AS a");
        assertThat(server.exec(
                                "pg_dump",
                                "-U",
                                "postgres",
                                "--create",
                                "--clean",
                                "--if-exists",
                                "-f",
                                "/tmp/created",
                                ODD_NAME)
                        .exitCode())
                .isZero();
        PlainScript script = PlainCheck.check(ForeignBackup.recognise(copy("created")), bytes -> {});
        assertThat(script.database()).contains(ODD_NAME);
        assertThat(script.leftOut())
                .extracting(left -> left.text().split(" ")[0])
                .contains("DROP", "CREATE", "ALTER", "\\connect", "COMMENT", "GRANT");

        server.psql("CREATE DATABASE beside");
        restore(script, "beside", 18);
        assertThat(server.psql("beside", "SELECT a FROM t")).isEqualTo("1");
        assertThat(server.psql(ODD_NAME, "SELECT a FROM t")).isEqualTo("1");
    }

    @Test
    void aDumpOfANewerServerRestoresIntoAnOlderOne() throws Exception {
        server.psql("CREATE DATABASE plain_app");
        server.psql("plain_app", "CREATE TABLE t AS SELECT g FROM generate_series(1, 100) g");
        Path plain = carry("newer", "pg_dump -U postgres -f /tmp/newer plain_app");
        PlainScript script = PlainCheck.check(ForeignBackup.recognise(plain), bytes -> {});
        try (TestPostgres older = TestPostgres.start("15")) {
            older.psql("CREATE DATABASE app");
            Path filtered = folder.resolve("filtered");
            try (InputStream in = script.open(15)) {
                Files.write(filtered, in.readAllBytes());
            }
            TestPostgres.docker("cp", filtered.toString(), older.name() + ":/tmp/filtered");
            Output psql = older.exec(
                    "psql", "-U", "postgres", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", "app", "-f", "/tmp/filtered");
            assertThat(psql.exitCode()).as(psql.stderr()).isZero();
            assertThat(older.psql("app", "SELECT count(*) FROM t")).isEqualTo("100");
        }
    }

    @Test
    void aClusterIsRefused() throws Exception {
        for (String options : new String[] {"", "--globals-only ", "--clean "}) {
            Path cluster = carry("cluster", "pg_dumpall -U postgres " + options + "-f /tmp/cluster");
            assertThatThrownBy(() -> PlainCheck.check(ForeignBackup.recognise(cluster), bytes -> {}))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("pg_dumpall");
        }
    }

    @Test
    void whatTheMessageAboutAClusterSaysTakesOneDatabaseOutOfIt() throws Exception {
        Path cluster = carry("whole", "pg_dumpall -U postgres -f /tmp/whole");
        Path one = folder.resolve("one.sql");
        String sed = "sed -n '/^\\\\connect shop$/,/^-- PostgreSQL database dump complete/p' " + cluster + " > " + one;
        assertThat(new ProcessBuilder("sh", "-c", sed).inheritIO().start().waitFor())
                .isZero();
        PlainScript script = PlainCheck.check(ForeignBackup.recognise(one), bytes -> {});
        assertThat(script.rows()).hasSize(4);
        server.psql("CREATE DATABASE extracted");
        restore(script, "extracted", 18);
        assertThat(server.psql("extracted", "SELECT count(*) FROM odd")).isEqualTo("11");
    }

    @ParameterizedTest
    @CsvSource({"13, -Fc, CUSTOM", "13, -Ft, TAR", "13, -Fd, DIRECTORY", "15, -Fc, CUSTOM", "18, -Fc, CUSTOM"})
    void anArchiveSaysWhoWroteItAndWhoCanReadIt(String tag, String format, Kind kind) throws Exception {
        try (TestPostgres other = TestPostgres.start(tag)) {
            other.psql("CREATE TABLE t AS SELECT g FROM generate_series(1, 100000) g");
            String dump = "pg_dump -U postgres " + format + " -f /tmp/dump postgres";
            assertThat(other.exec(dump.split(" ")).exitCode()).isZero();
            Path path = folder.resolve("archive-" + tag + kind);
            TestPostgres.docker("cp", other.name() + ":/tmp/dump", path.toString());

            ForeignBackup backup = ForeignBackup.recognise(path);
            assertThat(backup.kind()).isEqualTo(kind);
            ArchiveHead head = backup.head().orElseThrow();
            assertThat(head.database()).contains("postgres");
            assertThat(head.serverVersion().orElseThrow()).startsWith(tag + ".");
            assertThat(head.dumpVersion().orElseThrow()).startsWith(tag + ".");
            assertThat(head.oldestPgRestore()).isEqualTo(Integer.parseInt(OLDEST.get(tag)));
            backup.requireUncut();
        }
    }

    @Test
    void aTarThatWasCutAndATarOfAFolderAreRefused() throws Exception {
        Path tar = carry("tar", "pg_dump -U postgres -Ft -f /tmp/tar shop");
        byte[] whole = Files.readAllBytes(tar);
        for (int part = 2; part < 10; part++) {
            Files.write(tar, Arrays.copyOf(whole, whole.length * part / 10));
            assertThatThrownBy(() -> ForeignBackup.recognise(tar).requireUncut())
                    .as("%d tenths", part)
                    .isInstanceOf(Refused.class);
        }
        assertThat(server.exec(
                                "sh",
                                "-c",
                                "pg_dump -U postgres -Fd -f /tmp/dir shop && tar -C /tmp -cf /tmp/dir.tar dir")
                        .exitCode())
                .isZero();
        Path wrapped = copy("dir.tar");
        assertThatThrownBy(() -> ForeignBackup.recognise(wrapped))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("tar -xf");
    }

    @Test
    void aCompressedArchiveThatWasCutIsRefused() throws Exception {
        assumeThereIs("gzip");
        Path packed = pack("gzip", carry("custom", "pg_dump -U postgres -Fc -f /tmp/custom shop"));
        ForeignBackup backup = ForeignBackup.recognise(packed);
        assertThat(backup.kind()).isEqualTo(Kind.CUSTOM);
        backup.requireUncut();
        byte[] whole = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(whole, whole.length - 20));
        assertThatThrownBy(backup::requireUncut).isInstanceOf(Refused.class).hasMessageContaining("gzip -t");
    }

    private void restore(PlainScript script, String database, int major) throws Exception {
        Path filtered = folder.resolve("filtered-" + database);
        try (InputStream in = script.open(major)) {
            Files.write(filtered, in.readAllBytes());
        }
        TestPostgres.docker("cp", filtered.toString(), server.name() + ":/tmp/filtered");
        Output psql = server.exec(
                "psql", "-U", "postgres", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", "/tmp/filtered");
        assertThat(psql.exitCode()).as(psql.stderr()).isZero();
    }

    private static String count(TableName table) {
        return "SELECT count(*) FROM " + table.schema() + ".\"" + table.name().replace("\"", "\"\"") + '"';
    }

    /** Runs a dump inside, and brings the file out that it wrote. */
    private Path carry(String name, String command) {
        Output dump = server.exec(command.split(" "));
        assertThat(dump.exitCode()).as(dump.stderr()).isZero();
        return copy(name);
    }

    private Path copy(String name) {
        Path file = folder.resolve(name);
        Output copied = TestPostgres.docker("cp", server.name() + ":/tmp/" + name, file.toString());
        assertThat(copied.exitCode()).as(copied.stderr()).isZero();
        return file;
    }

    private static Path pack(String tool, Path file) throws Exception {
        Path packed = file.resolveSibling("packed-" + tool);
        Process process = new ProcessBuilder(tool, "-c")
                .redirectInput(file.toFile())
                .redirectOutput(packed.toFile())
                .start();
        assertThat(process.waitFor()).isZero();
        return packed;
    }

    private static void assumeThereIs(String tool) {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, tool))),
                tool + " is not installed");
    }
}
