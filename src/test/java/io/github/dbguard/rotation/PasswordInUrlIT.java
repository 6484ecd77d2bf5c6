package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;

/** What libpq and pgjdbc take for the password of a URL that was written here. */
@EngineTest
class PasswordInUrlIT {

    private static final List<String> PASSWORDS = List.of(
            "a-b_c.d~e",
            " !\"#$%&'()*+,/:;<=>?@[\\]^`{|}",
            "p\u00e4ssw\u00f6rd \u5bc6\u7801",
            " a ",
            "%41+b",
            "a@b:c/d?e#f",
            "x".repeat(1000));

    @Test
    void libpqLogsInWithTheWrittenUrlAndWithNoOther() {
        try (TestPostgres postgres = TestPostgres.start("15")) {
            // Not loopback, which the image trusts.
            String address = postgres.exec("hostname", "-i").stdout().strip().split(" ")[0];
            for (String password : PASSWORDS) {
                postgres.psql("ALTER ROLE postgres PASSWORD '" + password.replace("'", "''") + "'");
                for (String url : List.of(
                        "postgresql://postgres:old@" + address + ":5432/postgres?connect_timeout=10",
                        "postgres://postgres@" + address + "/postgres",
                        "postgresql://" + address + "/postgres?user=postgres&password=old&application_name=a@b")) {
                    assertThat(answer(postgres, PasswordInUrl.with(url, password)))
                            .as(password)
                            .isEqualTo("1");
                    assertThat(answer(postgres, PasswordInUrl.with(url, password + "x")))
                            .as("another than " + password)
                            .contains("password authentication failed");
                }
            }
        }
    }

    @Test
    void pgjdbcReadsTheWrittenPassword() {
        for (String password : PASSWORDS) {
            for (String url : List.of(
                    "jdbc:postgresql://db:5432/shop?user=u&password=old&ssl=true",
                    "jdbc:postgresql://h1:1,h2/shop",
                    "jdbc:postgresql:shop?user=u")) {
                Properties read = Driver.parseURL(PasswordInUrl.with(url, password), null);
                assertThat(read).isNotNull();
                assertThat(read.getProperty("password")).isEqualTo(password);
                assertThat(read.getProperty("PGDBNAME")).isEqualTo("shop");
            }
        }
    }

    private static String answer(TestPostgres postgres, String url) {
        TestPostgres.Output output = postgres.exec("psql", url, "-w", "-AtXc", "select 1");
        return output.exitCode() == 0 ? output.stdout().strip() : output.stderr();
    }
}
