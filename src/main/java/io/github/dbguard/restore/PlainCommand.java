package io.github.dbguard.restore;

import io.github.dbguard.postgres.PsqlScript;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The backslash commands that pg_dump and pg_dumpall write. psql gets none of them. */
final class PlainCommand {

    /** As pg_dump quotes the name: psql would run what stands in backquotes, but not within double quotes. */
    private static final Pattern CONNECT =
            Pattern.compile("\\\\connect\\s+(-reuse-previous=on\\s+)?([\\w.$-]+|\"([^\"]|\"\")*\")\\s*");

    private PlainCommand() {}

    static boolean isKnown(String text) {
        return PsqlScript.isRestriction(text) || isConnect(text) || text.matches("\\\\encoding\\s+SQL_ASCII\\s*");
    }

    static boolean isConnect(String text) {
        return CONNECT.matcher(text).matches();
    }

    /** @param text {@link #isConnect} of it; a name that is hard to quote stands in {@code dbname='…'} */
    static String database(String text) {
        Matcher connect = CONNECT.matcher(text);
        String name = connect.matches() ? connect.group(2) : "";
        if (name.startsWith("\"")) {
            name = name.substring(1, name.length() - 1).replace("\"\"", "\"");
        }
        if (connect.group(1) == null || !name.startsWith("dbname=")) {
            return name;
        }
        String value = name.substring("dbname=".length());
        String inside = value.startsWith("'") && value.endsWith("'") && value.length() > 1
                ? value.substring(1, value.length() - 1)
                : value;
        return inside.replaceAll("\\\\(.)", "$1");
    }

    /** The command without its arguments: those may hold anything. */
    static String name(String text) {
        String name = text.replaceFirst("(?s)^(\\\\(?:[A-Za-z?]+[+]?|.?)).*", "$1");
        return name.replaceAll("\\p{Cntrl}", "?");
    }
}
