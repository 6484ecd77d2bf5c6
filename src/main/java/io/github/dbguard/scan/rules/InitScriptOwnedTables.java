package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.sql.Statement;
import java.util.Optional;

/** An init script creates tables that a migration tool owns. */
public final class InitScriptOwnedTables implements InitRule {

    private static final About ABOUT = About.warning(
            "init-script-owned-tables",
            "an init script creates tables that a migration tool owns",
            "leave the tables to the migrations; an init script makes roles, databases and extensions");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Statement statement, boolean migrations) {
        boolean table = statement.begins("CREATE", "TABLE") || statement.begins("CREATE", "UNLOGGED", "TABLE");
        return migrations && table
                ? Optional.of(
                        "The first migration fails on the table that is there already, and the way out that people take is to delete the volume.")
                : Optional.empty();
    }
}
