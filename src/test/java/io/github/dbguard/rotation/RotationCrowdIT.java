package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients log in and query all through rotations. For the full measure: {@code -Ddbguard.it.rounds=50}, on a machine that
 * has nothing else to do. The figures are printed.
 */
@EngineTest
class RotationCrowdIT {

    private static final int ROUNDS = Math.max(10, Integer.getInteger("dbguard.it.rounds", 10));
    private static final int SESSIONS = 4;

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

    @Test
    void noOpenSessionBreaksAndWhoeverIsRefusedGetsInAfterwards() throws Exception {
        RotationTrial trial = new RotationTrial(folder, postgres.name())
                .writeEnv("POSTGRES_PASSWORD=" + TestPostgres.PASSWORD + "\n");
        Queue<CrowdClient.Login> logins = new ConcurrentLinkedQueue<>();
        List<CrowdClient> open = new ArrayList<>();
        List<RotationOutcome> outcomes = new ArrayList<>();
        CrowdClient newcomer = CrowdClient.logsInAgainAndAgain(app.address(), trial.env(), logins);
        try {
            for (int n = 0; n < SESSIONS; n++) {
                open.add(CrowdClient.staysOpen(app.address(), trial.env()));
            }
            for (int round = 0; round < ROUNDS; round++) {
                outcomes.add(trial.to("of-round-" + round).rotate());
                newcomer.awaitLogin();
            }
        } finally {
            newcomer.close();
            for (CrowdClient client : open) {
                client.close();
            }
        }

        newcomer.requireNoError();
        for (CrowdClient client : open) {
            client.requireNoError();
            assertThat(client.queries()).as("queries of a session").isGreaterThan(ROUNDS);
        }
        assertThat(trial.password(".env")).isEqualTo("of-round-" + (ROUNDS - 1));
        assertThat(app.takes("postgres", "of-round-" + (ROUNDS - 1))).isTrue();
        assertThat(postgres.psql("SELECT count(*) FROM orders")).isEqualTo("700");
        List<CrowdClient.Login> all = List.copyOf(logins);
        assertThat(all.get(all.size() - 1).accepted())
                .as("refusals have an end")
                .isTrue();
        print(all, outcomes, open);
    }

    private static void print(List<CrowdClient.Login> logins, List<RotationOutcome> outcomes, List<CrowdClient> open) {
        List<Long> windows = windows(logins);
        System.out.printf(
                "%d rotations: %d logins, %d of them refused with the password then in .env, in %d windows; the longest"
                        + " %d ms as clients saw it, %d ms as the rotations say. %d open sessions, %d queries, none broke.%n",
                ROUNDS,
                logins.size(),
                logins.stream().filter(login -> !login.accepted()).count(),
                windows.size(),
                windows.stream().mapToLong(w -> w).max().orElse(0),
                outcomes.stream().mapToLong(o -> o.refused().toMillis()).max().orElse(0),
                open.size(),
                open.stream().mapToLong(CrowdClient::queries).sum());
    }

    /** Milliseconds from the begin of the first to the end of the last of refused logins in a row. */
    private static List<Long> windows(List<CrowdClient.Login> logins) {
        List<Long> windows = new ArrayList<>();
        CrowdClient.Login first = null;
        CrowdClient.Login last = null;
        for (CrowdClient.Login login : logins) {
            if (!login.accepted()) {
                first = first == null ? login : first;
                last = login;
            } else if (first != null) {
                windows.add((last.endNanos() - first.beginNanos()) / 1_000_000);
                first = null;
            }
        }
        return windows;
    }
}
