package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.sql.Statement;
import java.util.Optional;

/** {@code DROP OWNED}. */
public final class SqlDropOwned implements SqlRule {

    private static final About ABOUT = About.error(
            "sql-drop-owned", "DROP OWNED", "REASSIGN OWNED BY old TO new: what the role owns gets another owner");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Statement statement) {
        boolean dangerous = statement.begins("DROP", "OWNED");
        return dangerous
                ? Optional.of("It drops all that the role owns in this database, tables with their rows as well.")
                : Optional.empty();
    }
}
