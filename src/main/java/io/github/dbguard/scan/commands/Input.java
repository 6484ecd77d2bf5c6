package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Redirect;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;

/** What commands read, and words as texts. */
final class Input {

    private Input() {}

    /** What a command reads: here-documents, here-strings, what is printed into its pipe. */
    static List<Traced> of(Command command) {
        List<Traced> texts = new ArrayList<>();
        command.redirects().stream()
                .filter(redirect -> redirect.body() != null)
                .forEach(redirect -> texts.add(redirect.body()));
        command.redirects().stream()
                .filter(redirect -> redirect.operator().equals("<<<") && redirect.target() != null)
                .forEach(redirect -> texts.add(redirect.target().text()));
        for (Command before : command.input()) {
            String program =
                    before.words().isEmpty() ? "" : before.words().get(0).value();
            if (program.equals("echo") || program.equals("printf")) {
                texts.add(together(before.words().stream()
                        .skip(1)
                        .filter(word -> !word.value().matches("-[neE]+"))
                        .toList()));
            } else if (program.equals("cat") || program.equals("envsubst") || program.equals("sed")) {
                texts.addAll(of(before));
            }
        }
        return texts;
    }

    /** The command with what the outer one reads. */
    static Command fedBy(Command command, Command outer) {
        List<Redirect> redirects = new ArrayList<>(command.redirects());
        redirects.addAll(outer.redirects());
        return new Command(
                command.assignments(),
                command.words(),
                redirects,
                outer.input(),
                command.guards(),
                command.from(),
                command.to());
    }

    /** Words as one text, as ssh and eval make them. */
    static Traced together(List<Word> words) {
        Traced.Builder text = Traced.builder();
        for (Word word : words) {
            if (!text.isEmpty()) {
                text.add(' ', word.from());
            }
            text.add(word.text());
        }
        return text.build();
    }
}
