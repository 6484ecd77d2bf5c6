package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.files.CodeToken.Kind;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Calls in a program that run a shell or send SQL, with strings as their arguments. */
final class CodeReader implements Reader {

    private static final Pattern RUNS = Pattern.compile(
            "(?i)exec\\w*|spawn\\w*|system|popen\\w*|check_(call|output)|call|run\\w*|sh|shell\\w*|bash|zsh|bat|cmd|command\\w*|"
                    + "getoutput|getstatusoutput|sudo|local|ssh\\w*|powershell|pwsh|args|\\$|zx|script|setCommandLine|capture2e?|"
                    + "capture3|commandLine|raw|add_job|subprocess");
    private static final Pattern SQL_CALLS = Pattern.compile(
            "(?i)query\\w*|execute\\w*|exec\\w*|raw\\w*|\\$(execute|query)Raw\\w*|text|sql|statement|unprepared|run\\w*|unsafe|op");
    private static final Pattern SQL = Pattern.compile(
            "(?is)\\s*(drop\\s+(table|database|schema|owned)|truncate\\s|delete\\s+from\\s|update\\s+\\S+\\s+set\\s|alter\\s+table\\s).*");
    private static final Set<String> SCRIPTS = Set.of("script", "command", "cmd", "commandLine", "shell");
    private static final Set<String> COMMANDS = Set.of("args", "cmd", "command", "script");
    private static final int FARTHEST = 400;

    private final Language language;

    CodeReader(Language language) {
        this.language = language;
    }

    @Override
    public void read(Traced file, Place place, Found found) {
        CodeLexer.Code code = CodeLexer.read(file, language);
        List<CodeToken> tokens = code.tokens();
        Place here = place;
        Map<String, Boolean> calls = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            CodeToken token = tokens.get(i);
            if (token.isString()) {
                alone(tokens, i, here, found);
            } else if (token.kind() == Kind.NAME && i + 1 < tokens.size()) {
                String name = token.lastName();
                if (name.equals("stage") || name.equals("describe") || name.equals("task")) {
                    here = place.named(firstString(tokens, i + 1));
                } else if (calls.computeIfAbsent(name, CodeReader::mayRun)) {
                    call(name, arguments(tokens, i + 1, code.constants()), here, found);
                }
            }
        }
    }

    private static boolean mayRun(String name) {
        return RUNS.matcher(name).matches() || SQL_CALLS.matcher(name).matches();
    }

    private static String firstString(List<CodeToken> tokens, int from) {
        for (int i = from; i < Math.min(from + 3, tokens.size()); i++) {
            if (tokens.get(i).isString()) {
                return tokens.get(i).text().text();
            }
        }
        return "";
    }

    /** A string that is a command by itself: in backticks, or behind a key that says so. */
    private void alone(List<CodeToken> tokens, int index, Place place, Found found) {
        CodeToken token = tokens.get(index);
        boolean backticks = language == Language.RUBY && token.quote() == '`';
        boolean keyed = index > 1
                && tokens.get(index - 1).is(":")
                && SCRIPTS.contains(tokens.get(index - 2).text().text());
        if (backticks || keyed) {
            found.shell(token.text(), keyed && sshAround(tokens, index) ? place.onRemote() : place, Map.of());
        }
    }

    private static boolean sshAround(List<CodeToken> tokens, int index) {
        return tokens.subList(Math.max(0, index - 8), index).stream()
                .anyMatch(token -> token.lastName().matches("(?i)ssh\\w*"));
    }

    /** The strings that a call gets, one text where they are joined by a plus. */
    private List<Traced> arguments(List<CodeToken> tokens, int from, Map<String, Traced> constants) {
        List<Traced> strings = new ArrayList<>();
        boolean parentheses = tokens.get(from).is("(");
        boolean bare = tokens.get(from).isString() && (language != Language.PYTHON && language != Language.GO);
        if (!parentheses && !bare) {
            return strings;
        }
        int depth = 0;
        int objects = 0;
        for (int i = from; i < Math.min(tokens.size(), from + FARTHEST); i++) {
            CodeToken token = tokens.get(i);
            if (token.is("(") || token.is("[")) {
                depth++;
            } else if (token.is(")") || token.is("]")) {
                depth--;
            } else if (token.is("{")) {
                objects++;
            } else if (token.is("}")) {
                objects--;
            } else if (objects == 0 && !keyword(tokens, i)) {
                argument(tokens, i, constants, strings);
            }
            boolean over = parentheses
                    ? depth == 0
                    : !token.is(",")
                            && !next(tokens, i).is(",")
                            && !next(tokens, i).is("+");
            if (over || objects < 0 || depth < 0) {
                break;
            }
        }
        return strings;
    }

    private static CodeToken next(List<CodeToken> tokens, int index) {
        return tokens.get(Math.min(index + 1, tokens.size() - 1));
    }

    /** {@code cwd="…"} and {@code label: "…"} are no arguments of the command. */
    private static boolean keyword(List<CodeToken> tokens, int index) {
        CodeToken before = tokens.get(index - 1);
        boolean named = index > 1 && (before.is("=") || before.is(":"));
        return named && !COMMANDS.contains(tokens.get(index - 2).text().text());
    }

    private static void argument(
            List<CodeToken> tokens, int index, Map<String, Traced> constants, List<Traced> strings) {
        CodeToken token = tokens.get(index);
        Traced value = token.isString() ? token.text() : null;
        if (token.kind() == Kind.NAME
                && !next(tokens, index).is("(")
                && !next(tokens, index).is("=")) {
            value = constants.get(token.text().text());
        }
        if (value == null) {
            return;
        }
        boolean joins = tokens.get(index - 1).is("+") || tokens.get(index - 1).isString();
        if (joins && !strings.isEmpty()) {
            Traced before = strings.remove(strings.size() - 1);
            strings.add(Traced.builder().add(before).add(value).build());
        } else {
            strings.add(value);
        }
    }

    private static void call(String name, List<Traced> strings, Place place, Found found) {
        if (strings.isEmpty()) {
            return;
        }
        Traced first = strings.get(0);
        if (SQL_CALLS.matcher(name).matches() && SQL.matcher(first.text()).matches()) {
            found.sql(first, place);
        } else if (!RUNS.matcher(name).matches()) {
            return;
        } else if (strings.size() == 1 || first.text().strip().contains(" ")) {
            Place here = name.matches("(?i)ssh\\w*") ? place.onRemote() : place;
            strings.forEach(each -> found.shell(each, here, Map.of()));
        } else {
            found.words(
                    strings.stream()
                            .map(each -> new Word(each, each.offset(0), each.offset(each.length()), true, false))
                            .toList(),
                    place);
        }
    }
}
