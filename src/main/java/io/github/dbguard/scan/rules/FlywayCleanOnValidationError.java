package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Place;
import java.util.Locale;
import java.util.Optional;

/** {@code flyway.clean-on-validation-error} and {@code clean-disabled=false}. */
public final class FlywayCleanOnValidationError implements SettingRule {

    private static final About ABOUT = About.error(
            "flyway-clean-on-validation-error",
            "Flyway may drop every object by itself",
            "spring.flyway.clean-disabled=true, and no clean-on-validation-error; mend the checksum: flyway repair");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(String key, String value, Place place) {
        String plain = key.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
        boolean cleans = plain.matches("(.*\\.)?(spring|quarkus)?\\.?flyway\\.?cleanonvalidationerror")
                || plain.equals("cleanonvalidationerror")
                || plain.matches("(spring|quarkus)?flywaycleanonvalidationerror|.*flyway\\.cleanatstart");
        return cleans && value.strip().equalsIgnoreCase("true")
                ? Optional.of(
                        "A migration file that was changed is enough: Flyway then drops every object of the schemas at the next start.")
                : Optional.empty();
    }
}
