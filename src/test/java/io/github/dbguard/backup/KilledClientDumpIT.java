package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed, or told to go, while a client container dumps for it. */
@EngineTest
@Timeout(120)
class KilledClientDumpIT {

    private TestPostgres postgres;
    private Inventory before;
    private Process process;

    @TempDir
    Path directory;

    @BeforeEach
    void dump() throws IOException {
        assumeTrue(!Files.exists(Path.of("/usr/lib/postgresql/18")), "this machine has tools that are new enough");
        postgres = TestPostgres.start("18", List.of("-p", "127.0.0.1::5432"));
        postgres.psql(Trial.BIG);
        postgres.psql("CREATE TABLE more AS SELECT b.* FROM big b, generate_series(1, 4)");
        before = Inventory.now();
        process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        directory.toString(),
                        Trial.published(postgres))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        String copying = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg_dump'"
                + " AND query LIKE 'COPY%' AND state = 'active'";
        for (int n = 0; postgres.psql(copying).equals("0"); n++) {
            assertThat(process.isAlive() && n < 600)
                    .as("a dump comes under way: " + Files.readString(directory.resolve("log")))
                    .isTrue();
            Trial.sleep(50);
        }
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.destroyForcibly();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    static final class Main {

        public static void main(String[] arguments) {
            new Trial(Path.of(arguments[0]).resolve("state"))
                    .withClientImage("dbguard-testbed/postgres:18")
                    .backup(Trial.url(arguments[1], null));
        }
    }

    private void assertNothingIsLeft() {
        before.assertNothingIsAdded();
        String sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name IN ('pg_dump', 'dbguard')";
        for (int n = 0; n < 40 && !postgres.psql(sessions).equals("0"); n++) {
            Trial.sleep(250);
        }
        assertThat(postgres.psql(sessions)).as("sessions on the server").isEqualTo("0");
    }

    @Test
    void aKilledProcessLeavesNoContainerAndNoSession() throws Exception {
        process.destroyForcibly().waitFor();

        assertNothingIsLeft();
        assertThat(Trial.backups(directory.resolve("state")))
                .singleElement()
                .asString()
                .endsWith(".partial");
    }

    @Test
    void aProcessThatIsToldToGoCleansUpFirst() throws Exception {
        process.destroy();

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 15);
        assertThat(Trial.backups(directory.resolve("state"))).isEmpty();
        assertNothingIsLeft();
    }
}
