package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.files.Yaml.Item;
import io.github.dbguard.scan.files.Yaml.Mapping;
import io.github.dbguard.scan.files.Yaml.Sequence;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of an application: properties, or YAML that says the same. Those of a file are told with its database. */
final class Settings {

    /** No application has as many; aliases can stand for more than any memory holds. */
    private static final int MOST = 10_000;

    private Settings() {}

    /** {@code key=value} lines, also of env files. */
    static void properties(Traced file, Place place, Found found) {
        Map<String, Traced> settings = new LinkedHashMap<>();
        String text = file.text();
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            Traced line = file.slice(from, end).strip();
            int sign = sign(line.text());
            if (line.text().startsWith("#---")) {
                tell(settings, place, found);
                settings.clear();
            } else if (sign > 0 && "#!".indexOf(line.charAt(0)) < 0) {
                String key = line.text().substring(0, sign).strip().replaceFirst("^export\\s+", "");
                settings.put(key, unquoted(line.slice(sign + 1).strip()));
            }
            from = end + 1;
        }
        tell(settings, place, found);
    }

    private static int sign(String line) {
        int equals = line.indexOf('=');
        int colon = line.indexOf(':');
        return equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
    }

    private static Traced unquoted(Traced value) {
        boolean quoted = value.length() > 1
                && "'\"".indexOf(value.charAt(0)) >= 0
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.slice(1, value.length() - 1) : value;
    }

    static void yaml(List<Item> documents, Place place, Found found) {
        for (Item document : documents) {
            Map<String, Traced> settings = new LinkedHashMap<>();
            flatten(document, "", settings);
            tell(settings, place, found);
        }
    }

    private static void flatten(Item item, String prefix, Map<String, Traced> settings) {
        if (settings.size() > MOST) {
            return;
        }
        if (item instanceof Mapping mapping) {
            mapping.items()
                    .forEach((key, value) -> flatten(value, prefix.isEmpty() ? key : prefix + "." + key, settings));
        } else if (item instanceof Sequence sequence) {
            List<Item> items = new ArrayList<>(sequence.items());
            items.forEach(each -> flatten(each, prefix, settings));
        } else {
            item.text().ifPresent(text -> settings.put(prefix, text));
        }
    }

    private static void tell(Map<String, Traced> settings, Place place, Found found) {
        Place here = place;
        for (Map.Entry<String, Traced> each : settings.entrySet()) {
            String key = each.getKey();
            if (key.matches("(?i).*(datasource.*url|jdbc.?url|on-profile|connection\\.url|spring\\.profiles)")) {
                here = here.named(each.getValue().text());
            }
        }
        for (Map.Entry<String, Traced> each : settings.entrySet()) {
            found.setting(each.getKey(), each.getValue(), here);
        }
    }
}
