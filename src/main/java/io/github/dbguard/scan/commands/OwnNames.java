package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.ShellParser;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Aliases and functions of a script. */
final class OwnNames {

    private final Map<String, List<Command>> functions = new HashMap<>();
    private final Map<String, Traced> aliases = new HashMap<>();

    void functions(Map<String, List<Command>> more) {
        functions.putAll(more);
    }

    void alias(String name, Traced value) {
        aliases.put(name, value);
    }

    /** With an alias or a function of the script, which does nothing but pass its arguments on, put in. */
    List<Word> behind(List<Word> words, Command command) {
        String name = words.get(0).value();
        Traced alias = aliases.get(name);
        if (alias != null) {
            List<Command> commands = ShellParser.parse(
                            Traced.at(alias.text(), words.get(0).from()))
                    .commands();
            return commands.size() == 1 ? joined(commands.get(0).words(), words) : words;
        }
        List<Command> body = functions.get(name);
        if (body == null || body.isEmpty() || body.contains(command)) {
            return words;
        }
        List<Word> last = body.get(body.size() - 1).words();
        boolean passes = last.size() > 1 && last.get(last.size() - 1).value().matches("\\$[@*]|\\$\\{@}");
        return passes ? joined(moved(last.subList(0, last.size() - 1), words.get(0)), words) : words;
    }

    private static List<Word> moved(List<Word> words, Word place) {
        return words.stream()
                .map(word -> new Word(
                        Traced.at(word.value(), place.from()), place.from(), place.to(), word.quoted(), word.unknown()))
                .toList();
    }

    private static List<Word> joined(List<Word> before, List<Word> words) {
        List<Word> all = new ArrayList<>(before);
        all.addAll(words.subList(1, words.size()));
        return all.isEmpty() ? words : all;
    }
}
