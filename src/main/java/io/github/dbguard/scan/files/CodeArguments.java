package io.github.dbguard.scan.files;

import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The elements of a list, or what a call gets, as far as they are text: one text an element. A name of which nobody knows
 * what it stands for is a variable as a shell would write it, so that what stands behind it keeps its place.
 */
final class CodeArguments {

    private static final Set<String> COMMANDS = Set.of("args", "cmd", "command", "script");
    private static final Set<String> PATHS = Set.of("join", "resolve", "Path", "Paths", "get");
    private static final int FARTHEST = 400;

    private final List<CodeToken> tokens;
    private final Map<String, List<Traced>> known;
    private final List<Traced> elements = new ArrayList<>();
    /** Opening brackets, the outermost first. */
    private final StringBuilder open = new StringBuilder();
    /** The name of the call inside of this one that is open. */
    private String inner = "";

    private Traced element;
    private String unknown = "";
    private boolean keyed;

    private CodeArguments(List<CodeToken> tokens, Map<String, List<Traced>> known) {
        this.tokens = tokens;
        this.known = known;
    }

    /**
     * @param from the bracket that opens, or the first element where there are none
     * @param known what names stand for: the elements of a list, or one text
     */
    static List<Traced> of(List<CodeToken> tokens, int from, Map<String, List<Traced>> known) {
        CodeArguments arguments = new CodeArguments(tokens, known);
        arguments.read(from);
        return List.copyOf(arguments.elements);
    }

    private void read(int from) {
        CodeToken first = tokens.get(from);
        boolean brackets = first.is('(') || first.is('[') || first.is('{');
        int outside = first.is('{') ? 1 : 0;
        for (int i = from; i < Math.min(tokens.size(), from + FARTHEST); i++) {
            CodeToken token = tokens.get(i);
            boolean inObject = open.indexOf("{", outside) >= 0;
            if (token.is('(') || token.is('[') || token.is('{')) {
                open.append(token.text().text());
                inner = token.is('(') && open.length() > 1 ? tokens.get(i - 1).lastName() : inner;
            } else if (token.is(')') || token.is(']') || token.is('}')) {
                if (open.isEmpty()) {
                    break;
                }
                open.setLength(open.length() - 1);
            } else if (!inObject) {
                value(i);
            }
            if (separates(token)) {
                finish();
            }
            boolean over = brackets ? open.isEmpty() : open.isEmpty() && !token.is(',') && !joinsNext(i);
            if (over) {
                break;
            }
        }
        finish();
    }

    private boolean joinsNext(int index) {
        CodeToken next = token(index + 1);
        return next.is(',') || next.is('+') || token(index).is('+') || next.is('(') || next.is('[') || next.is('{');
    }

    private CodeToken token(int index) {
        return tokens.get(Math.min(index, tokens.size() - 1));
    }

    /** What stands in a call inside of this one is part of one element. */
    private boolean separates(CodeToken token) {
        return (token.is(',') || token.is(']') || token.is('[')) && open.indexOf("(", 1) < 0;
    }

    private void value(int index) {
        CodeToken token = tokens.get(index);
        CodeToken before = tokens.get(index - 1);
        if (token.is('=') || token.is(':')) {
            keyed = true;
        } else if (token.isString()) {
            text(token.text(), index);
        } else if (token.isName() && token(index + 1).is('(')) {
            unknown = unknown.isEmpty() ? name(token) : unknown;
        } else if (token.isName() && !token(index + 1).is('=')) {
            List<Traced> values = known.get(token.text().text().replaceFirst("\\.+$", ""));
            if (values != null && values.size() == 1) {
                text(values.get(0), index);
            } else if (values != null && element == null && !keyword(index)) {
                elements.addAll(values);
                keyed = true;
            } else if (element != null && joins(before)) {
                element = Traced.builder()
                        .add(element)
                        .add("$" + name(token), token.text().offset(0))
                        .build();
            } else {
                unknown = name(token);
            }
        }
    }

    private static boolean joins(CodeToken sign) {
        return sign.is('+') || sign.is('.');
    }

    private static String name(CodeToken token) {
        return token.text().text().replaceAll("\\W", "_");
    }

    /** {@code cwd="…"} and {@code label: "…"} are no arguments of the command. */
    private boolean keyword(int index) {
        CodeToken before = tokens.get(index - 1);
        boolean named = index > 1 && (before.is('=') || before.is(':'));
        boolean otherwise = index > 2 && tokens.get(index - 3).is('?');
        return named
                && !otherwise
                && !COMMANDS.contains(tokens.get(index - 2).text().text());
    }

    private void text(Traced text, int index) {
        if (keyword(index)) {
            return;
        }
        boolean joins = joins(tokens.get(index - 1)) || tokens.get(index - 1).isString();
        boolean path = open.length() > 1 && PATHS.contains(inner);
        if (element != null && (joins || path)) {
            Traced.Builder both = Traced.builder().add(element);
            element = (joins ? both : both.add('/', text.offset(0))).add(text).build();
        } else {
            finish();
            element = text;
        }
    }

    private void finish() {
        if (element != null) {
            elements.add(element);
        } else if (!unknown.isEmpty() && !keyed && !elements.isEmpty()) {
            elements.add(
                    Traced.at("$" + unknown, elements.get(elements.size() - 1).offset(0)));
        }
        element = null;
        unknown = "";
        keyed = false;
    }
}
