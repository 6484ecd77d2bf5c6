package io.github.dbguard.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import org.junit.jupiter.api.Test;

class JdbcUrlTest {

    @Test
    void anIPv6HostComesWithoutItsBrackets() {
        JdbcUrl url = JdbcUrl.parse("jdbc:postgresql://[::1]:5433/app");
        assertThat(url.host()).isEqualTo("::1");
        assertThat(url.port()).isEqualTo(5433);
        assertThat(url.prefix()).isEqualTo("jdbc:postgresql://[::1]:5433/");
    }

    @Test
    void optionsAreReadDecodedAndOthersAreNull() {
        JdbcUrl url = JdbcUrl.parse("jdbc:postgresql://db/app?user=a%40b&sslmode=verify-full");
        assertThat(url.option("user")).isEqualTo("a@b");
        assertThat(url.option("sslmode")).isEqualTo("verify-full");
        assertThat(url.option("sslrootcert")).isNull();
        assertThat(JdbcUrl.parse("jdbc:postgresql://db/app").option("user")).isNull();
    }

    @Test
    void noKindOfPasswordMayStandInIt() {
        for (String option : new String[] {"password", "sslpassword", "PASSWORD"}) {
            assertThatThrownBy(() -> JdbcUrl.parse("jdbc:postgresql://db/app?ssl=true&" + option + "=hunter2"))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageNotContaining("hunter2");
        }
    }
}
