package io.github.dbguard.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FramesTest {

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    @Test
    void streamsComeApartHoweverTheBytesArrive() throws IOException {
        byte[] bytes = join(frame(1, "one "), frame(2, "error"), frame(1, ""), frame(1, "two"));
        for (int piece = 1; piece < bytes.length; piece++) {
            stdout.reset();
            stderr.reset();
            pump(inPieces(bytes, piece));
            assertThat(stdout.toString()).isEqualTo("one two");
            assertThat(stderr.toString()).isEqualTo("error");
        }
    }

    @Test
    void aStreamCutAnywhereInsideAFrameIsNeverWhole() {
        byte[] bytes = frame(1, "data");
        for (int length = 1; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> pump(new ByteArrayInputStream(cut))).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aStreamThatIsNotFramedIsRefused() {
        assertThatThrownBy(() -> pump(new ByteArrayInputStream("raw terminal".getBytes())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not framed");
    }

    @Test
    void theEnginesOwnErrorIsOne() {
        assertThatThrownBy(() -> pump(new ByteArrayInputStream(frame(3, "disk trouble"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("disk trouble");
    }

    @Test
    void aSinkThatFailsIsToldApartFromTheStream() {
        assertThatThrownBy(() -> new Frames(new ByteArrayInputStream(frame(1, "x")))
                        .pump(
                                (bytes, offset, length) -> {
                                    throw new IOException("full");
                                },
                                stderr::write))
                .isInstanceOf(Frames.SinkFailed.class)
                .hasMessage("full");
    }

    private void pump(InputStream body) throws IOException {
        new Frames(body).pump(stdout::write, stderr::write);
    }

    private static byte[] frame(int stream, String text) {
        byte[] payload = text.getBytes();
        return join(new byte[] {(byte) stream, 0, 0, 0, 0, 0, 0, (byte) payload.length}, payload);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static InputStream inPieces(byte[] bytes, int piece) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(piece, length));
            }
        };
    }
}
