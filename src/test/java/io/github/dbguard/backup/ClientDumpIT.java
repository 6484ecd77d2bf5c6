package io.github.dbguard.backup;

import static io.github.dbguard.TestPostgres.docker;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.MavenSandbox;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.archive.Compression;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server behind a URL that is newer than the tools of this machine is dumped by a client container. */
@EngineTest
@Timeout(180)
class ClientDumpIT {

    private static final String IMAGE_18 = "dbguard-testbed/postgres:18";

    private static TestPostgres postgres;
    private static String url;

    @TempDir
    Path directory;

    private Inventory before;

    @BeforeAll
    static void start() throws Exception {
        Process version = new ProcessBuilder("pg_dump", "--version").start();
        String text = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(
                PgDump.major(text) < 17 && !Files.exists(Path.of("/usr/lib/postgresql/18")), "pg_dump here: " + text);
        postgres = TestPostgres.start("18", List.of("-p", "127.0.0.1::5432"));
        postgres.psql(Trial.BIG);
        postgres.psql("CREATE ROLE shopkeeper; COMMENT ON TABLE small IS 'no backslash \\ hurts'");
        url = Trial.published(postgres);
    }

    @AfterAll
    static void stop() {
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void remember() {
        before = Inventory.now();
    }

    private Trial trial(String name) {
        return new Trial(directory.resolve(name)).withClientImage(IMAGE_18);
    }

    @Test
    void everyFormatIsDumpedAndRestoredByStockTools() throws IOException {
        for (DumpFormat format : DumpFormat.values()) {
            Trial trial = trial(format.name())
                    .in(format)
                    .compressedWith(Compression.NONE)
                    .decoding();
            PreDeployBackup.Made made = trial.backup(Trial.url(url, null));

            assertThat(made.manifest().rowCounts().rows()).isEqualTo(500_100);
            assertThat(made.manifest().dumpTool()).startsWith("pg_dump (PostgreSQL) 18");
            assertThat(trial.infos).anyMatch(line -> line.contains("client container of image " + IMAGE_18));
            assertThat(Files.readString(made.folder().resolve("globals.sql"))).contains("CREATE ROLE shopkeeper");
            before.assertNothingIsAdded();
            assertRestores(made.folder(), format);
        }
    }

    private static void assertRestores(Path backup, DumpFormat format) {
        docker("cp", backup + "/dump", postgres.name() + ":/restore");
        postgres.psql("CREATE DATABASE restored TEMPLATE template0");
        String restore = switch (format) {
            case DIRECTORY -> "pg_restore -U postgres -d restored /restore/postgres";
            case CUSTOM -> "pg_restore -U postgres -d restored /restore/postgres.dump";
            case PLAIN -> "psql -U postgres -qX -v ON_ERROR_STOP=1 -d restored -f /restore/postgres.sql";
        };
        TestPostgres.Output restored = postgres.exec("sh", "-c", restore);
        assertThat(restored.exitCode()).as(restored.stderr()).isZero();
        String digest = "SELECT count(*) || md5(string_agg(text, '' ORDER BY id)) FROM big";
        assertThat(postgres.psql("restored", digest)).isEqualTo(postgres.psql(digest));
        postgres.psql("DROP DATABASE restored");
        postgres.exec("rm", "-r", "/restore");
    }

    @Test
    void mavenTakesTheImageFromItsParameterAndPrintsNoPassword() throws Exception {
        Path log = directory.resolve("log");
        ProcessBuilder maven = MavenSandbox.in(directory.resolve("home"))
                .mvn(
                        Files.createDirectory(directory.resolve("shop")),
                        List.of(
                                "-B",
                                "-X",
                                "dbguard:pre-deploy-backup",
                                "-Ddbguard.url=" + url,
                                "-Ddbguard.user=postgres",
                                "-Ddbguard.passwordEnv=SHOP_DB_PASSWORD",
                                "-Ddbguard.clientImage=" + IMAGE_18))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        maven.environment().put("SHOP_DB_PASSWORD", TestPostgres.PASSWORD);

        assertThat(maven.start().waitFor()).as(Files.readString(log)).isZero();
        assertThat(Files.readString(log))
                .contains("a client container of image " + IMAGE_18)
                .contains("500,100 rows in 2 tables")
                .doesNotContain(TestPostgres.PASSWORD);
        before.assertNothingIsAdded();
    }

    @Test
    void anOlderServerIsDumpedByANewerImage() {
        try (TestPostgres older = TestPostgres.start("17", List.of("-p", "127.0.0.1::5432"))) {
            older.psql("CREATE TABLE t AS SELECT generate_series(1, 10) AS id");
            before = Inventory.now();
            PreDeployBackup.Made made = trial("17").backup(Trial.url(Trial.published(older), null));
            assertThat(made.manifest().rowCounts().rows()).isEqualTo(10);
            before.assertNothingIsAdded();
        }
    }

    @Test
    void anImageThatIsNowhereIsNamed() {
        Trial trial = new Trial(directory).withClientImage("localhost:1/nobody/postgres:18");
        assertThat(trial.failure(Trial.url(url, null)))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("Install the client tools of PostgreSQL 18")
                .hasMessageContaining("The image localhost:1/nobody/postgres:18 is not on the Docker engine")
                .hasMessageContaining("docker pull localhost:1/nobody/postgres:18");
        trial.leftNothingHere();
        before.assertNothingIsAdded();
    }

    @Test
    void anImageWhoseToolsAreOlderThanTheServerIsRefused() {
        Trial trial = new Trial(directory).withClientImage("dbguard-testbed/postgres:15");
        assertThat(trial.failure(Trial.url(url, null)))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining(
                        "The server is PostgreSQL 18, and image dbguard-testbed/postgres:15 has only pg_dump")
                .hasMessageContaining("-Ddbguard.clientImage=postgres:18");
        trial.leftNothingHere();
        before.assertNothingIsAdded();
    }

    @Test
    void withoutAnEngineTheErrorSaysWhatToInstallAndThatNoEngineAnswers() {
        Trial trial = trial("none");
        assertThat(trial.failure(Trial.url(url, "unix:///nowhere/docker.sock")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("Install the client tools of PostgreSQL 18")
                .hasMessageEndingWith(
                        "A client container cannot make the dump instead:"
                                + " The Docker engine at unix:///nowhere/docker.sock does not answer: there is no such socket.");
        trial.leftNothingHere();
    }

    @Test
    void certificatesOfThisMachineAreNotInTheContainer() {
        Trial trial = trial("tls");
        assertThat(trial.failure(Trial.url(url + "?sslmode=prefer&sslrootcert=/etc/ssl/ca.pem", null)))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("Install the client tools of PostgreSQL 18")
                .hasMessageContaining("would not have the certificate files that the URL asks for");
        before.assertNothingIsAdded();
    }

    @Test
    void anAddressThatLeadsElsewhereFromTheEnginesMachineIsNoticed() throws IOException {
        try (TestPostgres other = TestPostgres.start("18");
                Detour detour = new Detour(postgres)) {
            before = Inventory.now();
            // When the client container is announced: what this process needed to know of the server, it knows.
            Trial trial = trial("elsewhere").whenToldSomething(() -> detour.turnTo(other));
            assertThat(trial.failure(Trial.url("jdbc:postgresql://127.0.0.1:" + detour.port() + "/postgres", null)))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("127.0.0.1:" + detour.port() + " is another server than from here");
            trial.leftNothingHere();
            before.assertNothingIsAdded();
        }
    }

    @Test
    void aServerThatDoesNotLetTheContainerInIsSaidToBeSo() throws IOException {
        try (TestPostgres other = TestPostgres.start("18");
                Detour detour = new Detour(postgres)) {
            other.psql("ALTER ROLE postgres PASSWORD 'another'");
            Trial trial = trial("refused").whenToldSomething(() -> detour.turnTo(other));
            assertThat(trial.failure(Trial.url("jdbc:postgresql://127.0.0.1:" + detour.port() + "/postgres", null)))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("password authentication failed")
                    .hasMessageNotContaining(TestPostgres.PASSWORD);
        }
    }

    @Test
    void aServerThatDiesInMidDumpIsAnErrorAndTheContainerGoes() {
        try (TestPostgres dying = TestPostgres.start("18", List.of("-p", "127.0.0.1::5432"))) {
            dying.psql(Trial.BIG);
            before = Inventory.now();
            Trial trial = trial("dying").meeting(dying::kill);
            assertThat(trial.failure(Trial.url(Trial.published(dying), null))).isInstanceOf(CannotProceed.class);
            trial.leftNothingHere();
            before.assertNothingIsAdded();
        }
    }

    @Test
    void anEngineThatIsLostInMidDumpIsAnErrorAndTheContainerGoesByItself() throws IOException {
        try (CutProxy proxy = new CutProxy()) {
            Trial trial = trial("lost").meeting(proxy::cut);
            assertThat(trial.failure(Trial.url(url, proxy.dockerHost()))).isInstanceOf(CannotProceed.class);
            trial.leftNothingHere();
            before.assertNothingIsAdded();
        }
    }
}
