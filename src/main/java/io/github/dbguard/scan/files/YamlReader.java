package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.files.Yaml.Documents;
import io.github.dbguard.scan.files.Yaml.Item;
import io.github.dbguard.scan.files.Yaml.Mapping;
import io.github.dbguard.scan.text.Traced;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** YAML files of every kind. */
final class YamlReader implements Reader {

    /** What sort of YAML a path tells. */
    enum Kind {
        PIPELINE,
        COMPOSE,
        TASKS,
        SETTINGS,
        OTHER
    }

    private static final Pattern PREFIX = Pattern.compile("(?m)^[ \\t]*(- +)?([\\w.-]+:[ \\t]+[|>]?[-+]?)?");

    private final Kind kind;

    YamlReader(Kind kind) {
        this.kind = kind;
    }

    @Override
    public void read(Traced file, Place place, Found found) {
        if (kind == Kind.OTHER && file.text().contains("{{") && !file.text().contains("${{")) {
            // A template of YAML, which is none before it is filled in.
            return;
        }
        Documents documents = Yaml.read(file);
        if (documents.problem() != null && kind != Kind.OTHER) {
            found.unread(documents.problem());
            found.shell(lines(file), place, Map.of());
        }
        if (kind == Kind.SETTINGS) {
            Settings.yaml(documents.items(), place, found);
            return;
        }
        for (Item item : documents.items()) {
            boolean compose = kind == Kind.COMPOSE || kind == Kind.OTHER && ComposeReader.fits(item);
            Place here = compose ? place.of(Place.Kind.COMPOSE) : place;
            if (compose && ComposeReader.fits(item)) {
                ComposeReader.read((Mapping) item, here, found);
            }
            new YamlCommands(found, compose, kind == Kind.TASKS).read(item, here);
        }
    }

    /** The file without what looks like keys: better than nothing where it is no YAML. */
    private static Traced lines(Traced file) {
        StringBuilder masked = new StringBuilder(file.text());
        Matcher prefix = PREFIX.matcher(file.text());
        while (prefix.find()) {
            for (int i = prefix.start(); i < prefix.end(); i++) {
                masked.setCharAt(i, ' ');
            }
        }
        return Masks.expressions(file.masked(masked.toString()));
    }
}
