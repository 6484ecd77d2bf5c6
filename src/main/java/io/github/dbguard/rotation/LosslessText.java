package io.github.dbguard.rotation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The text of a file that should be UTF-8, without loss where it is not: a byte that no character is made of becomes a
 * lone surrogate, and that byte again. Compose reads such files as well; a comment in Latin-1 must not stop a rotation.
 */
final class LosslessText {

    private static final char FIRST_STRAY = '\uDC00';
    private static final int BYTE = 0xFF;

    private LosslessText() {}

    static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (FIRST_STRAY + (in.get() & BYTE)));
            }
            decoder.reset();
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    static byte[] encode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + text.length() / 2);
        text.codePoints().forEach(c -> {
            if (isStray(c)) {
                bytes.write(c - FIRST_STRAY);
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    /** Whether this was a byte that belongs to no character. */
    static boolean isStray(int codePoint) {
        return codePoint >= FIRST_STRAY + 0x80 && codePoint <= FIRST_STRAY + BYTE;
    }
}
