package io.github.dbguard.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.postgres.Session;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions into containers, by whatever relay the image allows. */
@EngineTest
class RelayIT {

    private static final long GONE_MILLIS = 10_000;

    static Target target(String container) {
        return FindTarget.find(new TargetOptions(
                Path.of("."),
                container,
                null,
                null,
                null,
                null,
                TestPostgres.PASSWORD,
                List.of(),
                null,
                Duration.ofSeconds(10)));
    }

    @ParameterizedTest
    @CsvSource({"15, relay", "15-nobash, relay", "15-bare, container address"})
    void eightSessionsWorkAtOnceAndNothingIsLeftInside(String tag, String way) throws Exception {
        try (TestPostgres postgres = TestPostgres.start(tag)) {
            String processes = processes(postgres);
            try (Target target = target(postgres.name())) {
                List<CompletableFuture<String>> answers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    String n = Integer.toString(i);
                    answers.add(CompletableFuture.supplyAsync(() -> work(target, n), task -> new Thread(task).start()));
                }
                for (int i = 0; i < 8; i++) {
                    assertThat(answers.get(i).get(60, TimeUnit.SECONDS))
                            .isEqualTo(Integer.toString(i).repeat(20));
                }
                assertThat(((ContainerTarget) target).way()).startsWith(way);
            }
            await(() -> processes(postgres).equals(processes));
            assertThat(processes(postgres)).isEqualTo(processes);
            assertThat(postgres.log()).doesNotContain("terminated by signal");
        }
    }

    private static String work(Target target, String n) {
        try (Session session = target.open("postgres")) {
            StringBuilder answers = new StringBuilder();
            for (int j = 0; j < 20; j++) {
                String answer = session.one("SELECT " + n, r -> r.text(1));
                answers.append(answer);
            }
            session.execute("SELECT pg_sleep(0.3)");
            session.query("SELECT repeat('x', 1000) FROM generate_series(1, 2000)", r -> 1);
            return answers.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"15", "15-nobash"})
    void aKilledClientLeavesNoSessionNoLockAndNoRelay(String tag) throws Exception {
        try (TestPostgres postgres = TestPostgres.start(tag)) {
            postgres.psql("CREATE TABLE held AS SELECT 1 AS id");
            String processes = processes(postgres);
            // One sits idle in a transaction, the other waits for an answer that takes its time.
            Process idle = client(postgres, "SELECT 1");
            Process busy = client(postgres, "SELECT pg_sleep(120)");
            await(() -> postgres.psql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(120)'"
                            + " AND pid <> pg_backend_pid()")
                    .equals("1"));
            assertThat(locks(postgres)).isEqualTo("2");

            idle.destroyForcibly().waitFor();
            busy.destroyForcibly().waitFor();

            long start = System.nanoTime();
            await(() -> locks(postgres).equals("0"));
            System.out.printf("%s: locks gone after %d ms%n", tag, (System.nanoTime() - start) / 1_000_000);
            assertThat(locks(postgres)).isEqualTo("0");
            await(() -> processes(postgres).equals(processes));
            assertThat(processes(postgres)).isEqualTo(processes);
            assertThat(postgres.log()).doesNotContain("terminated by signal", "not properly shut down");
        }
    }

    private static String locks(TestPostgres postgres) {
        return postgres.psql("SELECT count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
                + " WHERE c.relname = 'held' AND l.pid <> pg_backend_pid()");
    }

    /** The names of what runs inside, but for the server's own and the shell that looks. */
    private static String processes(TestPostgres postgres) {
        return postgres.exec(
                        "sh",
                        "-c",
                        "for p in /proc/[0-9]*; do read -r n 2>/dev/null <$p/comm && [ $p != /proc/$$ ]"
                                + " && [ \"$n\" != postgres ] && echo $n; done; true")
                .stdout();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GONE_MILLIS);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.sleep(100);
        }
    }

    private static Process client(TestPostgres postgres, String query) throws Exception {
        Process client = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Client.class.getName(),
                        postgres.name(),
                        query)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(line).isEqualTo("locked");
        return client;
    }

    /** Locks a table over a relay and does not let go. */
    static final class Client {

        public static void main(String[] args) throws InterruptedException {
            Target target = target(args[0]);
            Session session = target.open("postgres");
            session.execute("BEGIN; LOCK TABLE public.held IN ACCESS SHARE MODE");
            System.out.println("locked");
            session.execute(args[1]);
            Thread.sleep(600_000);
        }
    }
}
