package io.github.dbguard.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A window that slides over a script: the piece that is being read, from {@link #start} to {@link #at}, and what has
 * arrived behind it. A piece is never longer than {@link #SIZE} bytes, so that no script needs more memory.
 */
final class ScriptBytes {

    static final int SIZE = 64 * 1024;

    /** Stands for the byte behind the last one. */
    static final int NONE = -1;

    private final InputStream in;
    private boolean ended;

    final byte[] bytes = new byte[SIZE];
    int start;
    int at;
    int end;

    ScriptBytes(InputStream in) {
        this.in = in;
    }

    /** The next piece begins where the last one ended. */
    void begin() {
        start = at;
    }

    /** As many bytes lie ahead; false at the end of the script, and where the piece already fills the window. */
    boolean has(int ahead) throws IOException {
        while (end - at < ahead) {
            if (ended || !fill()) {
                return false;
            }
        }
        return true;
    }

    /** The piece fills the window, and the script may go on. */
    boolean full() {
        return !ended && start == 0 && end == SIZE;
    }

    /** A byte ahead, 0 to 255, or {@link #NONE}. */
    int peek(int ahead) throws IOException {
        return has(ahead + 1) ? bytes[at + ahead] & 0xff : NONE;
    }

    int length() {
        return at - start;
    }

    /** The piece, one character a byte. */
    String text() {
        return new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
    }

    static boolean isSpace(int b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }

    static boolean isWordStart(int b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b >= 0x80;
    }

    private boolean fill() throws IOException {
        if (end == SIZE) {
            if (start == 0) {
                return false;
            }
            System.arraycopy(bytes, start, bytes, 0, end - start);
            at -= start;
            end -= start;
            start = 0;
        }
        int n = in.read(bytes, end, SIZE - end);
        ended = n < 0;
        end += Math.max(n, 0);
        return n > 0 || !ended;
    }
}
