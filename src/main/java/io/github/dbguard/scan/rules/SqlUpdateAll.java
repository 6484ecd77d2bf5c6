package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.sql.Statement;
import java.util.Optional;

/** {@code UPDATE} without a {@code WHERE} that chooses. */
public final class SqlUpdateAll implements SqlRule {

    private static final About ABOUT = About.warning(
            "sql-update-all",
            "UPDATE of every row",
            "a WHERE that says which rows; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Statement statement) {
        boolean dangerous = statement.begins("UPDATE") && statement.has("SET") && Where.choosesNothing(statement);
        return dangerous ? Optional.of("It overwrites the column in every row of the table.") : Optional.empty();
    }
}
