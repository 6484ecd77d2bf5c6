package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code sequelize db:drop} and {@code db:migrate:undo:all}. */
public final class SequelizeDrop implements CallRule {

    private static final About ABOUT = About.error(
            "sequelize-drop",
            "Sequelize drops the database",
            "sequelize db:migrate; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("sequelize") && call.matches("db:drop|db:migrate:undo:all"),
                "Sequelize drops the database, or undoes every migration with its tables.");
    }
}
