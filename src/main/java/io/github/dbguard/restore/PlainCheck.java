package io.github.dbguard.restore;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.postgres.PsqlScript;
import io.github.dbguard.postgres.PsqlScript.Statement;
import io.github.dbguard.postgres.SqlWords;
import io.github.dbguard.postgres.SqlWords.Word;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Reads a plain dump whole before any of it is carried out. It is refused when it was cut, when it would make psql do
 * more than send SQL, and when it says plainly that it reaches outside of the database it is restored into.
 *
 * <p>A plain dump is a script for psql, and psql runs a shell where a script says so (CVE-2025-8714).
 */
public final class PlainCheck implements PsqlScript.Listener {

    private static final String OPENING = "-- PostgreSQL database dump";
    private static final String CLOSING = "-- PostgreSQL database dump complete";
    private static final String CLUSTER = "-- PostgreSQL database cluster dump";

    private final ForeignBackup backup;
    private final PlainFacts facts = new PlainFacts();
    private final PlainSettings settings;
    private int openings;
    private int closings;

    private PlainCheck(ForeignBackup backup) {
        this.backup = backup;
        this.settings = new PlainSettings(this::refused);
    }

    /**
     * Reads it, at about the speed of its decompression.
     *
     * @param backup of the kind {@link ForeignBackup.Kind#PLAIN}
     * @param bytesSoFar is told how much of the decompressed script has been read, now and then
     * @throws Refused with the line, what stands there, and what to do
     */
    public static PlainScript check(ForeignBackup backup, LongConsumer bytesSoFar) {
        PlainCheck check = new PlainCheck(backup);
        try (Counted script = new Counted(backup.open(), bytesSoFar)) {
            PsqlScript.End end = PsqlScript.read(script, check);
            check.requireWhole(end, script.bytes);
            return check.facts.script(backup, script.bytes);
        } catch (IOException e) {
            throw new CannotProceed("Cannot read " + backup.path() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void statement(Statement statement) {
        String text = statement.text();
        if (PsqlScript.isTransactionTimeout(text)) {
            facts.transactionTimeout();
        }
        if (text.regionMatches(true, 0, "INSERT", 0, 6) && !text.contains("pg_")) {
            facts.filled();
            return;
        }
        List<Word> words = SqlWords.of(text);
        if (words.isEmpty()) {
            return;
        }
        if (statement.cut() && words.get(0).is("copy")) {
            throw refused(statement.line(), "holds a COPY that is too long to be looked at");
        }
        Optional<DatabaseStatement> named = DatabaseStatement.of(words);
        if (named.isPresent()) {
            String other = facts.database(named.get().database());
            if (other != null) {
                throw cluster(
                        "names two databases, " + other + " and " + named.get().database());
            }
            if (statement.bytes() > PsqlScript.LEFT_OUT_BYTES) {
                throw refused(statement.line(), "holds a statement about a database that is too long to be left out");
            }
            facts.leftOut(statement.line(), text);
            return;
        }
        OutOfBounds.of(words).ifPresent(reach -> {
            throw refused(statement.line(), "holds " + firstWords(words) + ", which " + reach);
        });
        settings.require(statement.line(), words);
        facts.statement(statement.line(), words);
    }

    @Override
    public void metaCommand(String text, long line) {
        if (!PlainCommand.isKnown(text)) {
            throw refused(
                    line,
                    "holds the psql command " + PlainCommand.name(text) + ", which pg_dump does not write: psql"
                            + " commands can run programs on this machine and read and write its files. If you know"
                            + " who wrote it and why, take the line out");
        }
        if (PlainCommand.isConnect(text)) {
            requireOneDatabase(PlainCommand.database(text));
            facts.leftOut(line, text);
        }
    }

    @Override
    public void comment(String text, long line) {
        String comment = text.stripTrailing();
        if (comment.equals(CLUSTER)) {
            throw cluster("is a dump of pg_dumpall, of a whole server");
        }
        openings += comment.equals(OPENING) ? 1 : 0;
        closings += comment.equals(CLOSING) ? 1 : 0;
        facts.comment(comment);
    }

    @Override
    public void copyData(Statement copy, long rows) {
        facts.copied(SqlWords.of(copy.text()), rows);
    }

    @Override
    public void doubt(String what, long line) {
        throw refused(
                line,
                "holds " + what + ". What psql would take it for, nobody can tell from outside, and no dump of pg_dump"
                        + " holds it");
    }

    private void requireOneDatabase(String name) {
        String other = facts.database(name);
        if (other != null) {
            throw cluster("names two databases, " + other + " and " + name);
        }
    }

    private void requireWhole(PsqlScript.End end, long bytes) {
        String cut = switch (end) {
            case COMPLETE -> null;
            case IN_STATEMENT -> "in the middle of a statement";
            case IN_QUOTE -> "in the middle of a quoted text";
            case IN_COMMENT -> "in the middle of a comment";
            case IN_COPY_DATA -> "in the middle of a table's rows";
        };
        String next =
                ". It was cut off, or something else got into it. Restored, it would lack tables without any error."
                        + " Take another backup, and look at the exit code of every command that makes it";
        if (cut != null) {
            throw ForeignBackup.refused(backup.path(), "ends " + cut + ", after " + bytes + " bytes" + next);
        }
        if (closings == 0 || closings < openings) {
            throw ForeignBackup.refused(
                    backup.path(), "lacks pg_dump's closing comment, \"" + CLOSING.substring(3) + "\"" + next);
        }
    }

    private Refused refused(long line, String what) {
        return ForeignBackup.refused(backup.path(), what + " (line " + line + ")");
    }

    private Refused cluster(String what) {
        return ForeignBackup.refused(
                backup.path(),
                what
                        + ". Restored, it would write into live databases by their names. Take the one that you want out of"
                        + " it, and restore that: sed -n '/^\\\\connect app$/,/^-- PostgreSQL database dump complete/p'"
                        + " all.sql > app.sql");
    }

    /** The statement's name; what follows it may hold a secret. */
    private static String firstWords(List<Word> words) {
        boolean two = words.get(0).text().matches("create|alter|drop|reassign");
        String name = two
                ? words.get(0).text() + " " + words.get(1).text()
                : words.get(0).text();
        return name.toUpperCase(Locale.ROOT);
    }

    /** Counts what passes. */
    private static final class Counted extends FilterInputStream {

        private final LongConsumer bytesSoFar;
        private long bytes;

        Counted(InputStream in, LongConsumer bytesSoFar) {
            super(in);
            this.bytesSoFar = bytesSoFar;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            bytes += Math.max(n, 0);
            bytesSoFar.accept(bytes);
            return n;
        }
    }
}
