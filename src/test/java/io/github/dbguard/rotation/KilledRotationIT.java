package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rotation dies at each of its steps. After the next goal the server's password is the one in the env file. */
@EngineTest
class KilledRotationIT {

    private static final int ROUNDS = Integer.getInteger("dbguard.it.rounds", 1);
    private static final String ENV = "POSTGRES_PASSWORD=%s\nDATABASE_URL=postgres://postgres:%s@db/app\n";

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
        postgres.close();
    }

    @BeforeEach
    void thePasswordIsTheContainersOwn() {
        app.has("postgres", TestPostgres.PASSWORD);
    }

    private RotationTrial trial() {
        return new RotationTrial(folder, postgres.name()).keys("POSTGRES_PASSWORD", "DATABASE_URL");
    }

    /** What it printed, the step at which it died last. */
    private List<String> halted(String password, int step) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HaltedRotation.class.getName(),
                        folder.toString(),
                        postgres.name(),
                        password,
                        Integer.toString(step))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int code = process.waitFor();
        List<String> lines = Files.readAllLines(output);
        assertThat(code).as(String.join("\n", lines)).isIn(0, HaltedRotation.HALTED);
        return code == 0 ? List.of() : lines;
    }

    @Test
    void atEveryStepWithANewEnvFileAndNoneBefore() throws Exception {
        Map<String, String> matrix = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            everyStep("-", matrix);
        }
        report("the env file is new", matrix);
    }

    @Test
    void atEveryStepWithAPasswordFromElsewhere() throws Exception {
        Map<String, String> matrix = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            everyStep("from-elsewhere", matrix);
        }
        report("the password comes from elsewhere", matrix);
    }

    private void everyStep(String password, Map<String, String> matrix) throws Exception {
        for (int step = 1; ; step++) {
            app.has("postgres", TestPostgres.PASSWORD);
            Files.deleteIfExists(folder.resolve(".env.previous"));
            String before = password.equals("-") ? "in-the-new-file" : TestPostgres.PASSWORD;
            trial().writeEnv(ENV.formatted(before, before));
            List<String> printed = halted(password, step);
            if (printed.isEmpty()) {
                assertThat(step).as("steps").isGreaterThan(15);
                return;
            }
            String at = String.format("%02d ", step) + printed.get(printed.size() - 1);
            boolean inFlight = Files.exists(trial().journal());
            trial().recover();
            String served = served();
            if (password.equals("-")) {
                trial().rotate();
            }
            requireOnePassword(at);
            matrix.merge(
                    at,
                    (inFlight ? "journal, then " : "no journal, ") + served,
                    (one, other) -> one.equals(other) ? one : one + " / " + other);
        }
    }

    /** Which of the two passwords the server has. */
    private String served() {
        return app.takes("postgres", TestPostgres.PASSWORD) ? "the one before" : "the new one";
    }

    private void requireOnePassword(String at) throws IOException {
        String inEnv = trial().password(".env");
        assertThat(app.takes("postgres", inEnv)).as(at).isTrue();
        assertThat(trial().read(".env")).as(at).isEqualTo(ENV.formatted(inEnv, inEnv));
        assertThat(trial().journal()).as(at).doesNotExist();
        assertThat(postgres.psql("SELECT count(*) FROM orders")).as(at).isEqualTo("700");
        try (var files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .as(at)
                    .isSubsetOf(List.of(".env", ".env.previous", ".dbguard", "output"));
        }
    }

    private static void report(String how, Map<String, String> matrix) {
        System.out.println("Killed, " + ROUNDS + " times at each step, " + how + ":");
        matrix.forEach((at, outcome) -> System.out.println("  " + at + " | " + outcome));
    }

    @Test
    void whileItWaitsToAlterTheRole() throws Exception {
        trial().writeEnv(ENV.formatted(TestPostgres.PASSWORD, TestPostgres.PASSWORD));
        try (OpenSession session = app.open("postgres", TestPostgres.PASSWORD)) {
            session.query("BEGIN; LOCK TABLE pg_authid IN SHARE MODE; SELECT 1");
            killedWhen(session, "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'pg_authid'::regclass");
        }
        trial().recover();
        assertThat(served()).isEqualTo("the one before");
        requireOnePassword("waiting");
    }

    @Test
    void whileItsCommitWaitsForAStandbyThatIsAway() throws Exception {
        trial().writeEnv(ENV.formatted(TestPostgres.PASSWORD, TestPostgres.PASSWORD));
        standby("away");
        try (OpenSession session = app.open("postgres", TestPostgres.PASSWORD)) {
            killedWhen(session, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");

            assertThat(catchThrowable(trial()::recover))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("Somebody has been changing roles")
                    .hasMessageContaining("the journal stays");
            assertThat(trial().journal()).exists();
            assertThat(trial().password(".env")).isEqualTo(TestPostgres.PASSWORD);
        } finally {
            standby("");
        }
        assertThat(trial().recover()).isTrue();
        assertThat(trial().password(".env")).isEqualTo("never-to-be");
        requireOnePassword("committing");
    }

    private static void standby(String name) {
        postgres.psql("ALTER SYSTEM SET synchronous_standby_names = '" + name + "'");
        postgres.psql("SELECT pg_reload_conf()");
    }

    /** A rotation that is killed as soon as a query of somebody else counts one. */
    private void killedWhen(OpenSession session, String query) throws Exception {
        Process rotation = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HaltedRotation.class.getName(),
                        folder.toString(),
                        postgres.name(),
                        "never-to-be",
                        "0")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        try {
            awaitOne(session, query);
        } finally {
            rotation.destroyForcibly().waitFor();
        }
    }

    private static void awaitOne(OpenSession session, String query) throws InterruptedException {
        for (int n = 0; n < 600; n++) {
            if (session.query(query).equals("1")) {
                return;
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("never one: " + query);
    }
}
