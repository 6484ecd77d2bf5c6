package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.Refused;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewPasswordTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "$",
                "it's",
                "\"\\`${a}",
                "!#%&()*+,-./:;<=>?@[]^_{|}~",
                "a b",
                "pässwörd",
                "ßæøñ",
                "пароль",
                "κωδικός",
                "密码パスワード",
                "비밀번호",
                "סיסמה",
                "€£→"
            })
    void commonPasswordsAreTaken(String password) {
        assertThat(NewPassword.check(password)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~|empty",
                "s3cret\\0|NUL",
                "s3cret\\n|end of line",
                "s3cret\\rs3cret|end of line",
                "s3cret\\t|character 7",
                "s3cret\\u001b|character 7",
                "s3cret\\u007f|character 7",
                "\\u00a0s3cret|blank of another kind",
                "s3cret\\u2003|blank of another kind",
                "s3cret\\u3000|blank of another kind",
                "s3\\u00adcret|nobody sees",
                "s3\\u200bcret|nobody sees",
                "\\ufeffs3cret|nobody sees",
                "s3cret\\ue000|nobody sees",
                "s3cret\\ufffe|nobody sees",
                "s3cret\\ud800|nobody sees",
                "s3cret\\ufe0f|drops",
                "s3cret\\ufffd|Unicode 3.2",
                "s3cret\\ud83d\\ude00|Unicode 3.2",
                "s3cret\\u20bf|Unicode 3.2",
                "s3cret\\uff21|NFKC",
                "s3cret\\ufb01|NFKC",
                "s3cret\\u2460|NFKC",
                "s3cret\\u00aa|NFKC",
                "s3cre\\u0301t|NFKC",
                "s3cret\\u0340|NFKC",
                "s3cret\\u33ff|Unicode 3.2",
                "\\u0627\\u0653|NFKC",
                "s3cret\\u05d0|from the right",
                "\\u05d01|from the right",
            })
    void whatServerAndClientsWouldDifferAboutIsRefused(String escaped, String why) {
        String password = unescaped(escaped);
        assertThatThrownBy(() -> NewPassword.check(password))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(why)
                .hasMessageContaining("Nothing was changed")
                .hasMessageNotContaining("s3");
    }

    @Test
    void lengthIsCountedInBytes() {
        assertThatCode(() -> NewPassword.check("x".repeat(1024))).doesNotThrowAnyException();
        assertThatThrownBy(() -> NewPassword.check("ä".repeat(513)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("1026 bytes");
        assertThat(NewPassword.check("x".repeat(127))).isEmpty();
        assertThat(NewPassword.check("x".repeat(128)))
                .singleElement()
                .asString()
                .contains("pgbouncer");
    }

    @Test
    void aBlankAtTheEdgeIsTakenWithAWarning() {
        assertThat(NewPassword.check(" s3cret"))
                .singleElement()
                .asString()
                .contains("blank")
                .doesNotContain("s3cret");
        assertThat(NewPassword.check("s3cret ")).hasSize(1);
    }

    @Test
    void aGeneratedPasswordNeedsNoQuotesAnywhere() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String password = GeneratedPassword.make();
            assertThat(password).matches("[A-Za-z][A-Za-z0-9_-]{31,}");
            assertThat(NewPassword.check(password)).isEmpty();
            assertThat(EnvQuote.NONE.canSay(password)).isTrue();
            assertThat(PasswordInUrl.with("postgres://u:x@h", password)).isEqualTo("postgres://u:" + password + "@h");
            made.add(password);
        }
        assertThat(made).hasSize(1000);
        assertThat(String.join("", made).chars().distinct()).hasSize(64);
    }

    /** As Java would read it: written so in the table, what nobody can see is seen. */
    private static String unescaped(String escaped) {
        return Pattern.compile("\\\\u([0-9a-f]{4})")
                .matcher(escaped)
                .replaceAll(m -> Character.toString(Integer.parseInt(m.group(1), 16)))
                .translateEscapes();
    }
}
