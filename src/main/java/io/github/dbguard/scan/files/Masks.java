package io.github.dbguard.scan.files;

import io.github.dbguard.scan.text.Traced;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a template puts in before a shell sees the text. */
final class Masks {

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{.{0,500}?}}");
    private static final Pattern ENVIRONMENT = Pattern.compile("\\$\\{\\{\\s*env\\.(\\w+)\\s*}}");
    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{-?\\s*\\.?(\\w+)?[^\\n]{0,300}?}}");

    private Masks() {}

    /** {@code ${{ … }}} of a workflow as a word of equal length, in which its names can still be read. */
    static Traced expressions(Traced text) {
        if (!text.text().contains("${{")) {
            return text;
        }
        Matcher matcher = EXPRESSION.matcher(text.text());
        StringBuilder masked = new StringBuilder();
        int from = 0;
        while (matcher.find()) {
            masked.append(text.text(), from, matcher.start());
            Matcher environment = ENVIRONMENT.matcher(matcher.group());
            masked.append(
                    environment.matches() ? variable(environment.group(1), matcher.group()) : word(matcher.group()));
            from = matcher.end();
        }
        masked.append(text.text().substring(from));
        return text.masked(masked.toString());
    }

    private static String word(String expression) {
        return expression.replaceAll("[^A-Za-z0-9_]", "_");
    }

    /** {@code ${NAME}} is shorter than {@code ${{ env.NAME }}}: what is left over is a default that says nothing. */
    private static String variable(String name, String expression) {
        int padding = expression.length() - name.length() - 3;
        return padding < 2 ? word(expression) : "${" + name + ":-" + "_".repeat(padding - 2) + "}";
    }

    /** {@code {{.NAME}}} of a Taskfile, {@code {{name}}} of a justfile: the value, where it is known. */
    static Traced templates(Traced text, Map<String, String> known) {
        if (!text.text().contains("{{")) {
            return text;
        }
        Matcher matcher = TEMPLATE.matcher(text.text());
        Traced.Builder filled = Traced.builder();
        int from = 0;
        while (matcher.find()) {
            filled.add(text.slice(from, matcher.start()));
            String value = matcher.group(1) == null ? null : known.get(matcher.group(1));
            filled.add(value == null ? word(matcher.group()) : value, text.offset(matcher.start()));
            from = matcher.end();
        }
        return filled.add(text.slice(from)).build();
    }
}
