package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.Refused;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n", "\n\n"})
    void itsEndIsKept(String end) {
        SecretFile file = parse(" old " + end);
        assertThat(file.password()).isEqualTo(" old ");
        assertThat(file.bytes()).isEqualTo((" old " + end).getBytes(StandardCharsets.UTF_8));
        SecretFile changed = file.with("pä $' ");
        assertThat(changed.bytes()).isEqualTo(("pä $' " + end).getBytes(StandardCharsets.UTF_8));
        assertThat(parse("pä $' " + end).password()).isEqualTo("pä $' ");
    }

    /** {@code POSTGRES_PASSWORD="$(< file)"} is what the official image's entry point does. */
    @Test
    void whatBashMakesOfItIsAmongItsReadings() {
        assertThat(parse("old").readings()).containsExactly("old");
        assertThat(parse("old\n").readings()).containsExactly("old", "old\n");
        assertThat(parse("old\r\n").readings()).containsExactly("old", "old\r", "old\r\n");
        assertThat(parse("").readings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3cret\0", "s3cret\n", "s3\rs3"})
    void whatReadersWouldDifferAboutIsRefused(String password) {
        assertThatThrownBy(() -> parse("old\n").with(password))
                .isInstanceOf(Refused.class)
                .hasMessageNotContaining("s3");
    }

    @Test
    void noPasswordIsInItsName() {
        assertThat(parse("s3cret").toString()).doesNotContain("s3cret");
    }

    private static SecretFile parse(String text) {
        return SecretFile.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
