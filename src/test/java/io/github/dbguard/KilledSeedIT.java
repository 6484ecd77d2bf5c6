package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maven is killed in the middle of a seed: psql must not take the end of its input for the end of the script. */
@EngineTest
class KilledSeedIT {

    @TempDir
    Path folder;

    @Test
    void halfOfASeedIsNeverCommittedAndTheNextRunSeedsAll() throws Exception {
        try (TestPostgres postgres = TestPostgres.start("15")) {
            postgres.psql("CREATE TABLE users (id int)");
            Path seed = folder.resolve("seed.sql");
            // More than all the buffers on the way take: what psql has not got when Maven dies, it never gets.
            String padding = ("-- " + "x".repeat(97) + "\n").repeat(200_000);
            Files.writeString(
                    seed,
                    "INSERT INTO users VALUES (1);\nSELECT pg_sleep(4);\n" + padding
                            + "INSERT INTO users VALUES (2);\n");
            String[] arguments = {"-Ddbguard.container=" + postgres.name(), "-Ddbguard.seed=" + seed};

            MavenRun.Started run = MavenRun.in(folder).start("seed-if-empty", arguments);
            await(postgres, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'", "1");
            run.process().descendants().forEach(ProcessHandle::destroyForcibly);
            run.process().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            await(
                    postgres,
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'psql%' AND pid <>"
                            + " pg_backend_pid()",
                    "0");
            assertThat(postgres.psql("SELECT count(*) FROM users")).isEqualTo("0");

            MavenRun.Ended again = MavenRun.in(folder).goal("seed-if-empty", arguments);
            assertThat(again.success()).as(again.output()).isTrue();
            assertThat(postgres.psql("SELECT count(*) FROM users")).isEqualTo("2");
            assertThat(postgres.log()).doesNotContain("terminating any other active server processes");
        }
    }

    private static void await(TestPostgres postgres, String sql, String answer) throws InterruptedException {
        for (int n = 0; n < 300 && !postgres.psql(sql).equals(answer); n++) {
            Thread.sleep(100);
        }
        assertThat(postgres.psql(sql)).as(sql).isEqualTo(answer);
    }
}
