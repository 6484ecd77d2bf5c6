package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code alembic downgrade base}. */
public final class AlembicDowngradeBase implements CallRule {

    private static final About ABOUT = About.error(
            "alembic-downgrade-base",
            "Alembic undoes every migration",
            "alembic upgrade head; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("alembic", "flask", "superset", "airflow")
                        && (call.runs("downgrade", "base") || call.is("airflow") && call.runs("db", "reset"))
                        && !call.has("--sql"),
                "It undoes every migration, and drops the tables that they made.");
    }
}
