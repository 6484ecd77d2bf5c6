package io.github.dbguard.rotation;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code $NAME}, {@code ${NAME:-default}} and their kin, as Compose replaces them (compose-go's template package). A
 * dollar that no name or brace follows stays; {@code $$} is one dollar.
 */
final class EnvInterpolation {

    private static final Pattern REFERENCE = Pattern.compile(
            "\\$(?:(?<escaped>\\$)|(?<named>[_a-z][_a-z0-9]*)"
                    + "|\\{(?:(?<braced>[_a-z][_a-z0-9]*(?::?[-+?](.*))?)\\}|(?<invalid>)))",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNIX_LINES);
    private static final Pattern OPERATION = Pattern.compile("(?s)(?<name>[^:?+-]+)(?<operator>:?[-+?])(?<word>.*)");

    private final Function<String, String> variables;
    private final int line;

    /** @param variables null for a name that is not set */
    EnvInterpolation(Function<String, String> variables, int line) {
        this.variables = variables;
        this.line = line;
    }

    String replace(String template) throws EnvSyntax {
        StringBuilder out = new StringBuilder();
        Matcher reference = REFERENCE.matcher(template);
        int done = 0;
        while (reference.find()) {
            out.append(template, done, reference.start()).append(one(reference.group()));
            done = reference.end();
        }
        return out.append(template, done, template.length()).toString();
    }

    /** The pattern is greedy up to the line's last brace: what is behind the first reference is replaced for itself. */
    private String one(String greedy) throws EnvSyntax {
        int closing = closingBrace(greedy);
        String rest = closing < 0 ? "" : greedy.substring(closing + 1);
        Matcher reference = REFERENCE.matcher(closing < 0 ? greedy : greedy.substring(0, closing + 1));
        if (!reference.find() || reference.group("invalid") != null) {
            throw new EnvSyntax(
                    line,
                    "a ${ that no name and closing brace follow. A literal dollar is written $$, or the"
                            + " value in single quotes.");
        }
        if (reference.group("escaped") != null) {
            return "$";
        }
        String named = reference.group("named");
        String braced = reference.group("braced");
        Matcher operation = OPERATION.matcher(named == null ? braced : named);
        if (operation.matches()) {
            return apply(operation) + replace(rest);
        }
        String value = variables.apply(named == null ? braced : named);
        return value == null ? "" : value;
    }

    private String apply(Matcher operation) throws EnvSyntax {
        String name = operation.group("name");
        String operator = operation.group("operator");
        // Whether it is needed or not, as Compose does.
        String word = replace(operation.group("word"));
        String value = variables.apply(name);
        boolean there = value != null && !(operator.startsWith(":") && value.isEmpty());
        switch (operator.charAt(operator.length() - 1)) {
            case '-':
                return there ? value : word;
            case '+':
                return there ? word : value == null ? "" : value;
            default:
                if (!there) {
                    throw new EnvSyntax(line, "a variable that it requires (with a ? behind its name) is not set.");
                }
                return value;
        }
    }

    private static int closingBrace(String text) {
        int open = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '}') {
                open--;
                if (open == 0) {
                    return i;
                }
            }
            if (text.charAt(i) == '{') {
                open++;
                i++;
            }
        }
        return -1;
    }
}
