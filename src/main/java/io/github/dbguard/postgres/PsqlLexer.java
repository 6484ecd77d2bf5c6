package io.github.dbguard.postgres;

import static io.github.dbguard.postgres.ScriptBytes.isDigit;
import static io.github.dbguard.postgres.ScriptBytes.isSpace;
import static io.github.dbguard.postgres.ScriptBytes.isWordStart;

import io.github.dbguard.postgres.PsqlQuote.Inside;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/**
 * Cuts a psql script into pieces as psql does: by the rules of its lexer with {@code standard_conforming_strings} on,
 * for encodings in which every byte below 128 is ASCII.
 *
 * <p>A piece lies in {@link #bytes} and is gone with the next one. What is long comes in several pieces of one kind: a
 * quote, a comment, the data of a COPY. A piece may be empty.
 */
final class PsqlLexer {

    /** A number with letters in it that is one number: underscores, an exponent, or hexadecimal and its kind. */
    private static final Pattern NUMBER = Pattern.compile("\\d[\\d_]*\\.?[\\d_]*([eE][\\d_]*)?|0[xXoObB][\\da-fA-F_]+");

    private static final String ZERO = "a zero byte, behind which psql does not see the rest of the line";

    private final ScriptBytes in;
    private final PsqlState state = new PsqlState();
    private final PsqlQuote quote;
    private final PsqlCopyData data;

    private boolean atStart = true;
    private boolean begins;
    private boolean copyEnded;
    private boolean escapeStringEnded;
    private boolean lineEndedSince;
    private String doubt;
    private long rows;
    private long line = 1;
    private long pieceLine = 1;

    PsqlLexer(InputStream script) {
        in = new ScriptBytes(script);
        quote = new PsqlQuote(in);
        data = new PsqlCopyData(in);
    }

    byte[] bytes() {
        return in.bytes;
    }

    int from() {
        return in.start;
    }

    int length() {
        return in.length();
    }

    /** The line that the piece begins in, from 1. */
    long line() {
        return pieceLine;
    }

    /** The piece does not go on with the one before. */
    boolean begins() {
        return begins;
    }

    /** The next piece does not go on with this one. */
    boolean closed() {
        return quote.inside() == Inside.NOTHING;
    }

    /** Lines of a COPY's data so far. */
    long rows() {
        return rows;
    }

    /** The statement that just ended is a COPY whose data stands in the script. */
    boolean copyEnded() {
        return copyEnded;
    }

    /** What in this piece psql, its versions and the server do not all read alike; else null. */
    String doubt() {
        return doubt;
    }

    /** What is open: at the script's end, what was cut. */
    PsqlScript.End end() {
        if (data.inside() || data.awaited()) {
            return PsqlScript.End.IN_COPY_DATA;
        }
        if (quote.inside().isQuote() || quote.inside() == Inside.COMMENT) {
            return quote.inside().isQuote() ? PsqlScript.End.IN_QUOTE : PsqlScript.End.IN_COMMENT;
        }
        return state.begun() ? PsqlScript.End.IN_STATEMENT : PsqlScript.End.COMPLETE;
    }

    PsqlPiece next() throws IOException {
        in.begin();
        pieceLine = line;
        doubt = null;
        begins = quote.inside() == Inside.NOTHING;
        if (!in.has(1)) {
            return PsqlPiece.SCRIPT_END;
        }
        if (data.inside()) {
            return data();
        }
        PsqlPiece piece = piece();
        for (int i = in.start; i < in.at; i++) {
            if (in.bytes[i] == '\n') {
                line++;
            } else if (in.bytes[i] == 0) {
                doubt = ZERO;
            }
        }
        return piece;
    }

    private PsqlPiece data() throws IOException {
        long before = data.rows();
        boolean more = data.read();
        rows = data.rows();
        line += rows - before;
        if (more) {
            doubt = data.zero() ? ZERO : null;
            return PsqlPiece.DATA;
        }
        line++;
        data.lineEnded();
        return PsqlPiece.DATA_END;
    }

    private PsqlPiece piece() throws IOException {
        if (quote.inside() != Inside.NOTHING) {
            return quoted();
        }
        int here = in.peek(0);
        if (atStart) {
            atStart = false;
            if (here == 0xef && in.peek(1) == 0xbb && in.peek(2) == 0xbf) {
                in.at += 3;
                return PsqlPiece.BYTE_ORDER_MARK;
            }
        }
        if (isSpace(here)) {
            return space();
        }
        if (here == '-' && in.peek(1) == '-') {
            return read(Inside.LINE_COMMENT);
        }
        if (data.awaited()) {
            doubt = "something behind COPY … FROM stdin; on its line, which is carried out after the data";
        }
        if (here == '/' && in.peek(1) == '*') {
            in.at += 2;
            return read(Inside.COMMENT);
        }
        boolean continued = escapeStringEnded && lineEndedSince;
        escapeStringEnded = false;
        if (here == '\'' && continued) {
            doubt = "an E'…' that goes on behind a line's end, which psql takes for another string";
        }
        return token(here);
    }

    private PsqlPiece token(int here) throws IOException {
        if (here == '\\') {
            return backslash();
        }
        if (here == ';' && state.endsHere()) {
            in.at++;
            endStatement();
            return PsqlPiece.STATEMENT_END;
        }
        if (here == '\'' || here == '"') {
            in.at++;
            return string(here == '"' ? Inside.IDENTIFIER : Inside.STRING);
        }
        if (here == '$' && !isDigit(in.peek(1))) {
            return dollar();
        }
        if (isDigit(here) || here == '$') {
            return number();
        }
        if (isWordStart(here)) {
            return word(here);
        }
        in.at++;
        state.token(here);
        return PsqlPiece.SQL;
    }

    private void endStatement() {
        copyEnded = state.copyData();
        if (copyEnded) {
            rows = 0;
            data.await();
        }
        state.reset();
    }

    private PsqlPiece backslash() throws IOException {
        int next = in.peek(1);
        if (next != ';' && next != ':') {
            return read(Inside.META);
        }
        in.at += 2;
        if (next == ';') {
            endStatement();
        }
        return PsqlPiece.META;
    }

    private PsqlPiece quoted() throws IOException {
        Inside what = quote.inside();
        quote.read();
        escapeStringEnded |= what == Inside.ESCAPE_STRING && quote.inside() == Inside.NOTHING;
        lineEndedSince &= what != Inside.ESCAPE_STRING;
        boolean comment = what == Inside.COMMENT || what == Inside.LINE_COMMENT;
        return comment ? PsqlPiece.COMMENT : what == Inside.META ? PsqlPiece.META : PsqlPiece.SQL;
    }

    private PsqlPiece string(Inside what) throws IOException {
        state.token('\'');
        return read(what);
    }

    private PsqlPiece read(Inside what) throws IOException {
        quote.open(what);
        return quoted();
    }

    private PsqlPiece space() throws IOException {
        while (in.has(1) && isSpace(in.peek(0))) {
            int here = in.bytes[in.at++];
            lineEndedSince |= here == '\n' || here == '\r';
            if (here == '\n' && data.awaited()) {
                data.lineEnded();
                break;
            }
        }
        return PsqlPiece.SPACE;
    }

    private PsqlPiece dollar() throws IOException {
        int length = 1;
        while (isWordStart(in.peek(length)) || length > 1 && isDigit(in.peek(length))) {
            length++;
        }
        state.token('$');
        if (in.peek(length) == '$') {
            quote.openDollars(length + 1);
            in.at += length + 1;
            return quoted();
        }
        if (!in.has(length + 1) && in.full()) {
            doubt = "a word of more than " + ScriptBytes.SIZE + " bytes";
        }
        in.at++;
        return PsqlPiece.SQL;
    }

    private PsqlPiece number() throws IOException {
        boolean letters = false;
        in.at++;
        while (isWordStart(in.peek(0)) || isDigit(in.peek(0)) || in.peek(0) == '.') {
            letters |= isWordStart(in.peek(0));
            in.at++;
        }
        int next = in.peek(0);
        if (letters
                && (next == '$' || next == '\'' || !NUMBER.matcher(in.text()).matches())) {
            doubt = "a number that runs into a word, which versions of psql cut at different places";
        }
        state.token('0');
        return PsqlPiece.SQL;
    }

    private PsqlPiece word(int firstByte) throws IOException {
        in.at++;
        while (isWordStart(in.peek(0)) || isDigit(in.peek(0)) || in.peek(0) == '$') {
            in.at++;
        }
        if (in.full() && in.length() == ScriptBytes.SIZE) {
            doubt = "a word of more than " + ScriptBytes.SIZE + " bytes";
        }
        if (in.length() == 1 && in.peek(0) == '\'' && "eEbBxXnN".indexOf(firstByte) >= 0) {
            in.at++;
            return string((firstByte | 0x20) == 'e' ? Inside.ESCAPE_STRING : Inside.STRING);
        }
        if (!state.word(in.bytes, in.start, in.length())) {
            doubt = "STDIN in the body of a function, which psql may not see the end of";
        }
        return PsqlPiece.SQL;
    }
}
