package io.github.dbguard.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

    /** The server hashes with libpq's code, so what it makes of a password is what libpq makes. */
    @Test
    void whateverIsTakenTheServerPreparesLikePgjdbc() {
        List<String> passwords = new ArrayList<>();
        IntStream.rangeClosed(0x80, 0xFFFF).filter(Character::isDefined).forEach(c -> {
            passwords.add(Character.toString(c));
            passwords.add("a" + Character.toString(c) + "b");
        });
        passwords.addAll(random(20_000));
        passwords.removeIf(p -> p.chars().anyMatch(c -> Character.isSurrogate((char) c) && p.length() < 4)
                || !PasswordForm.isPreparedAlike(p));
        assertThat(passwords).hasSizeGreaterThan(50_000);
        try (TestPostgres postgres = TestPostgres.start("18", List.of(), "-c", "fsync=off");
                Server server = Server.at(
                        JdbcUrl.parse("jdbc:postgresql://" + address(postgres) + ":5432/postgres"),
                        new Login("postgres", TestPostgres.PASSWORD));
                Session session = server.open("postgres")) {
            session.execute("CREATE ROLE app; SET scram_iterations = 1; SET synchronous_commit = off");
            List<String> unlike = new ArrayList<>();
            for (String password : passwords) {
                session.execute("ALTER ROLE app PASSWORD " + Sql.literal(password));
                String verifier = session.one(
                        "SELECT rolpassword FROM pg_catalog.pg_authid WHERE rolname = 'app'", r -> r.text(1));
                if (!Verifier.fits(verifier, "app", password)) {
                    unlike.add(escaped(password));
                }
            }
            assertThat(unlike).isEmpty();
        }
    }

    /** Strings of letters, marks, spaces, joiners and right-to-left letters, that compose with and forbid one another. */
    private static List<String> random(int count) {
        Random random = new Random(4);
        int[] letters = {
            'a', 'e', 0x301, 0x308, 0x327, 0x323, 0xA0, 0xAD, 0x200D, 0xFE0F, 0x2003, 0x3000, 0x5D0, 0x627, 0x653,
            0x1100, 0x1161, 0x11A8, 0x304B, 0x3099, 0xFB01, 0xFF21, 0x2764, 0x1F468, 0x221, 0xB5, 0x345, 0x3B1, 0x2028,
            0xE000, 0x7F
        };
        return IntStream.range(0, count)
                .mapToObj(i -> random.ints(2 + random.nextInt(5), 0, letters.length)
                        .map(l -> letters[l])
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString())
                .toList();
    }

    private static String escaped(String password) {
        StringBuilder text = new StringBuilder();
        password.codePoints().forEach(c -> text.append(String.format("\\u%04X", c)));
        return text.toString();
    }
}
