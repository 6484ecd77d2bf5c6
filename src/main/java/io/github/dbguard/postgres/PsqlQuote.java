package io.github.dbguard.postgres;

import java.io.IOException;
import java.util.Arrays;

/** What a psql script can be inside of, so that nothing but its end means anything: quotes, comments, a backslash's line. */
final class PsqlQuote {

    /** Where the script is. */
    enum Inside {
        NOTHING,
        STRING,
        /** {@code E'…'}: a backslash takes the next character's meaning away. */
        ESCAPE_STRING,
        IDENTIFIER,
        DOLLARS,
        LINE_COMMENT,
        COMMENT,
        META;

        boolean isQuote() {
            return this == STRING || this == ESCAPE_STRING || this == IDENTIFIER || this == DOLLARS;
        }
    }

    private final ScriptBytes in;
    private Inside inside = Inside.NOTHING;
    private int depth;
    private byte[] dollars;
    private int dollarsSeen;

    PsqlQuote(ScriptBytes in) {
        this.in = in;
    }

    Inside inside() {
        return inside;
    }

    void open(Inside what) {
        inside = what;
        depth = 1;
    }

    /** Opens a dollar quote whose mark, {@code $tag$}, is the next bytes. */
    void openDollars(int length) {
        dollars = Arrays.copyOfRange(in.bytes, in.at, in.at + length);
        dollarsSeen = 0;
        inside = Inside.DOLLARS;
    }

    /** Goes on to the end of it, or of what has arrived. */
    void read() throws IOException {
        switch (inside) {
            case STRING -> quoted('\'', false);
            case ESCAPE_STRING -> quoted('\'', true);
            case IDENTIFIER -> quoted('"', false);
            case DOLLARS -> dollars();
            case COMMENT -> comment();
            // To psql a comment ends at a lone carriage return, and a backslash's line does not.
            case LINE_COMMENT -> line('\r');
            case META -> line('\n');
            case NOTHING -> throw new IllegalStateException("not inside of anything");
        }
    }

    private void quoted(char mark, boolean escapes) throws IOException {
        while (in.has(1)) {
            byte[] bytes = in.bytes;
            int at = in.at;
            while (at < in.end && bytes[at] != mark && !(escapes && bytes[at] == '\\')) {
                at++;
            }
            in.at = at;
            if (at == in.end) {
                return;
            }
            if (!in.has(2) && in.full()) {
                return;
            }
            boolean escaped = in.bytes[in.at] == '\\';
            int next = in.peek(1);
            if (!escaped && next != mark) {
                in.at++;
                inside = Inside.NOTHING;
                return;
            }
            in.at += next == ScriptBytes.NONE ? 1 : 2;
        }
    }

    private void dollars() throws IOException {
        if (!in.has(1)) {
            return;
        }
        while (in.at < in.end) {
            byte b = in.bytes[in.at++];
            if (b == dollars[dollarsSeen]) {
                dollarsSeen++;
            } else {
                dollarsSeen = b == '$' ? 1 : 0;
            }
            if (dollarsSeen == dollars.length) {
                inside = Inside.NOTHING;
                return;
            }
        }
    }

    private void comment() throws IOException {
        while (in.has(1)) {
            byte[] bytes = in.bytes;
            int at = in.at;
            while (at < in.end && bytes[at] != '*' && bytes[at] != '/') {
                at++;
            }
            in.at = at;
            if (at == in.end || !in.has(2) && in.full()) {
                return;
            }
            int here = in.peek(0);
            int next = in.peek(1);
            boolean closes = here == '*' && next == '/';
            boolean opens = here == '/' && next == '*';
            in.at += closes || opens ? 2 : 1;
            depth += opens ? 1 : closes ? -1 : 0;
            if (depth == 0) {
                inside = Inside.NOTHING;
                return;
            }
        }
    }

    private void line(char otherEnd) throws IOException {
        if (!in.has(1)) {
            return;
        }
        int at = in.at;
        while (at < in.end && in.bytes[at] != '\n' && in.bytes[at] != otherEnd) {
            at++;
        }
        in.at = at;
        if (at < in.end) {
            inside = Inside.NOTHING;
        }
    }
}
