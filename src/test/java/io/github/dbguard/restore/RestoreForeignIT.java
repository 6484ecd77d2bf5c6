package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.Refused;
import io.github.dbguard.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dumps that people have: made by pg_dump, by no dbguard, and packed in whatever way. */
@EngineTest
class RestoreForeignIT {

    private static TestPostgres postgres;

    @TempDir
    Path directory;

    private RestoreTrial trial;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        postgres.psql("CREATE ROLE web");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void fill() {
        postgres.psql("CREATE DATABASE app");
        postgres.psql(
                "app",
                "CREATE TABLE users (id int PRIMARY KEY, name text);"
                        + " INSERT INTO users SELECT g, 'user ' || g FROM generate_series(1, 1000) g;"
                        + " ALTER TABLE users OWNER TO web");
        trial = new RestoreTrial(directory.resolve(".dbguard"), postgres.name()).withoutSafetyBackup();
    }

    @AfterEach
    void drop() {
        postgres.psql(
                        "SELECT 'DROP DATABASE ' || datname || ' WITH (FORCE)' FROM pg_database WHERE datname LIKE 'app%'")
                .lines()
                .forEach(postgres::psql);
    }

    /** As people do it: on their machine, by docker exec and a pipe. */
    private Path dump(TestPostgres server, String arguments, String pipe, String name) throws Exception {
        Path file = directory.resolve(name);
        Process process = new ProcessBuilder(
                        "bash",
                        "-o",
                        "pipefail",
                        "-c",
                        "docker exec " + server.name() + " pg_dump -U postgres " + arguments + " app " + pipe + " > "
                                + file)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return file;
    }

    private static String rows() {
        return postgres.psql("app", "SELECT count(*) FROM users");
    }

    private void comesBack(Path dump) {
        postgres.psql("app", "DELETE FROM users WHERE id > 10");

        RestoreOutcome outcome = trial.restore(dump.toString(), "app");

        assertThat(rows()).isEqualTo("1000");
        assertThat(postgres.psql("app", "SELECT tableowner FROM pg_tables WHERE tablename = 'users'"))
                .isEqualTo("web");
        assertThat(outcome.databases().get(0).proven()).isFalse();
        assertThat(directory.resolve(".dbguard")).isDirectoryNotContaining("glob:**unpacked*");
    }

    @ParameterizedTest(name = "pg_dump {0}")
    @ValueSource(
            strings = {
                "|cat",
                "|gzip",
                "|zstd",
                "|bzip2",
                "|xz",
                "-Fc|cat",
                "-Fc|gzip",
                "-Ft|cat",
                "-Ft|gzip",
                "-c|gzip",
                "-C|gzip",
                "-c -C --if-exists|cat",
                "--inserts|gzip"
            })
    void aDumpOfAnyFormatPackedInAnyWayComesBack(String how) throws Exception {
        String[] parts = how.split("\\|");
        comesBack(dump(postgres, parts[0], "| " + parts[1], "backup"));
    }

    @Test
    void aFolderOfPgDumpComesBack() throws Exception {
        postgres.exec("sh", "-c", "rm -rf /tmp/dir && pg_dump -U postgres -Fd -j2 -f /tmp/dir app");
        Path folder = directory.resolve("folder");
        TestPostgres.docker("cp", postgres.name() + ":/tmp/dir", folder.toString());

        comesBack(folder);
    }

    @Test
    void aScriptOfANewerServerIsMadeToFitAndItsArchiveIsRefused() throws Exception {
        try (TestPostgres newer = TestPostgres.start("17")) {
            newer.psql("CREATE ROLE web");
            newer.psql("CREATE DATABASE app");
            newer.psql(
                    "app",
                    "CREATE TABLE users AS SELECT g AS id FROM generate_series(1, 1000) g; ALTER TABLE users OWNER TO web");
            Path archive = dump(newer, "-Fc", "", "archive");
            Path script = dump(newer, "", "| gzip", "script");

            assertThat(trial.failure(archive.toString(), "app"))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("PostgreSQL 17")
                    .hasMessageContaining("Nothing was changed");
            comesBack(script);
        }
    }

    private void isRefused(Path dump, String reason) {
        Throwable failure = trial.failure(dump.toString(), "app");

        assertThat(failure).isInstanceOfAny(Refused.class, CannotProceed.class).hasMessageContaining(reason);
        assertThat(rows()).isEqualTo("1000");
        assertThat(postgres.psql("SELECT count(*) FROM pg_database WHERE datname ~ '^(dbguard_restore|app_before)'"))
                .isEqualTo("0");
    }

    private Path altered(String name, String from, String to) throws Exception {
        Path dump = dump(postgres, "", "", name);
        Files.writeString(dump, Files.readString(dump).replace(from, to));
        return dump;
    }

    @Test
    void whatIsCutOrRunsACommandOrFailsHalfwayIsRefusedAndTheLiveDatabaseKeepsEveryRow() throws Exception {
        Path whole = dump(postgres, "", "", "whole");
        String text = Files.readString(whole);
        Path cut = Files.writeString(
                directory.resolve("cut"), text.substring(0, text.indexOf("-- Name: users users_pkey")));
        Path custom = dump(postgres, "-Fc", "", "custom");
        byte[] bytes = Files.readAllBytes(custom);
        Path cutCustom =
                Files.write(directory.resolve("cut-custom"), java.util.Arrays.copyOf(bytes, bytes.length * 9 / 10));

        isRefused(cut, "pg_dump");
        isRefused(cutCustom, "pg_restore: error");
        isRefused(altered("shell", "-- Name: users;", "\n\\! touch /tmp/owned\n-- Name: users;"), "\\!");
        isRefused(altered("row", "\n500\tuser 500\n", "\nnot a number\tuser 500\n"), "invalid input syntax");
        isRefused(altered("role", "OWNER TO web", "OWNER TO nobody_here"), "nobody_here");
        isRefused(Files.writeString(directory.resolve("empty"), ""), "empty");
        isRefused(Files.writeString(directory.resolve("error"), "pg_dump: error: connection failed\n"), "");
    }

    @Test
    void theRowsOfAScriptThatTheServerDoesNotKeepAreMissed() throws IOException, Exception {
        Path dump = altered(
                "rule",
                "COPY public.users",
                "CREATE FUNCTION public.no() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$;\n"
                        + "CREATE TRIGGER no BEFORE INSERT ON public.users FOR EACH ROW EXECUTE FUNCTION public.no();\n"
                        + "COPY public.users");

        isRefused(dump, "public.users: 0 rows instead of 1,000 rows");
    }

    @Test
    void whatAKilledRestoreHadUnpackedIsRemovedByTheNextOne() throws Exception {
        Path dump = dump(postgres, "-Fc", "| gzip", "packed.dump.gz");
        Path left = trial.directory.resolve("unpacked-" + UUID.randomUUID() + ".partial");
        Path notOurs = trial.directory.resolve("unpacked-notes.partial");
        Files.createDirectories(trial.directory);
        Files.writeString(left, "as large as the dump");
        Files.writeString(notOurs, "somebody's");

        trial.restore(dump.toString(), "app");

        try (Stream<Path> files = Files.list(trial.directory)) {
            assertThat(files.filter(file -> file.toString().endsWith(".partial")))
                    .containsExactly(notOurs);
        }
        assertThat(trial.warnings)
                .contains("Removed " + left.getFileName() + ", which a restore that was killed had left.");
        assertThat(rows()).isNotBlank();
    }
}
