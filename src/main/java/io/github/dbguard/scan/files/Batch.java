package io.github.dbguard.scan.files;

import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Redirect;
import io.github.dbguard.scan.shell.Script;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a batch file of Windows as far as the programs go that it runs. */
final class Batch {

    private final Traced source;
    private final String text;
    private final List<Command> commands = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private List<Word> words = new ArrayList<>();
    private List<Command> input = List.of();
    private int at;

    private Batch(Traced source) {
        this.source = source;
        this.text = source.text();
    }

    static Script parse(Traced source) {
        Batch reader = new Batch(source);
        while (reader.at < reader.text.length()) {
            reader.next();
        }
        reader.end(false);
        return new Script(List.copyOf(reader.commands), Map.of(), null);
    }

    private void next() {
        char c = text.charAt(at);
        if (c == '^' && at + 1 < text.length() && (text.charAt(at + 1) == '\n' || text.charAt(at + 1) == '\r')) {
            at += text.charAt(at + 1) == '\r' ? 3 : 2;
        } else if (c == ' ' || c == '\t' || c == '\r' || c == '@' && words.isEmpty()) {
            at++;
        } else if (words.isEmpty() && comment()) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        } else if (c == '|' && !text.startsWith("||", at)) {
            at++;
            end(true);
        } else if ("\n&|()".indexOf(c) >= 0) {
            at++;
            end(false);
        } else {
            word();
        }
    }

    private boolean comment() {
        return text.startsWith("::", at)
                || text.regionMatches(true, at, "rem ", 0, 4)
                || text.regionMatches(true, at, "rem\n", 0, 4);
    }

    private void end(boolean piped) {
        List<Word> all = words;
        words = new ArrayList<>();
        if (!all.isEmpty() && all.get(0).value().equalsIgnoreCase("set") && all.size() > 1) {
            String assignment =
                    String.join(" ", all.stream().skip(1).map(Word::value).toList());
            int sign = assignment.indexOf('=');
            if (sign > 0) {
                variables.put(assignment.substring(0, sign).toLowerCase(Locale.ROOT), assignment.substring(sign + 1));
            }
        }
        all = behindTest(all);
        boolean loop = !all.isEmpty() && all.get(0).value().equalsIgnoreCase("for");
        if (all.isEmpty() || loop) {
            return;
        }
        all = all.get(0).value().equalsIgnoreCase("do") ? all.subList(1, all.size()) : all;
        if (all.isEmpty()) {
            return;
        }
        int from = all.get(0).from();
        Command command = new Command(
                List.of(),
                List.copyOf(all),
                new ArrayList<Redirect>(),
                input,
                List.of(),
                from,
                all.get(all.size() - 1).to());
        commands.add(command);
        input = piped ? List.of(command) : List.of();
    }

    /** {@code if exist x command}: the command. */
    private static List<Word> behindTest(List<Word> all) {
        if (all.isEmpty() || !all.get(0).value().equalsIgnoreCase("if")) {
            boolean otherwise = !all.isEmpty() && all.get(0).value().equalsIgnoreCase("else");
            return otherwise ? all.subList(1, all.size()) : all;
        }
        int from = 1;
        while (from < all.size() && all.get(from).value().matches("(?i)/i|not|defined")) {
            from++;
        }
        boolean two = from < all.size() && all.get(from).value().matches("(?i)exist|errorlevel");
        boolean comparison =
                from + 2 < all.size() && all.get(from + 1).value().matches("(?i)equ|neq|lss|leq|gtr|geq|==");
        from += two ? 2 : comparison ? 3 : 1;
        return from < all.size() ? all.subList(from, all.size()) : List.of();
    }

    private void word() {
        Traced.Builder word = Traced.builder();
        int from = source.offset(at);
        boolean quoted = false;
        boolean inQuotes = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n' || !inQuotes && " \t\r&|()".indexOf(c) >= 0) {
                break;
            }
            if (c == '"') {
                inQuotes = !inQuotes;
                quoted = true;
                at++;
            } else if (c == '^' && !inQuotes && at + 1 < text.length()) {
                if (text.charAt(at + 1) == '\n' || text.charAt(at + 1) == '\r') {
                    break;
                }
                word.add(text.charAt(at + 1), source.offset(at + 1));
                at += 2;
            } else if (c == '%' && variable(word)) {
                continue;
            } else {
                word.add(c, source.offset(at));
                at++;
            }
        }
        Traced value = word.build();
        int to = source.offset(Math.min(at, text.length()));
        String[] parts = quoted ? new String[] {value.text()} : value.text().split(" +");
        for (String part : parts) {
            words.add(
                    parts.length == 1
                            ? new Word(value, from, to, quoted, false)
                            : new Word(Traced.at(part, from), from, to, false, false));
        }
    }

    private boolean variable(Traced.Builder word) {
        int end = text.indexOf('%', at + 1);
        String name =
                end < 0 || end - at > 40 ? "" : text.substring(at + 1, end).toLowerCase(Locale.ROOT);
        String value = variables.get(name);
        if (value != null) {
            word.add(value, source.offset(at));
            at = end + 1;
        }
        return value != null;
    }
}
