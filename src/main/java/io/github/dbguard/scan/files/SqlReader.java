package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.text.Traced;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SQL files. The part of a migration that undoes it is known for what it is. */
final class SqlReader implements Reader {

    /** What such a part is named. */
    static final String UNDOES = "rollback of a migration";

    private static final Pattern DOWN = Pattern.compile(
            "(?im)^[ \\t]*--\\s*(\\+goose down|\\+migrate down|migrate:down|\\+micrate down|down migration|@?down)\\b.*$");
    private static final Pattern DOWN_FILE = Pattern.compile(
            "(?i).*([._-]down|[._-]rollback|[._-]undo|[._-]revert)\\.sql|(.*/)?(U[\\d._]+__.*|down|revert/.*|rollbacks?/.*)\\.sql");

    @Override
    public void read(Traced file, Place place, Found found) {
        if (DOWN_FILE.matcher(place.path()).matches()) {
            found.sql(file, place.named(UNDOES));
            return;
        }
        Matcher down = DOWN.matcher(file.text());
        if (down.find()) {
            found.sql(file.slice(0, down.start()), place);
            found.sql(file.slice(down.start()), place.named(UNDOES));
        } else {
            found.sql(file, place);
        }
    }
}
