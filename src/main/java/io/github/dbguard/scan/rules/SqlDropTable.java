package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.sql.Statement;
import java.util.Optional;

/** {@code DROP TABLE}. */
public final class SqlDropTable implements SqlRule {

    private static final About ABOUT = About.error(
            "sql-drop-table",
            "DROP TABLE",
            "ALTER TABLE orders RENAME TO orders_old; drop it a release later. Before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Statement statement) {
        boolean dangerous = statement.begins("DROP", "TABLE");
        return dangerous ? Optional.of("It drops the table with all its rows.") : Optional.empty();
    }
}
