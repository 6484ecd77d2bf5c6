package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.files.JsonStrings.Entry;
import io.github.dbguard.scan.text.Traced;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The scripts of package.json and composer.json. */
final class PackageReader implements Reader {

    private static final Set<String> DESCRIBING = Set.of(
            "description", "name", "version", "keywords", "homepage", "author", "license", "scripts-descriptions");

    @Override
    public void read(Traced file, Place place, Found found) {
        JsonStrings.Strings strings = JsonStrings.read(file);
        if (strings.problem() != null) {
            found.unread(strings.problem());
        }
        Map<String, Traced.Builder> lists = new HashMap<>();
        for (Entry entry : strings.entries()) {
            List<String> path = entry.path();
            boolean scripts = path.contains("scripts") || path.size() <= 1 || path.contains("prisma");
            if (!scripts || entry.path().stream().anyMatch(DESCRIBING::contains) || DESCRIBING.contains(entry.key())) {
                continue;
            }
            Traced value = unmasked(entry.value());
            if (entry.inArray()) {
                lists.computeIfAbsent(entry.key(), key -> Traced.builder())
                        .add(value)
                        .add('\n', value.offset(value.length()));
            } else {
                found.shell(value, place.named(entry.key()), Map.of());
            }
        }
        lists.forEach((key, list) -> found.shell(list.build(), place.named(key), Map.of()));
    }

    /** Composer runs {@code @php artisan …}, {@code @other-script}. */
    private static Traced unmasked(Traced value) {
        return value.text().startsWith("@php ") ? value.slice(1) : value;
    }
}
