package io.github.dbguard.restore;

import io.github.dbguard.postgres.SqlWords;
import io.github.dbguard.postgres.SqlWords.Word;
import java.util.List;
import java.util.Optional;

/**
 * A statement that names a database: pg_dump writes them with {@code --create}, the oldest ones also without. They
 * would reach whichever database has that name, and a restore goes into one of another name.
 *
 * @param database unquoted
 */
record DatabaseStatement(String database) {

    static Optional<DatabaseStatement> of(String statement) {
        // Most of a large script are these.
        return statement.startsWith("INSERT ") || statement.startsWith("COPY ")
                ? Optional.empty()
                : of(SqlWords.of(statement));
    }

    static Optional<DatabaseStatement> of(List<Word> words) {
        int name = position(words);
        return name > 0 && name < words.size() && words.get(name).isName()
                ? Optional.of(new DatabaseStatement(words.get(name).text()))
                : Optional.empty();
    }

    /** Where the name stands; 0 in other statements. */
    private static int position(List<Word> words) {
        if (words.size() < 3) {
            return 0;
        }
        Word verb = words.get(0);
        if (words.get(1).is("database") && (verb.is("create") || verb.is("alter") || verb.is("drop"))) {
            return words.get(2).is("if") ? 4 : 2;
        }
        if (verb.is("comment") || verb.is("grant") || verb.is("revoke") || verb.is("security")) {
            for (int i = 1; i < words.size() - 2; i++) {
                if (words.get(i).is("on")) {
                    return words.get(i + 1).is("database") ? i + 2 : 0;
                }
            }
        }
        return 0;
    }
}
