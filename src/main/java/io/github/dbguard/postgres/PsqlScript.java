package io.github.dbguard.postgres;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads scripts for psql, plain dumps above all, as psql reads them. A script of any size passes through a fixed amount
 * of memory; the data of a COPY is counted and never decoded.
 *
 * <p>Two settings change how psql reads a script and are taken as given: {@code standard_conforming_strings} is on, and
 * in the client's encoding every byte below 128 is ASCII. A script can change both; who must not be deceived has to
 * look for that.
 */
public final class PsqlScript {

    /** As much of a statement as a listener is told: a COPY of 1,600 columns with long names is shorter. */
    public static final int STATEMENT_BYTES = 256 * 1024;

    /** A longer statement always passes {@link #without}. */
    public static final int LEFT_OUT_BYTES = 16 * 1024;

    private PsqlScript() {}

    /** How a script ended: whole, or cut. */
    public enum End {
        COMPLETE,
        /** Without the last semicolon. psql sends such a statement all the same. */
        IN_STATEMENT,
        IN_QUOTE,
        IN_COMMENT,
        /** The line {@code \.} behind a COPY's data did not come. */
        IN_COPY_DATA
    }

    /**
     * A statement.
     *
     * @param text without comments and the semicolon; white space between words is one space or one line end. In
     *     UTF-8, or byte by byte where that fails
     * @param line the line that it begins in, from 1
     * @param bytes how long it is in the script, with comments and white space in it, and the semicolon
     * @param cut it is longer than {@link #STATEMENT_BYTES}, and these are its first
     * @param data it is a COPY whose data stands in the script
     */
    public record Statement(String text, long line, long bytes, boolean cut, boolean data) {}

    /** Is told what a script holds, in its order. What it throws ends the reading. */
    public interface Listener {

        default void statement(Statement statement) {}

        /**
         * A backslash command, also one in the middle of a statement, which is then told later.
         *
         * @param text from the backslash to the line's end; {@code \;} and {@code \:} alone
         */
        default void metaCommand(String text, long line) {}

        /** A comment with its marks; of a long one, the first {@value PsqlReader#SHORT_BYTES} bytes. */
        default void comment(String text, long line) {}

        /**
         * The data of a COPY has ended.
         *
         * @param copy the statement, told before
         * @param rows lines of data. In PostgreSQL's text format, the default, a line is a row
         */
        default void copyData(Statement copy, long rows) {}

        /**
         * Something that psql, its versions and the server do not all read alike, so that what follows may be taken for
         * something else than it is. No dump of pg_dump holds it.
         *
         * @param what in words, to follow "holds"
         */
        default void doubt(String what, long line) {}
    }

    /** Reads to the end of the stream, which stays open. */
    public static End read(InputStream script, Listener listener) throws IOException {
        return read(script, listener, STATEMENT_BYTES);
    }

    /** The statements of a small script, whole, without comments and backslash commands. */
    public static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        Listener listener = new Listener() {
            @Override
            public void statement(Statement statement) {
                statements.add(statement.text());
            }
        };
        try {
            read(new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)), listener, Integer.MAX_VALUE);
        } catch (IOException fromMemory) {
            throw new UncheckedIOException(fromMemory);
        }
        return List.copyOf(statements);
    }

    /**
     * The same script with some of it left out, on its way to psql. The line ends stay, so that the line numbers in
     * psql's messages are right; a byte order mark goes.
     *
     * @param statements told a statement's text as {@link Statement#text} has it; true leaves it out. Those longer than
     *     {@link #LEFT_OUT_BYTES} pass unasked, and so does a COPY whose data stands in the script
     * @param metaCommands told a backslash command's text; true leaves it out
     * @return closing it closes the script
     */
    public static InputStream without(
            InputStream script, Predicate<String> statements, Predicate<String> metaCommands) {
        return new PsqlFilter(script, statements, metaCommands);
    }

    /**
     * {@code \restrict} and the command that ends it, which pg_dump writes since August 2025 and no psql from before
     * then knows.
     */
    public static boolean isRestriction(String metaCommand) {
        return metaCommand.matches("\\\\(un)?restrict\\s+[A-Za-z0-9]+\\s*");
    }

    /** The one setting of pg_dump 17 and later that servers up to 16 refuse. */
    public static boolean isTransactionTimeout(String statement) {
        return statement.equals("SET transaction_timeout = 0");
    }

    private static End read(InputStream script, Listener listener, int statementBytes) throws IOException {
        PsqlReader reader = new PsqlReader(script, listener, statementBytes);
        while (reader.step()) {
            // Everything is told to the listener.
        }
        return reader.end();
    }
}
