package io.github.dbguard.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made here against what real servers make, and whether libpq and pgjdbc log in with it. */
@EngineTest
class VerifierIT {

    private static final List<String> PASSWORDS = List.of(
            "plain",
            "it's \"quoted\" \\ `and` %s",
            "$POSTGRES_PASSWORD ${x} $$",
            " blanks at both ends ",
            "two\nlines\tand a tab",
            "=#;:/?@&+",
            "a".repeat(1000),
            "md5" + "0".repeat(32),
            "zo\u00EB composed",
            "zoe\u0308 decomposed",
            "a\u00A0no-break space",
            "soft\u00ADhyphen",
            "\uFF50\uFF57 full width",
            "\u1112\u1161\u11AB Hangul",
            "\uD83D\uDC68\u200D\uD83D\uDC69 emoji \u2764\uFE0F",
            "\u05E9\u05DC\u05D5\u05DD",
            "\u05E9 mixed",
            "\u00E4".repeat(512));

    @ParameterizedTest
    @ValueSource(strings = {"13", "15", "18"})
    void theServerTakesItAsItIsAndBothClientsLogInWithIt(String major) {
        try (TestPostgres postgres = TestPostgres.start(major)) {
            postgres.psql("CREATE ROLE app LOGIN");
            String address = address(postgres);
            for (Encryption kind : Encryption.values()) {
                // A method of its own for md5: on 13 the image's line for others says md5, which takes both.
                for (String password : PASSWORDS) {
                    String verifier = Verifier.of(kind, "app", password);
                    postgres.psql("ALTER ROLE app PASSWORD '" + verifier + "'");
                    assertThat(postgres.psql("SELECT rolpassword FROM pg_authid WHERE rolname = 'app'"))
                            .isEqualTo(verifier);
                    // The others ask for scram-sha-256, which no md5 verifier answers.
                    if (kind == Encryption.SCRAM_SHA_256 || major.equals("13")) {
                        assertThat(libpq(postgres, address, password))
                                .as("libpq of %s, %s, %s", major, kind, password)
                                .isEqualTo("app");
                        login(address, password);
                    }
                }
            }
        }
    }

    private static String libpq(TestPostgres postgres, String address, String password) {
        TestPostgres.Output output = TestPostgres.docker(
                "exec",
                "-e",
                "PGPASSWORD=" + password,
                postgres.name(),
                "psql",
                "-AtXwc",
                "SELECT current_user",
                "host=" + address + " user=app dbname=postgres");
        return (output.stdout() + output.stderr()).strip();
    }

    private static void login(String address, String password) {
        JdbcUrl url = JdbcUrl.parse("jdbc:postgresql://" + address + ":5432/postgres");
        try (Server server = Server.at(url, new Login("app", password))) {
            server.login("postgres");
        }
    }

    private static String address(TestPostgres postgres) {
        return TestPostgres.docker(
                        "inspect",
                        "--format",
                        "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                        postgres.name())
                .stdout()
                .strip();
    }
}
