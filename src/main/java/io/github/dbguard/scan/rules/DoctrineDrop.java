package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code doctrine:schema:drop} and the like. */
public final class DoctrineDrop implements CallRule {

    private static final About ABOUT = About.error(
            "doctrine-drop",
            "Doctrine drops or empties the database",
            "bin/console doctrine:migrations:migrate; fixtures with --append. Before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("console", "symfony", "doctrine", "bin/console")
                        && (call.matches("(d(octrine)?:)?(database|schema|d|s):(drop)")
                                || call.runs("orm:schema-tool:drop")
                                || call.matches("doctrine:fixtures:load|d:f:l|hautelook:fixtures:load")
                                        && !call.has("--append"))
                        && !call.has("--dump-sql"),
                "Doctrine drops the database, or empties its tables before it loads fixtures.");
    }
}
