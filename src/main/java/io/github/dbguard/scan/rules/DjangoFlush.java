package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code manage.py flush}, {@code reset_db} and {@code migrate app zero}. */
public final class DjangoFlush implements CallRule {

    private static final About ABOUT = About.error(
            "django-flush",
            "Django empties the database",
            "migrate forward with a new migration; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("manage.py", "django-admin", "django", "manage", "django-admin.py")
                        && (call.runs("flush")
                                || call.runs("reset_db")
                                || call.runs("reset_schema")
                                || call.runs("migrate") && call.says("zero")),
                "Django empties or drops the tables of the application.");
    }
}
