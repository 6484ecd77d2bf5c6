package io.github.dbguard.counts;

import io.github.dbguard.CannotProceed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names tables: {@code table} (in any schema), {@code schema.table} or {@code database:schema.table}. A {@code *}
 * stands for any characters of one part. A part in double quotes is taken as it is, so that a report's own labels can
 * be copied: {@code public."User"}. Upper and lower case are told apart, as in the catalogue.
 */
public final class TablePattern {

    private static final Pattern PART = Pattern.compile("\"((?:[^\"]|\"\")+)\"|([^\".:]+)");
    private static final Pattern ANY = Pattern.compile(".*", Pattern.DOTALL);

    private final String text;
    private final Pattern database;
    private final Pattern schema;
    private final Pattern name;

    private TablePattern(String text, Pattern database, Pattern schema, Pattern name) {
        this.text = text;
        this.database = database;
        this.schema = schema;
        this.name = name;
    }

    /** @param parameter where the text comes from, for the message */
    public static TablePattern parse(String text, String parameter) {
        String stripped = text == null ? "" : text.strip();
        List<Pattern> parts = new ArrayList<>();
        StringBuilder separators = new StringBuilder();
        var matcher = PART.matcher(stripped);
        int at = 0;
        while (matcher.find(at) && matcher.start() == at) {
            parts.add(part(matcher.group(1), matcher.group(2)));
            at = matcher.end();
            if (at < stripped.length()) {
                separators.append(stripped.charAt(at++));
            }
        }
        int last = parts.size() - 1;
        boolean understood = at == stripped.length() && separators.length() == last;
        return switch (understood ? separators.toString() : "?") {
            case "" -> new TablePattern(stripped, ANY, ANY, parts.get(last));
            case "." -> new TablePattern(stripped, ANY, parts.get(0), parts.get(last));
            case ":" -> new TablePattern(stripped, parts.get(0), ANY, parts.get(last));
            case ":." -> new TablePattern(stripped, parts.get(0), parts.get(1), parts.get(last));
            default ->
                throw new CannotProceed(parameter + " is \"" + stripped + "\", which does not name a table. Perhaps"
                        + " you meant table, schema.table or database:schema.table, with * for any characters?");
        };
    }

    private static Pattern part(String quoted, String plain) {
        return quoted != null
                ? Pattern.compile(Pattern.quote(quoted.replace("\"\"", "\"")))
                : Pattern.compile(
                        Arrays.stream(plain.split("\\*", -1))
                                .map(Pattern::quote)
                                .collect(Collectors.joining(".*")),
                        Pattern.DOTALL);
    }

    public boolean matches(String inDatabase, String inSchema, String table) {
        return database.matcher(inDatabase).matches()
                && schema.matcher(inSchema).matches()
                && name.matcher(table).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
