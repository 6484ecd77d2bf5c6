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

/** The services of a Compose file. */
final class ComposeReader {

    private ComposeReader() {}

    /** It has services, as a mapping, and is no workflow. */
    static boolean fits(Item document) {
        return document instanceof Mapping mapping
                && mapping.mapping("services").isPresent()
                && !mapping.items().containsKey("jobs");
    }

    static void read(Mapping document, Place place, Found found) {
        Mapping services = document.mapping("services").orElseThrow();
        services.items().forEach((name, item) -> {
            if (item instanceof Mapping service) {
                found.service(service(services.keys().get(name), service), place.named(name));
            }
        });
    }

    private static Service service(Traced name, Mapping service) {
        return new Service(
                name,
                service.scalar("image").orElse(null),
                mounts(service),
                texts(service.items().get("tmpfs")),
                environment(service.items().get("environment")));
    }

    private static List<Traced> mounts(Mapping service) {
        List<Traced> mounts = new ArrayList<>();
        if (service.items().get("volumes") instanceof Sequence volumes) {
            for (Item item : volumes.items()) {
                if (item instanceof Mapping mount) {
                    mount.scalar("target").ifPresent(target -> {
                        String source = mount.scalar("source").map(Traced::text).orElse("");
                        String text = source.isEmpty() ? target.text() : source + ":" + target.text();
                        mounts.add(Traced.at(text, target.offset(0)));
                    });
                } else {
                    item.text().ifPresent(mounts::add);
                }
            }
        }
        return List.copyOf(mounts);
    }

    private static List<Traced> texts(Item item) {
        if (item instanceof Sequence sequence) {
            return sequence.items().stream()
                    .flatMap(each -> each.text().stream())
                    .toList();
        }
        return item == null ? List.of() : item.text().stream().toList();
    }

    private static Map<String, Traced> environment(Item item) {
        Map<String, Traced> environment = new LinkedHashMap<>();
        if (item instanceof Mapping mapping) {
            mapping.items().forEach((key, value) -> value.text().ifPresent(text -> environment.put(key, text)));
        } else {
            for (Traced text : texts(item)) {
                int sign = text.text().indexOf('=');
                if (sign > 0) {
                    environment.put(text.text().substring(0, sign), text.slice(sign + 1));
                }
            }
        }
        return environment;
    }
}
