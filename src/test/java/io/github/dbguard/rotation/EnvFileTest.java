package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stays and what changes in the bytes; that Compose reads the same is EnvFileIT's. */
class EnvFileTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("HOME_OF_IT", "srv");

    @Test
    void theLastAssignmentCounts() {
        EnvFile file = parse("PW=a\nUSER=shop\nPW=b\n");
        assertThat(file.value("PW")).contains("b");
        assertThat(file.line("PW")).contains(3);
        assertThat(file.keys()).containsExactly("PW", "USER");
        assertThat(file.value("NONE")).isEmpty();
        assertThat(file.line("NONE")).isEmpty();
    }

    @Test
    void everyAssignmentOfTheKeyIsChangedAndNothingElse() {
        assertChanged(
                "\uFEFF# first\r\n\r\n  export PW = \"old\"  # why\r\nPWD=old\r\nPW='old'\r\n\tPW: old # old\r\nLAST=old",
                "new",
                "\uFEFF# first\r\n\r\n  export PW = \"new\"  # why\r\nPWD=old\r\nPW='new'\r\n\tPW: new # old\r\nLAST=old");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "PW=old|a-b_c.d|PW=a-b_c.d",
                "PW=old|pässwörd|PW=pässwörd",
                "PW=old|a b|PW='a b'",
                "PW=old|a$b|PW='a$b'",
                "PW=old|a#b|PW='a#b'",
                "PW=old|a;b|PW='a;b'",
                "PW=old|it's|PW=\"it's\"",
                "PW=old|it's $5|PW=\"it's \\$5\"",
                "PW=old|end\\|PW=\"end\\\\\"",
                "PW='old'|a$b|PW='a$b'",
                "PW='old'|it's|PW=\"it's\"",
                "PW=\"old\"|a$b|PW=\"a\\$b\"",
                "PW=\"old\"|say \"a\"|PW=\"say \\\"a\\\"\"",
                "PW=\"old\"|a`b|PW='a`b'",
                "PW=\"old\" # c|x|PW=\"x\" # c",
                "PW=old # c|a b|PW='a b' # c",
                "PW=|x|PW=x",
                "PW= # c|x|PW= x # c",
                "PW= #|x|PW= x #",
            })
    void theQuotingStaysWhereItCanSayTheValue(String before, String value, String after) {
        assertChanged(before + "\n", value, after + "\n");
    }

    @Test
    void anEmptyValueGoesBeforeTheCarriageReturn() {
        assertChanged("A=1\r\nPW=\r\nB=2\r\n", "x", "A=1\r\nPW=x\r\nB=2\r\n");
        assertChanged("PW= \r\n", "x", "PW= x\r\n");
        assertChanged("PW=old # c\n", "", "PW='' # c\n");
    }

    @Test
    void linesAndTheValueBehindThemSurviveAQuotedValueOfSeveralLines() {
        assertChanged("PW=\"one\ntwo\" # c\nB='x\ny'\n", "new", "PW=\"new\" # c\nB='x\ny'\n");
        assertChanged("PW='old'\n", "one\r\ntwo", "PW=\"one\\r\\ntwo\"\n");
        assertThat(parse("A='x\ny'\nPW=z").line("PW")).contains(3);
    }

    @Test
    void aKeyThatIsMissingIsAddedInTheStyleOfTheFile() {
        assertChanged("", "x", "PW=x\n");
        assertChanged("A=1\n", "x", "A=1\nPW=x\n");
        assertChanged("A=1\r\n", "x y", "A=1\r\nPW='x y'\r\n");
        assertChanged("A=1", "x", "A=1\nPW=x");
        assertChanged("A=1\r\nB=2", "x", "A=1\r\nB=2\r\nPW=x");
        assertChanged("# PW=old\n", "x", "# PW=old\nPW=x\n");
        assertChanged("\uFEFF", "x", "\uFEFFPW=x\n");
    }

    @Test
    void aKeyThatTheEnvironmentOverridesBelowIsAddedBehindThat() {
        EnvFile file = EnvFile.parse(utf8("PW=a\nPW\n"), ".env", Map.of("PW", "set")::get);
        assertThat(file.value("PW")).contains("set");
        assertThat(text(file.with("PW", "new"))).isEqualTo("PW=new\nPW\nPW=new\n");
    }

    @Test
    void variablesComeFromTheProcessAndThenFromEarlierLines() {
        EnvFile file = parse("A=one\nHOME_OF_IT=file\nPW=$A-${HOME_OF_IT}-${NONE:-x}-$$A-${B}\nB=late\n");
        assertThat(file.value("PW")).contains("one-srv-x-$A-");
    }

    @Test
    void whatRefersToAChangedKeyReadsTheNewValue() {
        EnvFile file = parse("PW=old\nURL=postgres://shop:${PW}@db/shop\n").with("PW", "new");
        assertThat(file.value("URL")).contains("postgres://shop:new@db/shop");
    }

    @Test
    void bytesThatAreNoUtf8StayWhatTheyAre() {
        byte[] latin1 = "# Schl\u00fcssel f\u00fcr \u00ff\u0080\nPW=old\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] changed = "# Schl\u00fcssel f\u00fcr \u00ff\u0080\nPW=new\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(EnvFile.parse(latin1, ".env").with("PW", "new").bytes()).isEqualTo(changed);
        byte[] every = new byte[256 * 3];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) (i * 7 + i / 256);
        }
        assertThat(LosslessText.encode(LosslessText.decode(every))).isEqualTo(every);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A=1\nPW=\"s3cret\nB=2",
                "A=1\nP W=s3cret",
                "A=1\nP!W=s3cret",
                "A=1\nPW=${s3cret",
                "A=1\nPW=${NONE:?s3cret}",
                "A=1\nPW=${s3cret?}",
                "A=1\ns3cret: \"",
                "A=1\n=s3cret",
                "A=1\ns3cret",
                "A=1\nPW=s3cret\0"
            })
    void whatComposeRefusesIsToldWithItsLineAndWithoutTheValue(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(CannotProceed.class)
                .hasMessageStartingWith(".env, line 2: ")
                .hasMessageNotContaining("s3cret")
                .hasMessageContaining("Nothing was changed");
    }

    @Test
    void whatNoEnvFileCanHoldIsRefusedWithoutTheValue() {
        EnvFile file = parse("PW=old\n");
        for (String value : new String[] {"s3cret\0", "s3cret\uD800"}) {
            assertThatThrownBy(() -> file.with("PW", value))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("PW")
                    .hasMessageNotContaining("s3cret");
        }
        assertThatThrownBy(() -> file.with("P W", "x")).isInstanceOf(Refused.class);
    }

    @Test
    void noValueIsInItsName() {
        assertThat(parse("PW=s3cret\n")).hasToString(".env");
        assertThat(new EnvStatement("PW", 1, EnvQuote.NONE, "s3cret", 3, 9)).hasToString("the statement in line 1");
    }

    private static void assertChanged(String before, String value, String after) {
        EnvFile file = parse(before);
        assertThat(file.bytes()).isEqualTo(utf8(before));
        EnvFile changed = file.with("PW", value);
        assertThat(text(changed)).isEqualTo(after);
        assertThat(changed.value("PW")).contains(value);
        assertThat(text(file)).isEqualTo(before);
    }

    private static EnvFile parse(String text) {
        return EnvFile.parse(utf8(text), ".env", ENVIRONMENT::get);
    }

    private static String text(EnvFile file) {
        return new String(file.bytes(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
