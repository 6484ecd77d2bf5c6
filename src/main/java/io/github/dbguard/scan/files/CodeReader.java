package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Calls in a program that run a shell or send SQL, with strings as their arguments. */
final class CodeReader implements Reader {

    private static final Names RUNS = new Names(
            Set.of(
                    "system",
                    "check_call",
                    "check_output",
                    "call",
                    "sh",
                    "bash",
                    "zsh",
                    "bat",
                    "cmd",
                    "getoutput",
                    "getstatusoutput",
                    "sudo",
                    "local",
                    "powershell",
                    "pwsh",
                    "args",
                    "$",
                    "zx",
                    "script",
                    "setcommandline",
                    "capture2",
                    "capture2e",
                    "capture3",
                    "raw",
                    "add_job",
                    "subprocess",
                    "processbuilder",
                    "process"),
            List.of("exec", "spawn", "popen", "run", "shell", "command", "ssh"));
    private static final Names SQL_CALLS = new Names(
            Set.of("text", "sql", "statement", "unprepared", "unsafe", "op", "update", "mustexec"),
            List.of("query", "exec", "raw", "run", "$executeraw", "$queryraw"));
    private static final Names PROGRAMS = new Names(programs(), List.of());
    private static final Pattern SQL = Pattern.compile(
            "(?is)\\s*(drop\\s+(table|database|schema|owned)|do\\s+\\$|begin\\s*;|set\\s|with\\s|truncate\\s|delete\\s+from\\s|update\\s+\\S+\\s+set\\s|alter\\s+table\\s).*");
    private static final Set<String> SECTIONS = Set.of("stage", "describe", "task");
    private static final Set<String> SCRIPTS = Set.of("script", "command", "cmd", "commandLine", "shell");

    /** What is kept in memory is gone anyway. */
    private static final Pattern IN_MEMORY =
            Pattern.compile("jdbc:(h2|hsqldb):mem|sqlite:(//)?(:memory:|['\"])|['\"]:memory:['\"]");

    private final Language language;

    CodeReader(Language language) {
        this.language = language;
    }

    @Override
    public void read(Traced file, Place place, Found found) {
        CodeLexer.Code code = CodeLexer.read(file, language);
        List<CodeToken> tokens = code.tokens();
        Map<String, List<Traced>> known = new HashMap<>();
        code.constants().forEach((name, text) -> known.put(name, List.of(text)));
        boolean inMemory = IN_MEMORY.matcher(file.text()).find();
        Place here = place;
        for (int i = 0; i < tokens.size(); i++) {
            CodeToken token = tokens.get(i);
            if (token.isString()) {
                alone(tokens, i, here, found);
            } else if (token.isName() && i + 1 < tokens.size()) {
                int list = list(tokens, i);
                if (list > 0) {
                    known.put(token.text().text(), CodeArguments.of(tokens, list, known));
                } else if (isCall(tokens.get(i + 1))) {
                    String name = token.lastName();
                    if (concerns(name)) {
                        named(tokens, i, arguments(tokens, i + 1, known), inMemory, here, found);
                    }
                    here = SECTIONS.contains(name) ? here.named(firstString(tokens, i + 1)) : here;
                }
            }
        }
    }

    /** A function that is named as the program is that it runs, {@code run_docker_compose}. */
    private static Set<String> programs() {
        return Stream.of("", "run", "run_", "exec", "exec_")
                .flatMap(begin -> Stream.of("docker_compose", "dockercompose", "compose", "docker", "podman")
                        .map(begin::concat))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a name with this behind it may be given something. */
    private static boolean isCall(CodeToken next) {
        return next.isString() || next.is('(') || next.is('[') || next.is(':');
    }

    private static boolean concerns(String name) {
        return CodeMethods.concerns(name) || PROGRAMS.has(name) || RUNS.has(name) || SQL_CALLS.has(name);
    }

    private static void named(
            List<CodeToken> tokens, int index, List<Traced> strings, boolean inMemory, Place place, Found found) {
        CodeToken token = tokens.get(index);
        String name = token.lastName();
        if (!inMemory && CodeMethods.concerns(name)) {
            CodeMethods.tell(tokens, index, strings, place, found);
        }
        if (PROGRAMS.has(name)) {
            CodeMethods.program(token, strings, place, found);
        } else if (RUNS.has(name) || SQL_CALLS.has(name)) {
            call(name, strings, place, found);
        }
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
                && tokens.get(index - 1).is(':')
                && SCRIPTS.contains(tokens.get(index - 2).text().text());
        if (backticks || keyed) {
            found.shell(token.text(), keyed && sshAround(tokens, index) ? place.onRemote() : place, Map.of());
        }
    }

    private static boolean sshAround(List<CodeToken> tokens, int index) {
        return tokens.subList(Math.max(0, index - 8), index).stream()
                .anyMatch(token -> token.lastName().matches("(?i)ssh\\w*"));
    }

    /** The strings that a call gets; empty where this is no call. */
    private List<Traced> arguments(List<CodeToken> tokens, int from, Map<String, List<Traced>> known) {
        boolean bare = tokens.get(from).isString() && language.callsWithoutParentheses();
        return tokens.get(from).is('(') || bare ? CodeArguments.of(tokens, from, known) : List.of();
    }

    /** {@code name = ["docker", "compose"]}: the index of what opens the list; 0 where this is none. */
    private static int list(List<CodeToken> tokens, int name) {
        int at = name + 1;
        while (at < Math.min(name + 4, tokens.size())
                && (tokens.get(at).is(':') || tokens.get(at).isName())) {
            at++;
        }
        if (at + 2 >= tokens.size() || !tokens.get(at).is('=')) {
            return 0;
        }
        boolean typed = tokens.get(at + 1).is('[') && tokens.get(at + 2).is(']');
        boolean ofStrings =
                typed && at + 4 < tokens.size() && tokens.get(at + 4).is('{');
        return ofStrings ? at + 4 : tokens.get(at + 1).is('[') && !typed ? at + 1 : 0;
    }

    private static void call(String name, List<Traced> strings, Place place, Found found) {
        if (strings.isEmpty()) {
            return;
        }
        Traced first = strings.get(0);
        if (SQL_CALLS.has(name) && SQL.matcher(first.text()).matches()) {
            found.sql(first, place);
        } else if (!RUNS.has(name)) {
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
