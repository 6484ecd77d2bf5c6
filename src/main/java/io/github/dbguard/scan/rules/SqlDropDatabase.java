package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.sql.Statement;
import java.util.Optional;

/** {@code DROP DATABASE}. */
public final class SqlDropDatabase implements SqlRule {

    private static final About ABOUT = About.error(
            "sql-drop-database",
            "DROP DATABASE",
            "ALTER DATABASE app RENAME TO app_old; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Statement statement) {
        boolean dangerous = statement.begins("DROP", "DATABASE");
        return dangerous ? Optional.of("It drops the database with all its rows.") : Optional.empty();
    }
}
