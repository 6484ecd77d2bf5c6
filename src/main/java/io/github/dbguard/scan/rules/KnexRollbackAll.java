package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code knex migrate:rollback --all}. */
public final class KnexRollbackAll implements CallRule {

    private static final About ABOUT = About.error(
            "knex-rollback-all",
            "Knex undoes every migration",
            "knex migrate:latest; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("knex", "objection") && call.matches("migrate:rollback") && call.has("--all", "-a"),
                "Knex undoes every migration, and drops the tables that they made.");
    }
}
