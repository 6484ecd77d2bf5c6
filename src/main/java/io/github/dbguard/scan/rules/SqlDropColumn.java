package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.sql.Statement;
import io.github.dbguard.scan.sql.Token;
import java.util.List;
import java.util.Optional;

/** {@code ALTER TABLE … DROP COLUMN}. */
public final class SqlDropColumn implements SqlRule {

    private static final About ABOUT = About.warning(
            "sql-drop-column",
            "DROP COLUMN",
            "stop to use the column first, and drop it a release later. Before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Statement statement) {
        boolean dangerous = (statement.begins("ALTER", "TABLE") || statement.begins("ALTER", "FOREIGN", "TABLE"))
                && drops(statement);
        return dangerous ? Optional.of("It drops the column with its values in every row.") : Optional.empty();
    }

    /** COLUMN may be left out; what else can be dropped is named. */
    private static boolean drops(Statement statement) {
        List<Token> tokens = statement.tokens();
        for (int i = 3; i + 1 < tokens.size(); i++) {
            boolean action = !tokens.get(i - 1).is("COLUMN")
                    && !tokens.get(i - 1).is("ALTER")
                    && tokens.get(i).depth() == 0;
            boolean altersColumn =
                    tokens.get(i - 2).is("COLUMN") || tokens.get(i - 2).is("ALTER");
            if (tokens.get(i).is("DROP") && action && !altersColumn) {
                String what = tokens.get(i + 1).keyword();
                return !what.matches(
                        "CONSTRAINT|DEFAULT|NOT|IDENTITY|EXPRESSION|INDEX|KEY|FOREIGN|PRIMARY|PARTITION|CHECK");
            }
        }
        return false;
    }
}
