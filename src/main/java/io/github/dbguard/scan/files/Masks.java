package io.github.dbguard.scan.files;

import io.github.dbguard.scan.text.Traced;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a template puts in before a shell sees the text. */
final class Masks {

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{.{0,500}?}}");
    /** No line of actions alone is longer. */
    private static final int LONGEST = 4000;

    private static final Pattern ENVIRONMENT = Pattern.compile("\\$\\{\\{\\s*env\\.(\\w+)\\s*}}");
    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{-?\\s*\\.?(\\w+)?[^\\n]{0,300}?}}");

    /** Actions of Go templates and Jinja: what puts a value in, what decides, comments. */
    private static final Pattern ACTION = Pattern.compile("(?s)\\{\\{.{0,3000}?}}|\\{%.{0,3000}?%}|\\{#.{0,3000}?#}");

    private Masks() {}

    /** It is filled in by Helm, Ansible or their like; expressions of workflows are no such thing. */
    static boolean isTemplate(String text) {
        return text.contains("{%") || text.replace("${{", "").contains("{{");
    }

    /**
     * With blanks for actions that stand alone in their lines, and words of equal length for those that put something
     * into a line.
     */
    static Traced actions(Traced file) {
        Matcher matcher = ACTION.matcher(file.text());
        StringBuilder masked = new StringBuilder(file.text());
        while (matcher.find()) {
            boolean alone = isAlone(file.text(), matcher.start(), matcher.end());
            for (int i = matcher.start(); i < matcher.end(); i++) {
                char c = masked.charAt(i);
                boolean kept = c == '\n' || !alone && Character.isLetterOrDigit(c);
                masked.setCharAt(i, kept ? c : alone ? ' ' : '_');
            }
        }
        return file.masked(masked.toString());
    }

    /** Between the line's begin and its end there is nothing else, but for other actions. */
    private static boolean isAlone(String text, int from, int to) {
        int begin = text.lastIndexOf('\n', from - 1) + 1;
        int end = text.indexOf('\n', to);
        String line = text.substring(begin, from) + text.substring(to, end < 0 ? text.length() : end);
        return line.length() < LONGEST && ACTION.matcher(line).replaceAll("").isBlank();
    }

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
