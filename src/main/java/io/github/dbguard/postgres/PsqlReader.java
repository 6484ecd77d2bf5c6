package io.github.dbguard.postgres;

import io.github.dbguard.postgres.PsqlScript.Listener;
import io.github.dbguard.postgres.PsqlScript.Statement;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** Puts the pieces of a script together to what a listener is told. */
final class PsqlReader {

    /** As much of a comment or a backslash command is told. */
    static final int SHORT_BYTES = 4096;

    /** Sees every piece before it is put together. */
    interface Pieces {
        void piece(PsqlPiece kind, boolean begins, byte[] bytes, int from, int length);
    }

    private final PsqlLexer lexer;
    private final Listener listener;
    private final Pieces pieces;
    private final PsqlText statement;
    private final PsqlText aside = new PsqlText(SHORT_BYTES);
    private final Deque<Statement> copies = new ArrayDeque<>();
    private boolean inStatement;
    private long statementBytes;
    private PsqlPiece asideKind;

    PsqlReader(InputStream script, Listener listener, int mostBytes) {
        this(script, listener, mostBytes, (kind, begins, bytes, from, length) -> {});
    }

    PsqlReader(InputStream script, Listener listener, int mostBytes, Pieces pieces) {
        this.lexer = new PsqlLexer(script);
        this.listener = listener;
        this.statement = new PsqlText(mostBytes);
        this.pieces = pieces;
    }

    /** How the script ended; asked when {@link #step} has said so. */
    PsqlScript.End end() {
        return lexer.end();
    }

    /** @return false at the script's end */
    boolean step() throws IOException {
        PsqlPiece kind = lexer.next();
        pieces.piece(kind, lexer.begins(), lexer.bytes(), lexer.from(), lexer.length());
        if (lexer.doubt() != null) {
            listener.doubt(lexer.doubt(), lexer.line());
        }
        statementBytes += lexer.length();
        switch (kind) {
            case SPACE -> statement.gap(lexer.bytes(), lexer.from(), lexer.length());
            case SQL -> sql();
            case STATEMENT_END -> endStatement(lexer.copyEnded());
            case COMMENT, META -> aside(kind);
            case DATA_END -> listener.copyData(copies.removeFirst(), lexer.rows());
            case BYTE_ORDER_MARK, DATA, SCRIPT_END -> {}
        }
        if (asideKind != null && (lexer.closed() || kind == PsqlPiece.SCRIPT_END)) {
            tellAside();
        }
        if (kind == PsqlPiece.SCRIPT_END) {
            endScript();
        }
        return kind != PsqlPiece.SCRIPT_END;
    }

    private void sql() {
        if (!inStatement) {
            statement.begin(lexer.line());
            statementBytes = lexer.length();
            inStatement = true;
        }
        statement.add(lexer.bytes(), lexer.from(), lexer.length());
    }

    private void endStatement(boolean data) {
        if (inStatement) {
            Statement whole = new Statement(statement.text(), statement.line(), statementBytes, statement.cut(), data);
            inStatement = false;
            if (data) {
                copies.add(whole);
            }
            listener.statement(whole);
        }
    }

    private void aside(PsqlPiece kind) {
        if (kind == PsqlPiece.COMMENT) {
            statement.gap(lexer.bytes(), lexer.from(), lexer.length());
        }
        if (lexer.begins()) {
            aside.begin(lexer.line());
            asideKind = kind;
        }
        aside.add(lexer.bytes(), lexer.from(), lexer.length());
    }

    private void tellAside() {
        // What was cut must not be taken for a command that is known.
        String text = aside.cut() ? aside.text() + "…" : aside.text();
        boolean comment = asideKind == PsqlPiece.COMMENT;
        asideKind = null;
        if (comment) {
            listener.comment(text, aside.line());
            return;
        }
        listener.metaCommand(text, aside.line());
        if (text.equals("\\;")) {
            endStatement(lexer.copyEnded());
        }
    }

    private void endScript() {
        endStatement(false);
        while (!copies.isEmpty()) {
            listener.copyData(copies.removeFirst(), lexer.rows());
        }
    }
}
