package io.github.dbguard.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of a script that become a text: no more of them than a limit. */
final class PsqlText {

    private final int limit;
    private byte[] bytes = new byte[512];
    private int length;
    private boolean cut;
    private long line;
    private byte gap;

    PsqlText(int limit) {
        this.limit = limit;
    }

    /** Forgets everything; what comes begins in this line. */
    void begin(long atLine) {
        length = 0;
        cut = false;
        gap = 0;
        line = atLine;
    }

    /** White space or a comment: it stands for one space, or one line end where it holds one. */
    void gap(byte[] from, int offset, int count) {
        gap = gap == 0 ? (byte) ' ' : gap;
        for (int i = offset; i < offset + count; i++) {
            gap = from[i] == '\n' ? (byte) '\n' : gap;
        }
    }

    void add(byte[] from, int offset, int count) {
        if (gap != 0 && length > 0) {
            append(new byte[] {gap}, 0, 1);
        }
        gap = 0;
        append(from, offset, count);
    }

    long line() {
        return line;
    }

    boolean cut() {
        return cut;
    }

    /** In UTF-8; where that is wrong, one character a byte. */
    String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException other) {
            return new String(bytes, 0, length, cut ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        }
    }

    private void append(byte[] from, int offset, int count) {
        int taken = Math.min(count, limit - length);
        cut |= taken < count;
        if (length + taken > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + taken, 2 * bytes.length));
        }
        System.arraycopy(from, offset, bytes, length, taken);
        length += taken;
    }
}
