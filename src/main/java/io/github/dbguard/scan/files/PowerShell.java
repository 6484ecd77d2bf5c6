package io.github.dbguard.scan.files;

import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Redirect;
import io.github.dbguard.scan.shell.Script;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads PowerShell as far as the programs go that it runs: words, quotes, pipes, blocks, comments, here-strings. */
final class PowerShell {

    private final Traced source;
    private final String text;
    private final List<Command> commands = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();
    private List<Word> words = new ArrayList<>();
    private List<Command> input = List.of();
    private Script.Problem problem;
    private int at;

    private PowerShell(Traced source) {
        this.source = source;
        this.text = source.text();
    }

    static Script parse(Traced source) {
        PowerShell reader = new PowerShell(source);
        while (reader.at < reader.text.length()) {
            reader.next();
        }
        reader.end(false);
        return new Script(List.copyOf(reader.commands), Map.of(), reader.problem);
    }

    private void next() {
        char c = text.charAt(at);
        if (c == '`' && at + 1 < text.length() && (text.charAt(at + 1) == '\n' || text.charAt(at + 1) == '\r')) {
            at += text.charAt(at + 1) == '\r' ? 3 : 2;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            at++;
        } else if (text.startsWith("<#", at)) {
            int end = text.indexOf("#>", at);
            at = end < 0 ? text.length() : end + 2;
        } else if (c == '#') {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        } else if (c == '|' && !text.startsWith("||", at)) {
            at++;
            end(true);
        } else if ("\n;|&(){}".indexOf(c) >= 0) {
            at++;
            end(false);
        } else {
            word();
        }
    }

    private void end(boolean piped) {
        List<Word> all = words;
        words = new ArrayList<>();
        if (all.size() > 2 && all.get(0).value().startsWith("$") && all.get(1).is("=")) {
            String value =
                    String.join(" ", all.stream().skip(2).map(Word::value).toList());
            variables.put(all.get(0).value().substring(1).toLowerCase(java.util.Locale.ROOT), value);
            all = all.subList(2, all.size());
        }
        if (all.isEmpty()) {
            input = piped ? input : List.of();
            return;
        }
        boolean text = all.size() == 1 && all.get(0).quoted() && piped;
        if (text) {
            Word echo = Word.of(Traced.at("echo", all.get(0).from()));
            all = List.of(echo, all.get(0));
        }
        int from = all.get(0).from();
        Command command = new Command(
                List.of(),
                started(all),
                new ArrayList<Redirect>(),
                input,
                List.of(),
                from,
                Math.max(from, all.get(all.size() - 1).to()));
        commands.add(command);
        input = piped ? List.of(command) : List.of();
    }

    /** {@code Start-Process docker -ArgumentList "compose down -v"} as what it starts. */
    private static List<Word> started(List<Word> all) {
        if (!all.get(0).value().matches("(?i)start-process|saps|start")) {
            return List.copyOf(all);
        }
        List<Word> started = new ArrayList<>();
        for (Word word : all.subList(1, all.size())) {
            if (!word.value().matches("(?i)-(filepath|argumentlist|args|wait|nonewwindow|passthru|verb)|,")) {
                for (String part : word.value().split("[ ,]+")) {
                    started.add(new Word(Traced.at(part, word.from()), word.from(), word.to(), true, false));
                }
            }
        }
        return started.isEmpty() ? List.copyOf(all) : started;
    }

    private void word() {
        Traced.Builder word = Traced.builder();
        int from = source.offset(at);
        boolean quoted = false;
        boolean unknown = false;
        while (at < text.length() && " \t\r\n;|(){}".indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at);
            if (text.startsWith("@'", at) || text.startsWith("@\"", at)) {
                quoted = true;
                hereString(word);
            } else if (c == '\'' || c == '"') {
                quoted = true;
                quoted(c, word);
            } else if (c == '`' && at + 1 < text.length()) {
                if (text.charAt(at + 1) == '\n' || text.charAt(at + 1) == '\r') {
                    break;
                }
                word.add(text.charAt(at + 1), source.offset(at + 1));
                at += 2;
            } else if (c == '$') {
                unknown |= !variable(word);
            } else {
                word.add(c, source.offset(at));
                at++;
            }
        }
        Traced value = word.build();
        int to = source.offset(Math.min(at, text.length()));
        if (!quoted && value.text().contains(" ")) {
            for (String part : value.text().split(" +")) {
                words.add(new Word(Traced.at(part, from), from, to, false, unknown));
            }
        } else {
            words.add(new Word(value, from, to, quoted, unknown));
        }
    }

    private boolean variable(Traced.Builder word) {
        int end = at + 1;
        if (end < text.length() && text.charAt(end) == '(') {
            word.add('$', source.offset(at));
            at++;
            return false;
        }
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || "_:{}".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        String name = text.substring(at + 1, end).replaceAll("[{}]", "").toLowerCase(java.util.Locale.ROOT);
        String value = variables.get(name);
        word.add(value == null ? text.substring(at, end) : value, source.offset(at));
        at = Math.max(end, at + 1);
        return value != null;
    }

    private void quoted(char quote, Traced.Builder word) {
        int begin = at;
        at++;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == quote) {
                if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
                    at++;
                } else {
                    at++;
                    return;
                }
            } else if (quote == '"' && c == '`' && at + 1 < text.length()) {
                at++;
                char next = text.charAt(at);
                word.add(next == 'n' ? '\n' : next == 't' ? '\t' : next, source.offset(at));
                at++;
                continue;
            } else if (quote == '"' && c == '$') {
                variable(word);
                continue;
            }
            word.add(text.charAt(at), source.offset(at));
            at++;
        }
        problem = problem == null ? new Script.Problem("a quote is not closed", source.offset(begin)) : problem;
    }

    private void hereString(Traced.Builder word) {
        String close = "\n" + text.charAt(at + 1) + "@";
        int from = text.indexOf('\n', at) + 1;
        int end = from == 0 ? -1 : text.indexOf(close, from - 1);
        if (end < 0) {
            problem = problem == null ? new Script.Problem("a here-string is not closed", source.offset(at)) : problem;
            at = text.length();
            return;
        }
        word.add(source.slice(Math.min(from, end), end));
        at = end + close.length();
    }
}
