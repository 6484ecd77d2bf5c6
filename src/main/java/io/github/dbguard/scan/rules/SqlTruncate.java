package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.sql.Statement;
import java.util.Optional;

/** {@code TRUNCATE}. */
public final class SqlTruncate implements SqlRule {

    private static final About ABOUT = About.error(
            "sql-truncate",
            "TRUNCATE",
            "DELETE with a WHERE that says which rows; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Statement statement) {
        boolean dangerous = statement.begins("TRUNCATE");
        return dangerous
                ? Optional.of(
                        "It deletes every row of the tables; with CASCADE, those of tables that refer to them as well.")
                : Optional.empty();
    }
}
