package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.sql.Statement;
import java.util.Locale;
import java.util.Optional;

/** {@code DROP SCHEMA}. */
public final class SqlDropSchema implements SqlRule {

    private static final About ABOUT = About.error(
            "sql-drop-schema",
            "DROP SCHEMA",
            "ALTER SCHEMA app RENAME TO app_old; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Statement statement) {
        boolean dangerous = statement.begins("DROP", "SCHEMA")
                && !statement.text().toLowerCase(Locale.ROOT).matches(".*\\b(pg_temp|pg_toast_temp)\\w*.*");
        return dangerous
                ? Optional.of("It drops the schema; with CASCADE, every table in it with its rows.")
                : Optional.empty();
    }
}
