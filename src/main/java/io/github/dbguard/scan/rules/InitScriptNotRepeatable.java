package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.Severity;
import io.github.dbguard.scan.sql.Statement;
import java.util.Optional;

/** An init script that fails when what it makes is there. */
public final class InitScriptNotRepeatable implements InitRule {

    private static final About ABOUT = new About(
            "init-script-not-repeatable",
            Severity.NOTE,
            "an init script that cannot run twice",
            "CREATE TABLE IF NOT EXISTS");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Statement statement, boolean migrations) {
        boolean creates = statement.begins("CREATE", "TABLE") && !statement.has("EXISTS");
        return creates && !migrations
                ? Optional.of(
                        "Run again, as people do after a half-done start, it fails where the table is there, and invites to delete the volume.")
                : Optional.empty();
    }
}
