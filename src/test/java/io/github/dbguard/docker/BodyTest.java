package io.github.dbguard.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BodyTest {

    private static final String CHUNKS = "5\r\nhello\r\n1;name=value\r\n,\r\n00A\r\n0123456789\r\n0\r\n\r\n";

    @Test
    void chunksAreJoined() throws IOException {
        assertThat(new String(Body.chunked(stream(CHUNKS.getBytes())).readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("hello,0123456789");
    }

    @Test
    void aBodyCutAnywhereIsNeverWhole() {
        byte[] bytes = CHUNKS.getBytes();
        // The last empty line says nothing any more.
        for (int length = 0; length < bytes.length - 4; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Body.chunked(stream(cut)).readAllBytes()).isInstanceOf(EOFException.class);
        }
        assertThatThrownBy(() -> Body.ofLength(stream("four".getBytes()), 5).readAllBytes())
                .isInstanceOf(EOFException.class);
    }

    @Test
    void aLengthEndsTheBodyWithoutTheConnectionsEnd() throws IOException {
        assertThat(Body.ofLength(stream("four and more".getBytes()), 4).readAllBytes())
                .hasSize(4);
        assertThat(Body.ofLength(stream("more".getBytes()), 0).read()).isEqualTo(-1);
    }

    @Test
    void whatIsNoChunkIsRefused() {
        for (String bytes : new String[] {"-5\r\nhello\r\n", "\r\n", "2\r\nhello\r\n", "9".repeat(5000)}) {
            assertThatThrownBy(() -> Body.chunked(stream(bytes.getBytes())).readAllBytes())
                    .isInstanceOf(IOException.class);
        }
    }

    private static ByteArrayInputStream stream(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }
}
