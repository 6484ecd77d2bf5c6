package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Place;
import java.util.Optional;

/** A password of the database that stands in a workflow. */
public final class PasswordLiteral implements SettingRule {

    private static final About ABOUT = About.warning(
            "password-literal",
            "a password written down in a pipeline",
            "a secret of the CI service: ${{ secrets.POSTGRES_PASSWORD }}");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(String key, String value, Place place) {
        boolean password = key.matches(
                "(?i)(.*_)?(POSTGRES_PASSWORD|PGPASSWORD|DB_PASSWORD|DATABASE_PASSWORD|POSTGRESQL_PASSWORD)");
        boolean literal = !value.isBlank() && !value.contains("$") && !value.contains("{{");
        boolean throwaway = place.names().contains(Place.THROWAWAY);
        boolean simple = value.strip()
                .matches(
                        "(?i)(postgres(ql)?|password|test\\w*|secret|pass|root|admin|example|changeme|ci|dev|app|user|db|\\w*_?test(_\\w*)?)");
        return password && literal && !throwaway && !simple && place.kind() == Place.Kind.PIPELINE
                ? Optional.of(
                        "Whoever reads the repository can log in; and a password that is changed here does not change in the database.")
                : Optional.empty();
    }
}
