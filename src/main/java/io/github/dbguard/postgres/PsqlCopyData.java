package io.github.dbguard.postgres;

import java.io.IOException;

/** The data of COPY … FROM stdin in a script: the lines up to one that is {@code \.} alone. They are never decoded. */
final class PsqlCopyData {

    private final ScriptBytes in;
    private int awaited;
    private boolean inside;
    private boolean lineBegun;
    private boolean zero;
    private long rows;

    PsqlCopyData(ScriptBytes in) {
        this.in = in;
    }

    /** A COPY was ended: its data begins with the next line, whatever else stands on this one. */
    void await() {
        awaited++;
    }

    boolean awaited() {
        return awaited > 0 && !inside;
    }

    boolean inside() {
        return inside;
    }

    /** A line has ended: awaited data begins. */
    void lineEnded() {
        if (awaited > 0) {
            inside = true;
            lineBegun = false;
            rows = 0;
        }
    }

    /** Lines of data so far. */
    long rows() {
        return rows;
    }

    /** A zero byte was in what was read last: psql takes it for the end of what it has read of the line. */
    boolean zero() {
        return zero;
    }

    /** @return false when this was the line behind the data */
    boolean read() throws IOException {
        zero = false;
        if (!lineBegun && atEndMark()) {
            awaited--;
            inside = false;
            return false;
        }
        byte[] bytes = in.bytes;
        int end = in.end;
        int at = in.at;
        boolean begun = lineBegun;
        while (at < end) {
            byte b = bytes[at++];
            if (b == '\n') {
                rows++;
                begun = false;
                if (at < end && bytes[at] == '\\' && (at + 1 == end || bytes[at + 1] == '.')) {
                    break;
                }
            } else {
                begun = true;
                zero |= b == 0;
            }
        }
        in.at = at;
        lineBegun = begun;
        return true;
    }

    private boolean atEndMark() throws IOException {
        if (in.peek(0) != '\\' || in.peek(1) != '.') {
            return false;
        }
        int length = in.peek(2) == '\r' ? 3 : 2;
        int next = in.peek(length);
        if (next != '\n' && next != ScriptBytes.NONE) {
            return false;
        }
        in.at += next == '\n' ? length + 1 : length;
        return true;
    }
}
