package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import java.util.Optional;

/** {@code flyway clean}, also of Maven and Gradle. */
public final class FlywayClean implements CallRule {

    private static final About ABOUT = About.error(
            "flyway-clean",
            "Flyway drops every object",
            "flyway migrate, and spring.flyway.clean-disabled=true; before it: mvn dbguard:pre-deploy-backup");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                call.is("flyway") && call.runs("clean") || call.matches("(\\S*:)?(flyway:clean|flywayClean)"),
                "Flyway drops every object of the schemas: tables with their rows, views, sequences.");
    }
}
