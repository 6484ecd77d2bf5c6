package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rotation of two roles that take turns dies at each of its steps. The login of before works all the time. */
@EngineTest
class KilledAlternationIT {

    private static final int ROUNDS = Integer.getInteger("dbguard.it.rounds", 1);
    private static final String ENV =
            "POSTGRES_USER=%1$s\nPOSTGRES_PASSWORD=%2$s\nDATABASE_URL=postgres://%1$s:%2$s@db/app\n";

    @TempDir
    Path folder;

    @Test
    void atEveryStepWithARoleThatIsThereAndWithOneThatIsNot() throws Exception {
        try (TestPostgres postgres = TestPostgres.start("15")) {
            AppLogin app = new AppLogin(postgres);
            postgres.psql("CREATE ROLE shop LOGIN PASSWORD 'p0'; CREATE TABLE orders (id int PRIMARY KEY);"
                    + " INSERT INTO orders SELECT generate_series(1, 700)");
            trial(postgres).writeEnv(ENV.formatted("shop", "p0")).to("p1").rotate();
            for (int round = 0; round < ROUNDS; round++) {
                everyStep(postgres, app, round);
            }
        }
    }

    private RotationTrial trial(TestPostgres postgres) {
        return new RotationTrial(folder, postgres.name())
                .alternating("POSTGRES_USER")
                .keys("POSTGRES_PASSWORD", "DATABASE_URL");
    }

    private void everyStep(TestPostgres postgres, AppLogin app, int round) throws Exception {
        String before = ENV.formatted("shop_a", "p1");
        for (int step = 1; ; step++) {
            Files.deleteIfExists(folder.resolve(".env.previous"));
            trial(postgres).writeEnv(before);
            boolean there = (step + round) % 2 == 0;
            postgres.psql("DROP ROLE IF EXISTS shop_b");
            if (there) {
                postgres.psql("CREATE ROLE shop_b LOGIN PASSWORD 'older' IN ROLE shop");
            }
            List<String> printed = halted(postgres.name(), "p2", step);
            if (printed.isEmpty()) {
                assertThat(step).as("steps").isGreaterThan(15);
                return;
            }
            String at = String.format("%02d %s", step, printed.get(printed.size() - 1));
            assertThat(app.takes("shop_a", "p1")).as("killed, " + at).isTrue();
            boolean inFlight = Files.exists(trial(postgres).journal());

            trial(postgres).recover();

            String env = trial(postgres).read(".env");
            assertThat(env).as(at).isIn(before, ENV.formatted("shop_b", "p2"));
            boolean done = !env.equals(before);
            assertThat(app.takes("shop_b", "p2")).as(at).isEqualTo(done);
            assertThat(app.takes("shop_b", "older")).as(at).isEqualTo(!done && there);
            assertThat(app.takes("shop_a", "p1")).as(at).isTrue();
            assertThat(trial(postgres).read(".env.previous")).as(at).isEqualTo(done ? before : null);
            assertThat(trial(postgres).journal()).as(at).doesNotExist();
            assertThat(postgres.psql("SELECT count(*) FROM orders")).as(at).isEqualTo("700");
            System.out.println("  " + at + (there ? " | role there" : " | role new")
                    + (inFlight ? " | journal, " : " | ") + (done ? "the new login" : "the login before"));
        }
    }

    /** What it printed, the step at which it died last; empty when it came to its end. */
    private List<String> halted(String container, String password, int step) throws Exception {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HaltedRotation.class.getName(),
                        folder.toString(),
                        container,
                        password,
                        Integer.toString(step),
                        "POSTGRES_USER")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int code = process.waitFor();
        List<String> lines = Files.readAllLines(output);
        assertThat(code).as(String.join("\n", lines)).isIn(0, HaltedRotation.HALTED);
        return code == 0 ? List.of() : lines;
    }
}
