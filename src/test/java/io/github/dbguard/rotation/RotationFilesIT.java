package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.Refused;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.archive.SmallDisk;
import io.github.dbguard.report.RotationReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that hold the password: full disks, folders that cannot be written, links, and passwords of every kind. */
@EngineTest
class RotationFilesIT {

    private static TestPostgres postgres;
    private static AppLogin app;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        app = new AppLogin(postgres);
        postgres.psql("CREATE TABLE orders (id int PRIMARY KEY); INSERT INTO orders SELECT generate_series(1, 700)");
    }

    @AfterAll
    static void stop() {
        assertThat(postgres.psql("SELECT count(*) FROM orders")).isEqualTo("700");
        postgres.close();
    }

    @BeforeEach
    void thePasswordIsTheContainersOwn() {
        app.has("postgres", TestPostgres.PASSWORD);
    }

    private RotationTrial trial() {
        return new RotationTrial(folder, postgres.name());
    }

    private static String env(String password) {
        return "POSTGRES_PASSWORD=" + password + "\n";
    }

    // ---- where the files are ----

    @Test
    void aLinkedEnvFileStaysALink() throws IOException {
        Path real = Files.createDirectories(folder.resolve("shared")).resolve("production.env");
        Files.writeString(real, env(TestPostgres.PASSWORD));
        Files.createSymbolicLink(folder.resolve(".env"), Path.of("shared/production.env"));

        trial().to("behind-a-link").rotate();

        assertThat(folder.resolve(".env")).isSymbolicLink();
        assertThat(real).hasContent(env("behind-a-link"));
        assertThat(trial().read(".env.previous")).isEqualTo(env(TestPostgres.PASSWORD));
        assertThat(app.takes("postgres", "behind-a-link")).isTrue();
    }

    @Test
    void aFolderThatCannotBeWrittenIsRefusedBeforeAnythingChanges() throws Exception {
        Path locked = Files.createDirectories(folder.resolve("locked"));
        Files.writeString(locked.resolve(".env"), env(TestPostgres.PASSWORD));
        Files.createDirectories(folder.resolve(".dbguard"));
        mount("--bind", locked.toString(), locked.toString());
        try {
            mount("-o", "remount,ro,bind", locked.toString());
            Files.createSymbolicLink(folder.resolve(".env"), locked.resolve(".env"));
            String verifier = app.verifier("postgres");

            assertThat(trial().to("never").failure())
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("read-only")
                    .hasMessageContaining("Nothing was changed");

            assertThat(app.verifier("postgres")).isEqualTo(verifier);
            assertThat(trial().journal()).doesNotExist();
            assertThat(trial().read(".env.previous")).isNull();
        } finally {
            run("umount", locked.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"write the journal", "write .env.previous", "alter the role", "write .env"})
    void aDiskThatBecomesFullLeavesEverythingAsBefore(String step) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"))) {
            RotationTrial trial = new RotationTrial(disk.path(), postgres.name())
                    .writeEnv("# ours\n" + env(TestPostgres.PASSWORD))
                    .to("never")
                    .telling(At.step(step, () -> fill(disk.path().resolve("filler"))));
            String verifier = app.verifier("postgres");

            assertThat(trial.failure()).isInstanceOf(CannotProceed.class).hasMessageContaining("No space left");

            assertThat(app.verifier("postgres")).isEqualTo(verifier);
            assertThat(trial.read(".env")).isEqualTo("# ours\n" + env(TestPostgres.PASSWORD));
            assertThat(trial.read(".env.previous")).isNull();
            assertThat(trial.journal()).doesNotExist();
            try (var files = Files.list(disk.path())) {
                assertThat(files.map(f -> f.getFileName().toString()))
                        .containsExactlyInAnyOrder(".env", ".dbguard", "filler");
            }
            Files.delete(disk.path().resolve("filler"));
            trial.rotate();
            assertThat(app.takes("postgres", "never")).isTrue();
            assertThat(trial.password(".env")).isEqualTo("never");
        }
    }

    private static void fill(Path filler) throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (int n = 0; n < 2 * SmallDisk.BYTES / page.length; n++) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
            return;
        }
        throw new IllegalStateException("the disk is larger than that");
    }

    private static void mount(String... arguments) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "mounting takes root");
        String[] command = new String[arguments.length + 1];
        command[0] = "mount";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        assumeTrue(run(command) == 0, "this machine may not mount");
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    @ParameterizedTest
    @CsvSource({"true, .env, true", "true, .env*, false", "false, .env, false"})
    void aNewCopyOfTheEnvFileThatGitDoesNotIgnoreIsTold(boolean workTree, String ignored, boolean told)
            throws Exception {
        if (workTree) {
            assertThat(run("git", "init", "--quiet", folder.toString())).isZero();
        }
        Files.writeString(folder.resolve(".gitignore"), ignored + "\n");
        RotationTrial trial = trial().writeEnv(env(TestPostgres.PASSWORD));

        trial.to("second").rotate();
        assertThat(trial.warnings.stream().filter(line -> line.contains("Add it to .gitignore and .dockerignore")))
                .hasSize(told ? 1 : 0);

        trial.warnings.clear();
        trial.to("third").rotate();
        assertThat(trial.warnings).as("the second time").noneMatch(line -> line.contains(".gitignore"));
    }

    @Test
    void aRunningContainerThatHasAFileMountedByItselfIsNamed() throws IOException {
        Path userlist = Files.writeString(folder.resolve("userlist.txt"), "\"postgres\" \"older\"\n");
        String pool = postgres.name() + "-pool";
        assertThat(TestPostgres.docker(
                                "run",
                                "-d",
                                "--name",
                                pool,
                                "--label",
                                "dbguard-test=1",
                                "-v",
                                userlist + ":/etc/userlist.txt:ro",
                                "--entrypoint",
                                "sleep",
                                "dbguard-testbed/postgres:15",
                                "600")
                        .exitCode())
                .isZero();
        try {
            RotationTrial trial = trial().writeEnv(env(TestPostgres.PASSWORD))
                    .userlist(userlist)
                    .to("brand-new");

            RotationOutcome outcome = trial.rotate();

            assertThat(outcome.mounted()).containsExactly(new Mounted(userlist, pool, false));
            assertThat(RotationReport.warnings(outcome))
                    .anyMatch(line -> line.contains(userlist.toString()) && line.endsWith("docker restart " + pool));
            String inside = TestPostgres.docker("exec", pool, "cat", "/etc/userlist.txt")
                    .stdout();
            assertThat(inside).as("the file of before").contains("older");
            TestPostgres.docker("restart", "-t", "0", pool);
            assertThat(TestPostgres.docker("exec", pool, "cat", "/etc/userlist.txt")
                            .stdout())
                    .contains("brand-new");
            assertThat(trial.rotate().mounted()).as("nothing was written").isEmpty();
        } finally {
            TestPostgres.docker("rm", "-fv", pool);
        }
    }

    // ---- what the files hold ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFA=1\nPOSTGRES_PASSWORD=%s\n",
                "A=1\r\nPOSTGRES_PASSWORD=%s\r\n# end\r\n",
                "A=1\nPOSTGRES_PASSWORD=%s",
                "export POSTGRES_PASSWORD=\"%s\"   # why\n\n\nB='2'\n"
            })
    void whatElseTheEnvFileHoldsSurvives(String text) {
        RotationTrial trial = trial().writeEnv(text.formatted(TestPostgres.PASSWORD));

        trial.to("survives-1").rotate();

        assertThat(trial.read(".env")).isEqualTo(text.formatted("survives-1"));
        assertThat(trial.read(".env.previous")).isEqualTo(text.formatted(TestPostgres.PASSWORD));
        assertThat(app.takes("postgres", "survives-1")).isTrue();
    }

    @Test
    void aPasswordFileAnEnvFileWithAUrlAndAUserlistAllChange() throws IOException {
        Path secret = Files.writeString(folder.resolve("password.txt"), TestPostgres.PASSWORD + "\n");
        Path userlist = Files.writeString(
                folder.resolve("userlist.txt"), "\"other\" \"x\"\n\"postgres\" \"" + TestPostgres.PASSWORD + "\"\n");
        String env = "DATABASE_URL=postgresql://postgres:%s@db:5432/app?sslmode=disable\nA=1\n";
        RotationTrial trial = trial().writeEnv(env.formatted(TestPostgres.PASSWORD))
                .keys("POSTGRES_PASSWORD", "DATABASE_URL")
                .passwordFile(secret)
                .userlist(userlist)
                .to("n3w p@ss/word%");

        trial.rotate();

        assertThat(trial.read("password.txt")).isEqualTo("n3w p@ss/word%\n");
        assertThat(trial.read("password.txt.previous")).isEqualTo(TestPostgres.PASSWORD + "\n");
        assertThat(trial.read(".env")).isEqualTo(env.formatted("n3w%20p%40ss%2Fword%25"));
        assertThat(userlist).hasContent("\"other\" \"x\"\n\"postgres\" \"n3w p@ss/word%\"\n");
        assertThat(app.takes("postgres", "n3w p@ss/word%")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "THOUSAND",
                "p\u00e4ssw\u00f6rd-\u4e2d\u6587-\u0416",
                "it's \"quoted\" `so` \\and\\ so",
                "$HOME ${HOME} $$ $",
                " blanks  inside and around ",
                "#no comment = here; & | < > ( ) * ? !",
                "'",
                "\""
            })
    void aPasswordIsTheSameToServerAndEnvFile(String told) throws Exception {
        String password = told.equals("THOUSAND") ? "0123456789".repeat(100) : told;
        RotationTrial trial = trial().writeEnv(env(TestPostgres.PASSWORD)).to(password);

        trial.rotate();

        assertThat(trial.password(".env")).isEqualTo(password);
        assertThat(app.takes("postgres", password)).isTrue();
        assertThat(app.takes("postgres", TestPostgres.PASSWORD)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nul\0inside", "line\nbreak", "last\n", "carriage\rreturn"})
    void aPasswordThatNotEverybodyTakesIsRefusedBeforeAnythingChanges(String password) {
        RotationTrial trial = trial().writeEnv(env(TestPostgres.PASSWORD)).to(password);
        String verifier = app.verifier("postgres");

        assertThat(trial.failure()).isInstanceOf(Refused.class).hasMessageContaining("Nothing was changed");

        assertThat(app.verifier("postgres")).isEqualTo(verifier);
        assertThat(trial.read(".env")).isEqualTo(env(TestPostgres.PASSWORD));
        assertThat(trial.read(".env.previous")).isNull();
    }
}
