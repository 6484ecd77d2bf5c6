package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a pom.xml runs: exec-maven-plugin, antrun, the SQL plugin, the goals of Flyway and Liquibase. */
final class XmlReader implements Reader {

    private static final Pattern TAG = Pattern.compile("<(/?)([\\w:.-]+)([^<>]*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([\\w.-]+)\\s*=\\s*(\"[^\"]*\"|'[^']*')");

    private static final int DEEPEST = 200;

    private final List<String> open = new ArrayList<>();
    private final List<Word> words = new ArrayList<>();
    private String plugin = "";
    private Place place;

    private XmlReader() {}

    static Reader reader() {
        return (file, place, found) -> new XmlReader().read(file, place, found);
    }

    @Override
    public void read(Traced file, Place where, Found found) {
        place = where;
        String xml = file.text();
        Matcher tag = TAG.matcher(xml);
        int from = 0;
        for (int at = xml.indexOf('<'); at >= 0 && open.size() < DEEPEST; at = xml.indexOf('<', from)) {
            between(file.slice(from, at), found);
            if (xml.startsWith("<!--", at)) {
                from = end(xml, "-->", at);
            } else if (xml.startsWith("<![CDATA[", at)) {
                from = end(xml, "]]>", at);
                between(file.slice(at + 9, Math.max(at + 9, from - 3)), found);
            } else if (tag.region(at, xml.length()).lookingAt()) {
                from = tag.end();
                element(tag, file, found);
            } else {
                from = at + 1;
            }
        }
        if (!open.isEmpty()) {
            found.unread("it is not valid XML: <" + open.get(open.size() - 1) + "> is not closed");
        }
    }

    private static int end(String xml, String what, int from) {
        int found = xml.indexOf(what, from);
        return found < 0 ? xml.length() : found + what.length();
    }

    private void between(Traced text, Found found) {
        if (!open.isEmpty() && !text.text().isBlank()) {
            text(open.get(open.size() - 1), text.strip(), found);
        }
    }

    private void element(Matcher tag, Traced file, Found found) {
        String name = tag.group(2);
        if (!tag.group(1).isEmpty()) {
            close(name, found);
            return;
        }
        attributes(name, file.slice(tag.start(3), tag.end(3)), found);
        if (!tag.group(3).endsWith("/")) {
            open.add(name);
        } else if (name.equals("exec")) {
            flush(found);
        }
    }

    private void close(String name, Found found) {
        int at = open.lastIndexOf(name);
        if (at < 0) {
            return;
        }
        open.subList(at, open.size()).clear();
        if (name.equals("exec") || name.equals("configuration") || name.equals("execution")) {
            flush(found);
        }
        if (name.equals("plugin")) {
            plugin = "";
        }
    }

    private void flush(Found found) {
        if (!words.isEmpty()) {
            found.words(List.copyOf(words), place);
            words.clear();
        }
    }

    private void text(String name, Traced text, Found found) {
        switch (name) {
            case "artifactId" ->
                plugin = open.contains("plugin") && !open.contains("dependency") ? text.text() : plugin;
            case "executable" -> words.add(0, Word.of(text));
            case "argument", "arg" -> words.add(Word.of(text));
            case "commandlineArgs" -> split(text);
            case "goal" -> {
                boolean cleans = plugin.startsWith("flyway") && text.text().equals("clean")
                        || plugin.startsWith("liquibase") && text.text().equals("dropAll");
                if (cleans) {
                    String program = plugin.startsWith("flyway") ? "flyway" : "liquibase";
                    found.words(List.of(Word.of(Traced.at(program, text.offset(0))), Word.of(text)), place);
                }
            }
            case "sqlCommand", "sql" -> found.sql(text, place);
            default -> found.setting(name, text, place);
        }
    }

    private void split(Traced text) {
        Matcher word = Pattern.compile("\\S+").matcher(text.text());
        while (word.find()) {
            words.add(Word.of(text.slice(word.start(), word.end())));
        }
    }

    private void attributes(String name, Traced tag, Found found) {
        Matcher attribute = ATTRIBUTE.matcher(tag.text());
        String key = null;
        while (attribute.find()) {
            Traced value = tag.slice(attribute.start(2) + 1, attribute.end(2) - 1);
            String what = attribute.group(1);
            if (name.equals("exec") && what.equals("executable")) {
                flush(found);
                words.add(Word.of(value));
            } else if (name.equals("arg") && what.equals("value")) {
                words.add(Word.of(value));
            } else if (name.equals("arg") && what.equals("line")) {
                split(value);
            } else if (what.equals("name")) {
                key = value.text();
            } else if (what.equals("value") && key != null) {
                found.setting(key, value, place);
            }
        }
    }
}
