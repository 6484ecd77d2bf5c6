package io.github.dbguard.scan.files;

import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;

/** The strings of a JSON text, or of a piece of one, with their places. */
final class JsonStrings {

    /**
     * @param key of the object that it is a value in; of an array, that of the array. Empty where there is none
     * @param inArray it is an element of an array
     * @param path the keys around it
     */
    record Entry(List<String> path, String key, boolean inArray, Traced value) {}

    /** As many of the keys around a string are told. */
    private static final int SHALLOW = 12;

    private final Traced source;
    private final String text;
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> path = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();
    private String problem;
    private String key = "";
    private int at;

    private JsonStrings(Traced source) {
        this.source = source;
        this.text = source.text();
    }

    /** @param problem why it is no JSON; null where it may be */
    record Strings(List<Entry> entries, String problem) {}

    static Strings read(Traced source) {
        JsonStrings strings = new JsonStrings(source);
        strings.all();
        return new Strings(List.copyOf(strings.entries), strings.problem);
    }

    /** The strings of an array; none where the text is no array of strings. */
    static List<Traced> array(Traced source) {
        Strings strings = read(source);
        return strings.problem() != null
                ? List.of()
                : strings.entries().stream().map(Entry::value).toList();
    }

    private void all() {
        while (at < text.length()) {
            char c = text.charAt(at);
            switch (c) {
                case '"' -> string();
                case '{', '[' -> {
                    path.add(key);
                    open.append(c);
                    key = c == '[' ? key : "";
                    at++;
                }
                case '}', ']' -> close(c);
                case ',' -> {
                    key = open.length() > 0 && open.charAt(open.length() - 1) == '[' ? key : "";
                    at++;
                }
                default -> other(c);
            }
        }
        if (open.length() > 0) {
            problem = problem == null ? "it is not valid JSON: it ends in the middle" : problem;
        }
    }

    private void other(char c) {
        boolean literal = Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '+' || c == ':';
        if (text.startsWith("//", at)) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        } else if (!literal && !Character.isWhitespace(c) && c != '\ufeff') {
            problem = problem == null ? "it is not valid JSON at character " + (source.offset(at) + 1) : problem;
            at++;
        } else {
            at++;
        }
    }

    private void close(char c) {
        at++;
        boolean fits = open.length() > 0 && (open.charAt(open.length() - 1) == '{') == (c == '}');
        if (!fits) {
            problem = problem == null ? "it is not valid JSON at character " + source.offset(at) : problem;
            return;
        }
        open.setLength(open.length() - 1);
        key = path.remove(path.size() - 1);
        key = open.length() > 0 && open.charAt(open.length() - 1) == '[' ? key : "";
    }

    private void string() {
        Traced.Builder value = Traced.builder();
        int begin = at;
        at++;
        while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\n') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                escape(value);
            } else {
                value.add(text.charAt(at), source.offset(at));
                at++;
            }
        }
        if (at >= text.length() || text.charAt(at) == '\n') {
            problem = problem == null
                    ? "it is not valid JSON: the string at character " + (source.offset(begin) + 1) + " is not closed"
                    : problem;
        }
        at = Math.min(text.length(), at + 1);
        int next = at;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        boolean isKey = next < text.length() && text.charAt(next) == ':';
        if (isKey) {
            key = value.build().text();
            at = next + 1;
        } else {
            boolean inArray = open.length() > 0 && open.charAt(open.length() - 1) == '[';
            entries.add(new Entry(
                    List.copyOf(path.subList(0, Math.min(path.size(), SHALLOW))), key, inArray, value.build()));
        }
    }

    private void escape(Traced.Builder value) {
        char next = text.charAt(at + 1);
        int offset = source.offset(at);
        if (next == 'u'
                && at + 6 <= text.length()
                && text.substring(at + 2, at + 6).matches("[0-9a-fA-F]{4}")) {
            value.add((char) Integer.parseInt(text.substring(at + 2, at + 6), 16), offset);
            at += 6;
            return;
        }
        value.add(next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next, offset);
        at += 2;
    }
}
