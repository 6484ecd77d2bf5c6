package io.github.dbguard.postgres;

import io.github.dbguard.postgres.PsqlScript.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A script without some of its statements and backslash commands. What may have to go is held back until it is known
 * whole, {@value #HELD_BYTES} bytes at most: what is longer passes.
 */
final class PsqlFilter extends InputStream implements PsqlScript.Listener, PsqlReader.Pieces {

    private static final int HELD_BYTES = PsqlScript.LEFT_OUT_BYTES;
    private static final int NONE = -1;

    private final InputStream script;
    private final PsqlReader reader;
    private final Predicate<String> statements;
    private final Predicate<String> metaCommands;

    /** Bytes from {@link #read} to {@link #ready} can be read, those behind it are held back. */
    private byte[] bytes = new byte[2 * ScriptBytes.SIZE];

    private int read;
    private int ready;
    private int size;
    private int statementFrom = NONE;
    private int metaFrom = NONE;
    private boolean passing;
    private boolean ended;

    PsqlFilter(InputStream script, Predicate<String> statements, Predicate<String> metaCommands) {
        this.script = script;
        this.statements = statements;
        this.metaCommands = metaCommands;
        this.reader = new PsqlReader(script, this, HELD_BYTES, this);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        while (read == ready && !ended) {
            ended = !reader.step();
            release();
        }
        if (read == ready) {
            return -1;
        }
        int n = Math.min(length, ready - read);
        System.arraycopy(bytes, read, into, offset, n);
        read += n;
        return n;
    }

    @Override
    public void close() throws IOException {
        script.close();
    }

    @Override
    public void piece(PsqlPiece kind, boolean begins, byte[] from, int offset, int length) {
        if (kind == PsqlPiece.BYTE_ORDER_MARK) {
            return;
        }
        if (kind == PsqlPiece.SQL && statementFrom == NONE) {
            statementFrom = size;
            passing = false;
        }
        if (kind == PsqlPiece.META && begins) {
            metaFrom = size;
        }
        append(from, offset, length);
    }

    @Override
    public void statement(Statement statement) {
        if (!passing && !statement.cut() && !statement.data() && statements.test(statement.text())) {
            leaveOut(statementFrom);
        }
        statementFrom = NONE;
    }

    @Override
    public void metaCommand(String text, long line) {
        if (metaCommands.test(text) && metaFrom != NONE) {
            leaveOut(metaFrom);
        }
        metaFrom = NONE;
    }

    private void release() {
        if (statementFrom != NONE && size - statementFrom > HELD_BYTES) {
            passing = true;
        }
        if (metaFrom != NONE && size - metaFrom > HELD_BYTES) {
            metaFrom = NONE;
        }
        int held = statementFrom == NONE || passing ? size : statementFrom;
        ready = ended ? size : Math.min(held, metaFrom == NONE ? size : metaFrom);
    }

    /** All that stays of it are its line ends. */
    private void leaveOut(int from) {
        int kept = from;
        for (int i = from; i < size; i++) {
            if (bytes[i] == '\n') {
                bytes[kept++] = '\n';
            }
        }
        size = kept;
    }

    private void append(byte[] from, int offset, int length) {
        if (read == ready && read > 0) {
            System.arraycopy(bytes, read, bytes, 0, size - read);
            size -= read;
            statementFrom = statementFrom == NONE ? NONE : Math.max(statementFrom - read, 0);
            metaFrom = metaFrom == NONE ? NONE : metaFrom - read;
            ready = 0;
            read = 0;
        }
        if (size + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + length, 2 * bytes.length));
        }
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }
}
