package io.github.dbguard.restore;

import io.github.dbguard.postgres.PsqlScript;
import io.github.dbguard.postgres.SqlWords;
import io.github.dbguard.postgres.SqlWords.Word;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A plain dump that was read whole and may be given to psql, through {@link #open}.
 *
 * @param backup where it lies
 * @param bytes of the script, decompressed
 * @param rows rows by table, in the script's order, of COPY in PostgreSQL's text format; a table that is filled by
 *     INSERT, or by COPY in another format, is not among them
 * @param roles that own something, are granted something or act in it, sorted; they must exist, unless they are left
 *     out
 * @param extensions that it creates, sorted
 * @param serverVersion of the server that was dumped: {@code 17.5 (Debian 17.5-1)}
 * @param dumpVersion of the pg_dump that wrote it
 * @param transactionTimeout it sets transaction_timeout, which servers up to 16 do not know
 * @param database the one that it would have created or connected to; {@link #open} leaves that out
 * @param leftOut what {@link #open} leaves out because it would reach the database of that name
 * @param failingDrop the line of the first statement that removes what a fresh database does not have, without IF
 *     EXISTS; {@link #open} leaves such statements out
 */
public record PlainScript(
        ForeignBackup backup,
        long bytes,
        Map<TableName, Long> rows,
        Set<String> roles,
        Set<String> extensions,
        Optional<String> serverVersion,
        Optional<String> dumpVersion,
        boolean transactionTimeout,
        Optional<String> database,
        List<LeftOut> leftOut,
        Optional<Long> failingDrop) {

    /**
     * A statement or a backslash command that does not reach psql.
     *
     * @param line in the script, from 1
     * @param text one line of at most 200 characters
     */
    public record LeftOut(long line, String text) {}

    /**
     * The script for a psql of any age, that is connected to the database to restore into: without {@code \restrict},
     * {@code \connect} and what names the database. Its lines have the numbers that they have in the file.
     *
     * @param serverMajor of the server that it goes to: up to 16, transaction_timeout is left out as well
     */
    public InputStream open(int serverMajor) {
        boolean withoutTimeout = serverMajor < 17;
        Predicate<String> useless = failingDrop.isPresent() ? dropsOfNothing() : statement -> false;
        return PsqlScript.without(
                backup.open(),
                statement -> withoutTimeout && PsqlScript.isTransactionTimeout(statement)
                        || DatabaseStatement.of(statement).isPresent()
                        || useless.test(statement),
                PlainCommand::isKnown);
    }

    /**
     * {@code pg_dump --clean} without {@code --if-exists} begins with removing what is to be made: a fresh database has
     * nothing of it, except for the schema public.
     */
    private static Predicate<String> dropsOfNothing() {
        boolean[] created = {false};
        return statement -> {
            List<Word> words = SqlWords.of(statement);
            if (created[0] || words.isEmpty()) {
                return false;
            }
            created[0] = words.get(0).is("create");
            boolean publicSchema = words.size() > 2
                    && words.get(1).is("schema")
                    && words.get(2).text().equals("public");
            return PlainFacts.isDrop(words) && words.stream().noneMatch(word -> word.is("if")) && !publicSchema;
        };
    }
}
