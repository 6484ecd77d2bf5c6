package io.github.dbguard.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerifierTest {

    /** Made by a PostgreSQL 15 server of the password "secret". */
    private static final String SERVERS_SCRAM =
            "SCRAM-SHA-256$4096:Lt7ZxEjjXKq6gjzoI/LFBg==$tzuoop7XXg7fX9S1hfsBP+zjJ0ZKdObkM8NM02tshVA=:eL5HCuFh5autkk0sa3A+0VPDay9D5dO+ccS3hR97zf0=";

    private static final String SERVERS_MD5 = "md56a422f785c9e20873908ce25d1736ae2";

    @Test
    void whatTheServerMadeFitsItsPasswordAndNoOther() {
        assertThat(Verifier.fits(SERVERS_SCRAM, "app", "secret")).isTrue();
        assertThat(Verifier.fits(SERVERS_SCRAM, "anybody", "secret")).isTrue();
        assertThat(Verifier.fits(SERVERS_SCRAM, "app", "Secret")).isFalse();
        assertThat(Verifier.fits(SERVERS_MD5, "app", "secret")).isTrue();
        assertThat(Verifier.fits(SERVERS_MD5, "app2", "secret")).isFalse();
        assertThat(Verifier.fits(SERVERS_MD5, "app", "secret ")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Encryption.class)
    void whatIsMadeHereIsWellFormedAndFits(Encryption kind) {
        String verifier = Verifier.of(kind, "app", "secret");

        assertThat(Verifier.requireWellFormed(verifier)).isEqualTo(verifier);
        assertThat(Verifier.fits(verifier, "app", "secret")).isTrue();
        assertThat(Verifier.fits(verifier, "app", "secreT")).isFalse();
    }

    @Test
    void everyScramVerifierHasASaltOfItsOwn() {
        assertThat(Verifier.of(Encryption.SCRAM_SHA_256, "app", "secret"))
                .isNotEqualTo(Verifier.of(Encryption.SCRAM_SHA_256, "app", "secret"));
    }

    @Test
    void aRoleWithoutAPasswordFitsNothing() {
        assertThat(Verifier.fits(null, "app", "secret")).isFalse();
        assertThat(Verifier.fits(Verifier.of(Encryption.MD5, "app", "x"), "app", ""))
                .isFalse();
    }

    @Test
    void whatTheServerWouldHashAsClearTextIsNeverCalledAVerifier() {
        List<String> malformed = List.of(
                "",
                "secret",
                "md5",
                SERVERS_MD5 + "0",
                SERVERS_MD5.toUpperCase(java.util.Locale.ROOT),
                SERVERS_MD5 + "\n",
                SERVERS_SCRAM.substring(1),
                SERVERS_SCRAM + " ",
                SERVERS_SCRAM.substring(0, SERVERS_SCRAM.length() - 1),
                SERVERS_SCRAM.replace("$4096:", "$0:"),
                SERVERS_SCRAM.replace("$4096:", "$-1:"),
                SERVERS_SCRAM.replace("$4096:", "$4096:="),
                SERVERS_SCRAM.replace("$4096:", "$4096:A"),
                SERVERS_SCRAM.replace(':', '-'));
        assertThat(malformed).noneMatch(Verifier::isWellFormed);
        assertThat(Verifier.isWellFormed(null)).isFalse();
        assertThatThrownBy(() -> Verifier.requireWellFormed("clear-text-4711"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("was not sent")
                .hasMessageNotContaining("4711");
    }

    @Test
    void theServersSettingSaysHowItKeepsPasswords() {
        assertThat(Encryption.of("scram-sha-256")).isEqualTo(Encryption.SCRAM_SHA_256);
        assertThat(Encryption.of("md5")).isEqualTo(Encryption.MD5);
        assertThat(Encryption.of("on")).isEqualTo(Encryption.MD5);
    }
}
