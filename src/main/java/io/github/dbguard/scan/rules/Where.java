package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.sql.Statement;
import io.github.dbguard.scan.sql.Token;
import java.util.List;

/** Whether a statement says which rows. */
final class Where {

    private Where() {}

    /** It has no WHERE, or one that is true for every row. */
    static boolean choosesNothing(Statement statement) {
        int where = statement.find("WHERE");
        if (where < 0) {
            return !statement.has("LIMIT");
        }
        List<Token> condition =
                statement.tokens().subList(where + 1, statement.tokens().size());
        if (condition.size() == 1) {
            return condition.get(0).is("TRUE") || condition.get(0).is("1");
        }
        return condition.size() == 3
                && condition.get(1).is("=")
                && !condition.get(0).isName() | condition.get(0).text().text().matches("\\d+")
                && condition.get(0).text().text().equals(condition.get(2).text().text());
    }
}
