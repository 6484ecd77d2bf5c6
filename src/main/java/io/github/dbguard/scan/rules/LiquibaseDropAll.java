package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code liquibase drop-all}. */
public final class LiquibaseDropAll implements CallRule {

    private static final About ABOUT = About.error(
            "liquibase-drop-all",
            "Liquibase drops every object",
            "liquibase update; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("liquibase") && call.matches("drop-?[aA]ll")
                        || call.matches("(\\S*:)?(liquibase:dropAll|dropAll)") && call.is("mvn", "gradle"),
                "Liquibase drops every object of the schema with its rows.");
    }
}
