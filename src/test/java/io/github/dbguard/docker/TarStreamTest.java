package io.github.dbguard.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TarStreamTest {

    @Test
    void aTarEndsWithTwoBlocksOfZerosOnABlocksBorder() throws IOException {
        byte[] whole = new byte[3 * 512 + 1024];
        Arrays.fill(whole, 0, 3 * 512, (byte) 'x');

        assertThat(missing(whole)).isFalse();
        assertThat(missing(Arrays.copyOf(whole, whole.length - 1))).isTrue();
        assertThat(missing(Arrays.copyOf(whole, whole.length - 512))).isTrue();
        assertThat(missing(Arrays.copyOf(whole, 700))).isTrue();
        assertThat(missing(new byte[0])).isTrue();
    }

    @Test
    void theEnginesErrorBehindAPartOfATarIsNoEnd() throws IOException {
        byte[] whole = new byte[3 * 512 + 1024 + 20];
        Arrays.fill(whole, whole.length - 20, whole.length, (byte) '{');

        assertThat(missing(whole)).isTrue();
    }

    @Test
    void aReaderThatStoppedFarFromTheEndIsLetBe() throws IOException {
        assertThat(missing(new byte[3 * 1024 * 1024 + 1])).isFalse();
    }

    @Test
    void aBrokenConnectionIsRemembered() {
        TarStream tar = new TarStream(new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        });

        assertThatThrownBy(tar::read).hasMessage("reset");
        assertThat(tar.failure()).hasMessage("reset");
    }

    private static boolean missing(byte[] bytes) throws IOException {
        return new TarStream(new ByteArrayInputStream(bytes)).endIsMissing();
    }
}
