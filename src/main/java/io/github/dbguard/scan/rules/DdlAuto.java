package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Place;
import java.util.Optional;
import java.util.regex.Pattern;

/** Hibernate and its like that make the tables anew at every start. */
public final class DdlAuto implements SettingRule {

    private static final About ABOUT = About.error(
            "ddl-auto",
            "tables made anew at every start",
            "ddl-auto=validate, and a migration tool that changes the schema");

    private static final Pattern KEY = Pattern.compile(
            "(?i)(.*[._])?(ddl[-_]?auto|hbm2ddl[._]auto|database[._]generation|schema[-_]management[._]strategy|schema-generation\\.database\\.action)");
    private static final Pattern DROP = Pattern.compile("(?i)(.*[._])?drop[-_]?schema");
    private static final Pattern IN_MEMORY =
            Pattern.compile("(?i).*jdbc:(h2:(mem|tcp:.*mem)|hsqldb:mem|derby:memory|tc:|sqlite::memory).*");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(String key, String value, Place place) {
        boolean drops = DROP.matcher(key).matches() && value.strip().equals("true")
                || KEY.matcher(key).matches()
                        && value.strip().matches("(?i)create(-drop|-only)?|drop(-and-create(-tables)?)?|drop-create");
        boolean memory =
                place.names().stream().anyMatch(name -> IN_MEMORY.matcher(name).matches());
        return drops && !memory
                ? Optional.of("The application drops its tables when it starts or stops, and makes them anew, empty.")
                : Optional.empty();
    }
}
