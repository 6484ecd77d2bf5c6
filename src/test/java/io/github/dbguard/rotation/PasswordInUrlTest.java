package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordInUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres://shop:old@db/shop|old|postgres://shop:new@db/shop",
                "postgresql+asyncpg://shop:old@db:5432/shop?ssl=true|old|postgresql+asyncpg://shop:new@db:5432/shop?ssl=true",
                "postgres://shop:o%40l%2fd%20x@db/|o@l/d x|postgres://shop:new@db/",
                "postgres://shop:o+d@db|o+d|postgres://shop:new@db",
                "postgres://shop:o:l:d@db/shop|o:l:d|postgres://shop:new@db/shop",
                "postgres://shop:o@ld@db/shop|o@ld|postgres://shop:new@db/shop",
                "postgres://shop:old%zz@db/shop|old%zz|postgres://shop:new@db/shop",
                "postgres://shop:p%C3%A4@db/shop|pä|postgres://shop:new@db/shop",
                "postgres://sh%3Aop:old@[::1]:5432/shop#f|old|postgres://sh%3Aop:new@[::1]:5432/shop#f",
                "postgres://u:old@h1:1,h2:2,[fe80::1]/d?target_session_attrs=any|old"
                        + "|postgres://u:new@h1:1,h2:2,[fe80::1]/d?target_session_attrs=any",
                "postgres://u:old@%2Fvar%2Frun/d?application_name=a@b|old|postgres://u:new@%2Fvar%2Frun/d?application_name=a@b",
                "postgres:///shop?host=/run&user=u&password=old&x=1|old|postgres:///shop?host=/run&user=u&password=new&x=1",
                "postgres://u:a@h/d?password=b|b|postgres://u:new@h/d?password=new",
                "postgres://shop:@db/shop||postgres://shop:new@db/shop",
                "postgres://shop@db/shop||postgres://shop:new@db/shop",
                "postgres://db/shop?user=u||postgres://db/shop?user=u&password=new",
                "postgres://[::1]:5432/shop?a=b&user=u||postgres://[::1]:5432/shop?a=b&user=u&password=new",
                "jdbc:postgresql://db:5432/shop?user=u&password=o%2Bl+d|o+l d|jdbc:postgresql://db:5432/shop?user=u&password=new",
                "jdbc:postgresql://db/shop?password=old&sslpassword=x&user=u|old"
                        + "|jdbc:postgresql://db/shop?password=new&sslpassword=x&user=u",
                "jdbc:postgresql://h1:1,h2:2/shop||jdbc:postgresql://h1:1,h2:2/shop?password=new",
                "jdbc:postgresql://db/shop?||jdbc:postgresql://db/shop?password=new",
                "jdbc:postgresql://db/shop?ssl=true||jdbc:postgresql://db/shop?ssl=true&password=new",
                "jdbc:postgresql:shop?user=u&password=old|old|jdbc:postgresql:shop?user=u&password=new",
                "r2dbc:postgresql://u:old@db/shop|old|r2dbc:postgresql://u:new@db/shop",
            })
    void thePasswordIsFoundAndNothingElseChanged(String url, String password, String changed) {
        assertThat(PasswordInUrl.isUrl(url)).isTrue();
        assertThat(PasswordInUrl.password(url).orElse(null)).isEqualTo(password);
        assertThat(PasswordInUrl.with(url, "new")).isEqualTo(changed);
        assertThat(PasswordInUrl.password(changed)).contains("new");
    }

    @Test
    void everyPasswordComesBackAndOnlyUnreservedCharactersStay() {
        String ugly = "aZ09-._~ !\"#$%&'()*+,/:;<=>?@[\\]^`{|}ä\uD83D\uDE00\t%41";
        for (String url : new String[] {
            "postgres://u:old@h:1/d?x=y",
            "postgres://h/d?user=u&password=old&x=y",
            "jdbc:postgresql://h/d?password=old&x=y"
        }) {
            String changed = PasswordInUrl.with(url, ugly);
            assertThat(PasswordInUrl.password(changed)).contains(ugly);
            String encoded = changed.replaceAll(".*(:|password=)(aZ09[^@&]*).*", "$2");
            assertThat(encoded)
                    .startsWith("aZ09-._~%20%21%22")
                    .doesNotContain("+")
                    .matches("([A-Za-z0-9._~-]|%[0-9A-F]{2})*");
            assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(ugly);
            assertThat(PasswordInUrl.with(changed, "old")).isEqualTo(url);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://u:s3/cret@h/d",
                "postgres://u:s3?cret@h/d",
                "postgres://u:s3#cret@h/d",
                "postgres://u:12/34s3cret@h/d?x=y",
                "postgres://u:s3@cr/et@h/d",
                "postgres://u:s3cret",
            })
    void whatCannotBeToldApartIsNotGuessed(String url) {
        assertThatThrownBy(() -> PasswordInUrl.password(url))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("Percent-encode")
                .hasMessageNotContaining("cret");
        assertThatThrownBy(() -> PasswordInUrl.with(url, "new"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageNotContaining("cret");
    }

    @Test
    void aUrlWithoutAUserHasNoPlaceForAPassword() {
        assertThat(PasswordInUrl.password("postgres://db/shop")).isEmpty();
        assertThatThrownBy(() -> PasswordInUrl.with("postgres://db/shop", "s3cret"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("names no user")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aPasswordThatOnlyLooksALittleLikeAUrlIsNone() {
        assertThat(PasswordInUrl.isUrl("s3cret")).isFalse();
        assertThat(PasswordInUrl.isUrl("://x")).isFalse();
        assertThat(PasswordInUrl.isUrl("9a://x")).isFalse();
        assertThat(PasswordInUrl.isUrl("a b://x")).isFalse();
    }
}
