package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code typeorm schema:drop}. */
public final class TypeormDrop implements CallRule {

    private static final About ABOUT = About.error(
            "typeorm-drop",
            "TypeORM drops the schema",
            "typeorm migration:run; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("typeorm", "typeorm-model-generator") && call.matches("schema:drop"),
                "TypeORM drops every table of the schema.");
    }
}
