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
    public void read(Traced file, Place place, Found whole) {
        boolean template = Masks.isTemplate(file.text());
        Found found = template ? new Templated(whole) : whole;
        Documents documents = Yaml.read(file);
        if (documents.problem() != null && template) {
            documents = filled(file, place, found);
        } else if (documents.problem() != null) {
            found.unread(documents.problem());
            found.shell(lines(file), place, Map.of());
        }
        if (kind == Kind.SETTINGS) {
            Settings.yaml(documents.items(), place, found);
            return;
        }
        boolean templates = kind == Kind.TASKS || template;
        for (Item item : documents.items()) {
            boolean compose = kind == Kind.COMPOSE || kind == Kind.OTHER && ComposeReader.fits(item);
            Place here = compose ? place.of(Place.Kind.COMPOSE) : place;
            if (compose && ComposeReader.fits(item)) {
                ComposeReader.read((Mapping) item, here, found);
            }
            new YamlCommands(found, compose, templates).read(item, here);
        }
    }

    /**
     * A template, which is no YAML before it is filled in. It need not be any afterwards either: parts that a condition
     * leaves out may be there twice. No reason to fail a build, and none to be silent.
     */
    private static Documents filled(Traced file, Place place, Found found) {
        Traced masked = Masks.actions(file);
        Documents documents = Yaml.read(masked);
        if (documents.problem() != null) {
            found.remark("it is a template, and was read line by line: it is no YAML before it is filled in");
            byLine(lines(masked), place, found);
        }
        return documents;
    }

    /** As a whole for what goes on in the next line, and each line alone: a quote may be left open anywhere. */
    private static void byLine(Traced text, Place place, Found found) {
        found.shell(text, place, Map.of());
        for (int from = 0; from < text.length(); ) {
            int end = text.text().indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            found.shell(text.slice(from, end), place, Map.of());
            from = end + 1;
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
