package io.github.dbguard.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of a setting, out of {@code pg_db_role_setting} and into a statement again, as pg_dump does it. */
final class SettingValue {

    /** Those whose value is a list of names in double quotes (GUC_LIST_QUOTE): as one literal it would be one name. */
    private static final Set<String> LISTS = Set.of(
            "local_preload_libraries",
            "search_path",
            "session_preload_libraries",
            "shared_preload_libraries",
            "temp_tablespaces",
            "unix_socket_directories");

    private static final Pattern ELEMENT = Pattern.compile("\\s*(?:\"((?:[^\"]|\"\")*)\"|([^\",]*))\\s*(?:,|$)");

    private SettingValue() {}

    /** What stands behind {@code SET name TO}. */
    static String sql(String name, String value) {
        if (!LISTS.contains(name.toLowerCase(Locale.ROOT))) {
            return Sql.literal(value);
        }
        List<String> elements = elements(value);
        return elements.isEmpty()
                ? "''"
                : String.join(", ", elements.stream().map(Sql::literal).toList());
    }

    private static List<String> elements(String list) {
        List<String> elements = new ArrayList<>();
        Matcher element = ELEMENT.matcher(list);
        int at = 0;
        while (at < list.length() && element.find(at) && element.start() == at) {
            elements.add(
                    element.group(1) != null
                            ? element.group(1).replace("\"\"", "\"")
                            : element.group(2).strip());
            at = element.end();
        }
        return elements;
    }
}
