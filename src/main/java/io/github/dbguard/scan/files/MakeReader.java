package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.text.Traced;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makefiles and justfiles: the recipe of each target is a script. */
final class MakeReader implements Reader {

    private static final Pattern ASSIGNMENT =
            Pattern.compile("^(?:export\\s+|override\\s+)?([\\w.-]+)\\s*(?:[:?+!]{0,3}=)\\s*(.*?)\\s*$");
    private static final Pattern DIRECTIVE = Pattern.compile(
            "^(ifeq|ifneq|ifdef|ifndef|else|endif|include|-include|sinclude|define|endef|export|unexport|vpath|set|import|mod|alias)\\b.*");

    private static final int DEEPEST = 8;

    private final boolean just;
    private final Map<String, String> variables = new HashMap<>();
    /** So many characters of variables are put in: they may hold each other. */
    private int budget = 200_000;

    private MakeReader(boolean just) {
        this.just = just;
    }

    static Reader make() {
        return (file, place, found) -> new MakeReader(false).read(file, place, found);
    }

    static Reader just() {
        return (file, place, found) -> new MakeReader(true).read(file, place, found);
    }

    @Override
    public void read(Traced file, Place place, Found found) {
        assignments(file);
        Traced.Builder recipe = Traced.builder();
        String target = "";
        String text = file.text();
        for (int from = 0; from < text.length(); ) {
            int end = logicalEnd(text, from);
            Traced line = file.slice(from, end);
            boolean indented = line.length() > 0 && (line.charAt(0) == '\t' || line.charAt(0) == ' ');
            String plain = line.text().strip();
            String rule = rule(line.text());
            if (indented || isCommand(plain)) {
                recipe.add(command(line.strip())).add('\n', file.offset(end));
            } else if (!plain.isEmpty() && !plain.startsWith("#")) {
                boolean begins = rule != null;
                if (begins) {
                    flush(recipe, place.named(target), found);
                    target = rule;
                    inline(line, found, place.named(target));
                } else if (!DIRECTIVE.matcher(plain).matches()
                        && !ASSIGNMENT.matcher(plain).matches()) {
                    recipe.add(command(line)).add('\n', file.offset(end));
                }
            }
            from = end + 1;
        }
        flush(recipe, place.named(target), found);
    }

    /** The targets that stand before a colon, with the parameters of a recipe of just; null where the line is no rule. */
    private String rule(String line) {
        int colon = line.indexOf(':');
        if (colon <= 0 || line.startsWith("=", colon + 1) || "#:@".indexOf(line.charAt(0)) >= 0) {
            return null;
        }
        String before = line.substring(0, colon);
        boolean assigns = before.indexOf('=') >= 0 && !just || before.indexOf('#') >= 0;
        return assigns ? null : just ? before.split("\\s", 2)[0] : before.strip();
    }

    /** {@code target: ; command}. */
    private void inline(Traced line, Found found, Place place) {
        int semicolon = line.text().indexOf(';');
        if (semicolon > 0 && !just) {
            found.shell(command(line.slice(semicolon + 1).strip()), place, Map.of());
        }
    }

    private static boolean isCommand(String line) {
        return line.startsWith("@") && line.length() > 1 && line.charAt(1) != ' ';
    }

    private void flush(Traced.Builder recipe, Place place, Found found) {
        if (!recipe.isEmpty()) {
            found.shell(recipe.build(), place, Map.of());
            recipe.clear();
        }
    }

    private void assignments(Traced file) {
        String text = file.text();
        for (int from = 0; from < text.length(); ) {
            int end = logicalEnd(text, from);
            if (text.charAt(from) != '\t') {
                Matcher assignment = ASSIGNMENT.matcher(
                        text.substring(from, end).replace("\\\n", " ").replace("\\\r\n", " "));
                if (assignment.matches()) {
                    String value = assignment.group(2);
                    boolean quoted = just && value.matches("(['\"]).*\\1");
                    variables.put(assignment.group(1), quoted ? value.substring(1, value.length() - 1) : value);
                }
            }
            from = end + 1;
        }
    }

    /** The end of a line with those that it is continued on. */
    private static int logicalEnd(String text, int from) {
        int end = text.indexOf('\n', from);
        while (end > 0 && continued(text, end)) {
            end = text.indexOf('\n', end + 1);
        }
        return end < 0 ? text.length() : end;
    }

    private static boolean continued(String text, int end) {
        int last = end > 0 && text.charAt(end - 1) == '\r' ? end - 2 : end - 1;
        return last >= 0 && text.charAt(last) == '\\';
    }

    private Traced command(Traced line) {
        int from = 0;
        while (from < line.length() && "@-+ \t".indexOf(line.charAt(from)) >= 0) {
            from++;
        }
        Traced command = line.slice(from);
        return just ? Masks.templates(command, variables) : dollars(command, 0);
    }

    /** {@code $$} is a dollar, {@code $(NAME)} a variable of make. */
    private Traced dollars(Traced line, int depth) {
        Traced.Builder out = Traced.builder();
        for (int i = 0; i < line.length(); ) {
            char c = line.charAt(i);
            char next = i + 1 < line.length() ? line.charAt(i + 1) : 0;
            if (c != '$' || next == 0) {
                out.add(c, line.offset(i));
                i++;
            } else if (next == '$') {
                out.add('$', line.offset(i));
                i += 2;
            } else if (next == '(' || next == '{') {
                i = reference(line, i, out, depth);
            } else {
                out.add('_', line.offset(i));
                i += 2;
            }
        }
        return out.build();
    }

    private int reference(Traced line, int at, Traced.Builder out, int depth) {
        char open = line.charAt(at + 1);
        char close = open == '(' ? ')' : '}';
        int nested = 0;
        int end = at + 1;
        for (; end < line.length(); end++) {
            nested += line.charAt(end) == open ? 1 : line.charAt(end) == close ? -1 : 0;
            if (nested == 0) {
                break;
            }
        }
        int stop = Math.min(end, line.length());
        String name = line.text().substring(at + 2, Math.max(at + 2, stop));
        String value = variables.get(name);
        if (value != null && depth < DEEPEST && budget > 0) {
            budget -= value.length() + 1;
            out.add(dollars(Traced.at(value, line.offset(at)), depth + 1));
        } else if (name.startsWith("shell ") && depth < DEEPEST) {
            out.add("$(", line.offset(at))
                    .add(dollars(line.slice(at + 8, stop), depth + 1))
                    .add(")", line.offset(at));
        } else {
            out.add("${" + name.replaceAll("\\W", "_") + "}", line.offset(at));
        }
        return Math.min(end + 1, line.length());
    }
}
