package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code dropdb}. */
public final class Dropdb implements CallRule {

    private static final About ABOUT = About.error(
            "dropdb",
            "a database dropped",
            "mvn dbguard:pre-deploy-backup, then rename it: ALTER DATABASE app RENAME TO app_old");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("dropdb", "pg_dropcluster") && !call.has("--version", "-V"),
                "It drops the database with all its rows.");
    }
}
