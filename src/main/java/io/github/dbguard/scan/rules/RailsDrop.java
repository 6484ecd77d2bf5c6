package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code rails db:drop}, {@code db:reset}, {@code db:schema:load} and the like. */
public final class RailsDrop implements CallRule {

    private static final About ABOUT = About.error(
            "rails-drop", "Rails drops the database", "rails db:migrate; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("rails", "rake", "hanami", "rails5")
                        && call.matches(
                                "db:(drop|reset|schema:load|structure:load|setup|purge|truncate_all|migrate:reset|seed:replant|version:reset)(:_unsafe|:all|:[a-z_]+)?|db:migrate VERSION=0"),
                "Rails drops the database, or makes its tables anew with nothing in them.");
    }
}
