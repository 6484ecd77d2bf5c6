package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.sql.Statement;
import java.util.Optional;

/** {@code DELETE} without a {@code WHERE} that chooses. */
public final class SqlDeleteAll implements SqlRule {

    private static final About ABOUT = About.error(
            "sql-delete-all",
            "DELETE of every row",
            "a WHERE that says which rows; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Statement statement) {
        boolean dangerous = statement.begins("DELETE", "FROM") && Where.choosesNothing(statement);
        return dangerous ? Optional.of("It deletes every row of the table.") : Optional.empty();
    }
}
