package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** A seed that empties the tables first. */
public final class SeedReset implements CallRule {

    private static final About ABOUT = About.warning(
            "seed-reset",
            "a seed that empties tables first",
            "a seed that runs only where the tables are empty, and inserts with ON CONFLICT DO NOTHING");

    private static final String RESETS =
            "--?(reset|fresh|clean|truncate|drop|wipe|purge|flush|replant|reset-db|force-reset|drop-tables|clear)(=true|=1)?";

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        boolean seeds = call.program().matches(".*(^|[^a-z])seed(s|er|ing|ers)?([^a-z].*|$)")
                || call.is(
                                "artisan",
                                "sequelize",
                                "knex",
                                "prisma",
                                "manage.py",
                                "make",
                                "flask",
                                "rails",
                                "rake",
                                "bin")
                        && call.matches("(db:)?seed(er|_?db|_?data)?|db seed|load_?data");
        return CallRule.when(seeds && call.matches(RESETS), "The seed empties the tables before it fills them.");
    }
}
