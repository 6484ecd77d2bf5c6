package io.github.dbguard.deploy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.postgres.PsqlScript;
import io.github.dbguard.postgres.PsqlScript.End;
import io.github.dbguard.postgres.PsqlScript.Statement;
import io.github.dbguard.postgres.SqlWords;
import io.github.dbguard.postgres.SqlWords.Word;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of SQL that was read whole before any of it runs: it neither ends the transaction that it runs in, nor the script,
 * nor lets errors pass.
 *
 * @param lines how many line ends it has
 * @param open it ends in a statement without a semicolon, which psql would send
 */
record SeedFile(Path path, long lines, boolean open) {

    private static final Set<String> TRANSACTION = Set.of("begin", "start", "commit", "end", "rollback", "abort");
    private static final String THAT_LINE = "Take that line out, and run it again.";
    private static final Set<String> LEAVES = Set.of("c", "connect", "q", "quit");
    private static final Set<String> RUNS_OTHERS = Set.of("i", "include", "ir", "include_relative", "gexec", "!");
    /** Several may stand on one line. */
    private static final Pattern COMMAND = Pattern.compile("\\\\(\\w+|!)");

    private static final Pattern UNGUARDS =
            Pattern.compile("(?i)\\\\(un)?set\\s+(ON_ERROR_STOP|ON_ERROR_ROLLBACK|AUTOCOMMIT)\\b");

    /**
     * @throws CannotProceed when it cannot be read
     * @throws Refused with the line, when it cannot be one part of one transaction
     */
    static SeedFile read(Path path) {
        try (Counted in = new Counted(new BufferedInputStream(Files.newInputStream(path)))) {
            End end = PsqlScript.read(in, new Listening(path));
            if (end != End.COMPLETE && end != End.IN_STATEMENT) {
                throw new Refused(path + " ends in the middle of a quote, a comment or the data of a COPY: it was cut."
                        + "\nNothing was seeded. Bring the whole file.");
            }
            return new SeedFile(path, in.lines, end == End.IN_STATEMENT);
        } catch (IOException e) {
            throw new CannotProceed(
                    "Cannot read the seed " + path + ": " + e + ".\nNothing was seeded. See dbguard.seed.", e);
        }
    }

    private record Listening(Path path) implements PsqlScript.Listener {

        @Override
        public void statement(Statement statement) {
            List<Word> words = SqlWords.of(
                    statement.text().substring(0, Math.min(80, statement.text().length())));
            boolean ends = !words.isEmpty() && TRANSACTION.contains(words.get(0).text());
            // ROLLBACK TO a savepoint stays within; COMMIT PREPARED is of another transaction, and not allowed in one.
            boolean toSavepoint = words.size() > 1 && words.stream().anyMatch(word -> word.is("to"));
            boolean prepares = words.size() > 1
                    && words.get(0).is("prepare")
                    && words.get(1).is("transaction");
            if (prepares || ends && !(words.get(0).is("rollback") && toSavepoint)) {
                throw refused(
                        statement.line(),
                        words.get(0).text().toUpperCase(Locale.ROOT)
                                + ": all of a seed runs in one transaction, which dbguard begins and ends",
                        THAT_LINE);
            }
        }

        @Override
        public void metaCommand(String text, long line) {
            Matcher command = COMMAND.matcher(text);
            while (command.find()) {
                if (LEAVES.contains(command.group(1))) {
                    throw refused(
                            line,
                            command.group() + ": what comes after it would run elsewhere, or not at all",
                            THAT_LINE);
                }
                if (RUNS_OTHERS.contains(command.group(1))) {
                    throw refused(
                            line,
                            command.group() + ": what that runs was not read, and may end the transaction",
                            "Give the files in dbguard.seed, in their order, and take that line out.");
                }
            }
            if (UNGUARDS.matcher(text).find()) {
                throw refused(line, text.strip() + ": an error would no longer stop the seed", THAT_LINE);
            }
        }

        private Refused refused(long line, String what, String next) {
            return new Refused(path + ", line " + line + ", has " + what + ".\nNothing was seeded. " + next);
        }
    }

    /** Counts line ends on the way. */
    private static final class Counted extends FilterInputStream {

        private long lines;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            lines += one == '\n' ? 1 : 0;
            return one;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int n = super.read(bytes, from, length);
            for (int i = from; i < from + n; i++) {
                lines += bytes[i] == '\n' ? 1 : 0;
            }
            return n;
        }
    }
}
