package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.Refused;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.postgres.JdbcUrl;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.Server;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.Sql;
import io.github.dbguard.postgres.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whether the server makes of every password that is taken what clients make of it. */
@EngineTest
class NewPasswordIT {

    /** Each is one more version of a row that the next one passes by. */
    private static final int A_TRANSACTION = 250;

    /** The server hashes with libpq's code, so what it makes of a password is what libpq makes. */
    @Test
    void whateverIsTakenTheServerPreparesLikePgjdbc() {
        List<String> passwords = new ArrayList<>();
        IntStream.rangeClosed(0x80, 0xFFFF).filter(Character::isDefined).forEach(c -> {
            passwords.add(Character.toString(c));
            passwords.add("a" + Character.toString(c) + "b");
        });
        passwords.addAll(random(20_000));
        passwords.removeIf(password -> !isTaken(password));
        assertThat(passwords).hasSizeGreaterThan(50_000);
        try (TestPostgres postgres = TestPostgres.start("18", List.of(), "-c", "fsync=off");
                Server server = Server.at(
                        JdbcUrl.parse("jdbc:postgresql://" + address(postgres) + ":5432/postgres"),
                        new Login("postgres", TestPostgres.PASSWORD));
                Session session = server.open("postgres")) {
            session.execute("""
                    CREATE ROLE app;
                    SET scram_iterations = 1;
                    CREATE FUNCTION kept(password text) RETURNS text LANGUAGE plpgsql AS $$
                    BEGIN
                      EXECUTE format('ALTER ROLE app PASSWORD %L', password);
                      RETURN (SELECT rolpassword FROM pg_authid WHERE rolname = 'app');
                    END $$""");
            List<String> unlike = new ArrayList<>();
            for (int from = 0; from < passwords.size(); from += A_TRANSACTION) {
                List<String> some = passwords.subList(from, Math.min(passwords.size(), from + A_TRANSACTION));
                List<String> verifiers = session.query(
                        some.stream()
                                .map(Sql::literal)
                                .collect(Collectors.joining(", ", "SELECT kept(p) FROM unnest(ARRAY[", "]) p")),
                        r -> r.text(1));
                for (int i = 0; i < some.size(); i++) {
                    if (!Verifier.fits(verifiers.get(i), "app", some.get(i))) {
                        unlike.add(escaped(some.get(i)));
                    }
                }
            }
            assertThat(unlike).isEmpty();
        }
    }

    private static boolean isTaken(String password) {
        try {
            NewPassword.check(password);
            return true;
        } catch (Refused e) {
            return false;
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
