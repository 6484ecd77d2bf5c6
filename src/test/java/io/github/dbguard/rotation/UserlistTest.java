package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UserlistTest {

    @Test
    void theLastLineOfAUserCountsAndAllOfHisAreChanged() {
        String before =
                "; \"shop\" \"comment\"\r\n\r\n\t\"shop\" \t\"old\" trailing \"words\"\r\n\"other\" \"x\"\n\"shop\"\n\"old2\"";
        Userlist list = parse(before);
        assertThat(list.secret("other")).contains("x");
        assertThat(text(list.with("shop", "new")))
                .isEqualTo("; \"shop\" \"comment\"\r\n\r\n\t\"shop\" \t\"new\" trailing \"words\"\r\n\"other\" \"x\"\n"
                        + "\"shop\"\n\"new\"");
    }

    @Test
    void duplicatesAreChangedToTheLast() {
        Userlist list = parse("\"shop\" \"a\"\n\"shop\" \"b\"\n");
        assertThat(list.secret("shop")).contains("b");
        assertThat(text(list.with("shop", "new"))).isEqualTo("\"shop\" \"new\"\n\"shop\" \"new\"\n");
    }

    @Test
    void quotesAreDoubledAndVerifiersGoInAsTheyAre() {
        Userlist list = parse("\"sh\"\"op\" \"o\"\"ld\"\n");
        assertThat(list.secret("sh\"op")).contains("o\"ld");
        assertThat(text(list.with("sh\"op", "a\"b"))).isEqualTo("\"sh\"\"op\" \"a\"\"b\"\n");
        String verifier = "SCRAM-SHA-256$4096:c2FsdA==$a2V5:c2VydmVy";
        Userlist changed = list.with("sh\"op", verifier);
        assertThat(changed.secret("sh\"op")).contains(verifier);
        assertThat(parse(text(changed)).secret("sh\"op")).contains(verifier);
    }

    @Test
    void aMissingUserIsAddedInTheStyleOfTheFile() {
        assertThat(text(parse("").with("shop", "x"))).isEqualTo("\"shop\" \"x\"\n");
        assertThat(text(parse("\"a\" \"b\"\r\n").with("shop", "x"))).isEqualTo("\"a\" \"b\"\r\n\"shop\" \"x\"\r\n");
        assertThat(text(parse("\"a\" \"b\"").with("shop", "x"))).isEqualTo("\"a\" \"b\"\n\"shop\" \"x\"");
    }

    @Test
    void whatPgbouncerGivesUpAtIsToldWithItsLine() {
        for (String text : new String[] {
            "\"a\" \"b\"\nshop s3cret\n",
            "\"a\" \"b\"\n\"shop\n",
            "\"a\" \"b\"\n\"shop\" s3cret\n",
            "\n\"a\" \"s3cret\n"
        }) {
            assertThatThrownBy(() -> parse(text))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageStartingWith("userlist.txt, line 2: ")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @Test
    void whatItCannotHoldIsRefused() {
        Userlist list = parse("\"shop\" \"old\"\n");
        for (String secret : new String[] {"", "s3cret\0", "s3cret\n", "s3cret".repeat(400), "\"".repeat(1024)}) {
            assertThatThrownBy(() -> list.with("shop", secret))
                    .isInstanceOf(Refused.class)
                    .hasMessageNotContaining("s3cret");
        }
        assertThatThrownBy(() -> list.with("u".repeat(128), "x")).isInstanceOf(Refused.class);
        assertThat(list.with("u".repeat(127), "x".repeat(2047)).secret("u".repeat(127)))
                .isPresent();
    }

    @Test
    void noSecretIsInItsName() {
        assertThat(parse("\"shop\" \"s3cret\"\n")).hasToString("userlist.txt");
    }

    private static Userlist parse(String text) {
        return Userlist.parse(text.getBytes(StandardCharsets.UTF_8), "userlist.txt");
    }

    private static String text(Userlist list) {
        return new String(list.bytes(), StandardCharsets.UTF_8);
    }
}
