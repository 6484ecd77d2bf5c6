package io.github.dbguard.target;

import static io.github.dbguard.target.LoginRoad.Answer.ACCEPTED;
import static io.github.dbguard.target.LoginRoad.Answer.REFUSED;
import static io.github.dbguard.target.LoginRoad.Answer.WRONG_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.postgres.PostgresError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roads on which a wrong password is told from a right one. */
@EngineTest
class LoginRoadIT {

    private static Optional<LoginRoad.Telling> telling(Target target, List<String> said) {
        return LoginRoad.thatTells(target.loginRoads(), List.of("postgres"), "postgres", said::add);
    }

    @ParameterizedTest
    @CsvSource({
        "13, relay inside the container to",
        "15, relay inside the container to",
        "18, relay inside the container to",
        "15-nobash, relay inside the container to",
        "15-bare, container address"
    })
    void theContainersOwnAddressTells(String tag, String road) {
        try (TestPostgres postgres = TestPostgres.start(tag);
                Target target = RelayIT.target(postgres.name())) {
            List<String> said = new ArrayList<>();
            LoginRoad.Telling telling = telling(target, said).orElseThrow();

            assertThat(telling.road().name()).startsWith(road);
            try (LoginRoad.Attempt right = telling.prepare();
                    LoginRoad.Attempt wrong = telling.prepare()) {
                long start = System.nanoTime();
                assertThat(right.login("postgres", TestPostgres.PASSWORD)).isEqualTo(ACCEPTED);
                assertThat(wrong.login("postgres", "other")).isEqualTo(WRONG_PASSWORD);
                System.out.printf("%s: two logins in %d ms%n", tag, (System.nanoTime() - start) / 1_000_000);
                // The second login of an attempt has to open its way itself.
                assertThat(right.login("postgres", "other")).isEqualTo(WRONG_PASSWORD);
                assertThat(wrong.login("postgres", TestPostgres.PASSWORD)).isEqualTo(ACCEPTED);
            }
            assertThat(postgres.log()).doesNotContain("terminated by signal", "incomplete startup packet");
        }
    }

    @Test
    void anAttemptThatWasPreparedBeforeTheChangeSeesTheChange() {
        try (TestPostgres postgres = TestPostgres.start("15");
                Target target = RelayIT.target(postgres.name())) {
            LoginRoad.Telling telling = telling(target, new ArrayList<>()).orElseThrow();
            try (LoginRoad.Attempt old = telling.prepare();
                    LoginRoad.Attempt fresh = telling.prepare()) {
                postgres.psql("ALTER ROLE postgres PASSWORD 'fresh'");

                assertThat(fresh.login("postgres", "fresh")).isEqualTo(ACCEPTED);
                assertThat(old.login("postgres", TestPostgres.PASSWORD)).isEqualTo(WRONG_PASSWORD);
            }
        }
    }

    @Test
    void loopbackIsTriedLastAndLetsAnybodyIn() {
        try (TestPostgres postgres = TestPostgres.start("15", List.of("--network", "none"));
                Target target = RelayIT.target(postgres.name())) {
            List<String> said = new ArrayList<>();

            assertThat(telling(target, said)).isEmpty();
            assertThat(said)
                    .containsExactly(
                            "relay inside the container to 127.0.0.1, database postgres: lets in with any password");
        }
    }

    @Test
    void loopbackTellsWhereTheServerAsksForAPasswordThere() {
        try (TestPostgres postgres = TestPostgres.start(
                        "15",
                        List.of("--network", "none", "-e", "POSTGRES_INITDB_ARGS=--auth-host=scram-sha-256"),
                        "-c",
                        "listen_addresses=*");
                Target target = RelayIT.target(postgres.name())) {
            assertThat(telling(target, new ArrayList<>()).orElseThrow().road().name())
                    .isEqualTo("relay inside the container to 127.0.0.1");
        }
    }

    @Test
    void theHostsNetworkHasAddressesOfItsOwn() {
        try (TestPostgres postgres = TestPostgres.start("15", List.of("--network", "host", "-e", "PGPORT=15433"));
                Target target = RelayIT.target(postgres.name())) {
            LoginRoad.Telling telling = telling(target, new ArrayList<>()).orElseThrow();

            assertThat(telling.road().name())
                    .matches("relay inside the container to [^1].*|.* to 1[^2].*|.* to 12[^7].*");
            try (LoginRoad.Attempt attempt = telling.prepare()) {
                assertThat(attempt.login("postgres", TestPostgres.PASSWORD)).isEqualTo(ACCEPTED);
            }
        }
    }

    @Test
    void anAddressOfVersion6IsARoadToo() {
        String network = "dbguard-test-" + UUID.randomUUID().toString().substring(0, 8);
        TestPostgres.Output made = TestPostgres.docker(
                "network", "create", "--label", "dbguard-test=1", "--ipv6", "--subnet", "fd00:db6::/64", network);
        assertThat(made.exitCode()).as(made.stderr()).isZero();
        try (TestPostgres postgres = TestPostgres.start("15", List.of("--network", network));
                Target target = RelayIT.target(postgres.name())) {
            LoginRoad six = target.loginRoads().stream()
                    .filter(r -> r.name().startsWith("relay") && r.name().contains("fd00:db6:"))
                    .findFirst()
                    .orElseThrow();
            try (LoginRoad.Attempt attempt = six.prepare("postgres")) {
                assertThat(attempt.login("postgres", TestPostgres.PASSWORD)).isEqualTo(ACCEPTED);
                assertThat(attempt.login("postgres", "other")).isEqualTo(WRONG_PASSWORD);
            }
        } finally {
            TestPostgres.docker("network", "rm", network);
        }
    }

    @Test
    void aServerWithTlsIsLoggedInToWithTls() {
        try (TestPostgres postgres = TestPostgres.start("15")) {
            postgres.exec("sh", "-c", """
                    cd $PGDATA && openssl req -new -x509 -days 2 -nodes -subj /CN=db -out server.crt -keyout server.key &&
                    chmod 600 server.key && chown postgres server.* && sed -i 's/^host all all all/hostssl all all all/' pg_hba.conf &&
                    echo ssl=on >> postgresql.conf""");
            postgres.psql("SELECT pg_reload_conf()");
            assertThat(postgres.psql("SELECT pg_sleep(0.5), current_setting('ssl')"))
                    .isEqualTo("|on");
            try (Target target = RelayIT.target(postgres.name())) {
                LoginRoad.Telling telling = telling(target, new ArrayList<>()).orElseThrow();

                assertThat(telling.road().name()).startsWith("relay inside the container to 1");
                try (LoginRoad.Attempt attempt = telling.prepare()) {
                    assertThat(attempt.login("postgres", TestPostgres.PASSWORD)).isEqualTo(ACCEPTED);
                    assertThat(attempt.login("postgres", "other")).isEqualTo(WRONG_PASSWORD);
                }
            }
        }
    }

    @Test
    void whatComesAfterThePasswordIsNoNoToThePassword() {
        try (TestPostgres postgres = TestPostgres.start("15")) {
            postgres.psql("CREATE ROLE app LOGIN PASSWORD 'right' CONNECTION LIMIT 0; CREATE ROLE off PASSWORD 'right';"
                    + " CREATE ROLE late LOGIN PASSWORD 'right' VALID UNTIL '2001-01-01'");
            postgres.psql("CREATE DATABASE closed");
            postgres.psql("REVOKE CONNECT ON DATABASE closed FROM PUBLIC");
            try (Target target = RelayIT.target(postgres.name())) {
                LoginRoad road =
                        telling(target, new ArrayList<>()).orElseThrow().road();

                assertThat(answer(road, "absent", "postgres", TestPostgres.PASSWORD))
                        .isEqualTo(ACCEPTED);
                assertThat(answer(road, "absent", "postgres", "other")).isEqualTo(WRONG_PASSWORD);
                assertThat(answer(road, "closed", "app", "right")).isEqualTo(ACCEPTED);
                assertThat(answer(road, "closed", "app", "wrong")).isEqualTo(WRONG_PASSWORD);
                assertThat(answer(road, "postgres", "app", "right")).isEqualTo(ACCEPTED);
                assertThat(answer(road, "postgres", "off", "right")).isEqualTo(REFUSED);
                assertThat(answer(road, "postgres", "late", "right")).isEqualTo(WRONG_PASSWORD);
                assertThat(answer(road, "postgres", "missing", "right")).isEqualTo(WRONG_PASSWORD);
            }
        }
    }

    @Test
    void aServerThatHasNoConnectionLeftHasNotAcceptedAnything() {
        try (TestPostgres postgres = TestPostgres.start(
                        "15",
                        List.of(),
                        "-c",
                        "max_connections=4",
                        "-c",
                        "superuser_reserved_connections=0",
                        "-c",
                        "max_wal_senders=0");
                Target target = RelayIT.target(postgres.name())) {
            LoginRoad road = telling(target, new ArrayList<>()).orElseThrow().road();
            List<io.github.dbguard.postgres.Session> sessions = new ArrayList<>();
            assertThatThrownBy(() -> {
                        while (sessions.size() < 10) {
                            sessions.add(target.open("postgres"));
                        }
                    })
                    .hasMessageContaining("too many clients");
            assertThatThrownBy(() -> answer(road, "postgres", "postgres", "other"))
                    .isInstanceOf(PostgresError.class)
                    .hasMessageContaining("too many clients");
            sessions.forEach(io.github.dbguard.postgres.Session::close);
        }
    }

    @Test
    void aLoginThatWasLeftToWaitLongerThanTheServerWaitsIsMadeAnew() throws Exception {
        try (TestPostgres postgres = TestPostgres.start("15", List.of(), "-c", "authentication_timeout=1s");
                Target target = RelayIT.target(postgres.name())) {
            LoginRoad.Telling telling = telling(target, new ArrayList<>()).orElseThrow();
            try (LoginRoad.Attempt attempt = telling.prepare()) {
                Thread.sleep(2000);

                assertThat(attempt.login("postgres", TestPostgres.PASSWORD)).isEqualTo(ACCEPTED);
            }
        }
    }

    @Test
    void aUrlIsItsOwnRoad() {
        try (TestPostgres postgres = TestPostgres.start("15", List.of("-p", "127.0.0.1::5432"))) {
            String port = TestPostgres.docker("port", postgres.name(), "5432")
                    .stdout()
                    .lines()
                    .findFirst()
                    .orElseThrow()
                    .replaceAll(".*:", "");
            TargetOptions options = new TargetOptions(
                    Path.of("."),
                    null,
                    null,
                    null,
                    "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                    "postgres",
                    TestPostgres.PASSWORD,
                    List.of(),
                    null,
                    Duration.ofSeconds(10));
            try (Target target = FindTarget.find(options)) {
                LoginRoad.Telling telling = telling(target, new ArrayList<>()).orElseThrow();
                try (LoginRoad.Attempt attempt = telling.prepare()) {
                    assertThat(attempt.login("postgres", TestPostgres.PASSWORD)).isEqualTo(ACCEPTED);
                }
            }
        }
    }

    private static LoginRoad.Answer answer(LoginRoad road, String database, String user, String password) {
        try (LoginRoad.Attempt attempt = road.prepare(database)) {
            return attempt.login(user, password);
        }
    }
}
