package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Word;
import java.util.List;

/** Shells and other interpreters: they run a text, what they read, or a program named in their arguments. */
final class Interpreters {

    private static final Grammar SHELL =
            Grammar.values("-O +O -o --rcfile --init-file").stopping();
    private static final Grammar SU = Grammar.values("-c --command -s --shell -g -G -w --session-command");

    private final Unwrap unwrap;

    Interpreters(Unwrap unwrap) {
        this.unwrap = unwrap;
    }

    void shell(List<Word> arguments, Command command, Place place) {
        boolean fromText = arguments.stream()
                .takeWhile(word -> word.value().startsWith("-") || word.value().startsWith("+"))
                .anyMatch(word -> word.value().matches("-[a-z]*c[a-z]*"));
        Arguments options = SHELL.parse(arguments);
        if (fromText) {
            options.operand(0).ifPresent(word -> unwrap.script(word.text(), place));
        } else if (options.operands().isEmpty() || options.has("-s")) {
            Input.of(command).forEach(text -> unwrap.script(text, place));
        }
    }

    /** As another user: a text behind an option, or what is read. */
    void user(List<Word> arguments, Command command, Place place) {
        Arguments options = SU.parse(arguments);
        List<Word> texts = options.values("-c", "--command");
        texts.forEach(word -> unwrap.script(word.text(), place, command));
        if (texts.isEmpty() && options.operands().size() <= 2) {
            Input.of(command).forEach(text -> unwrap.script(text, place));
        }
    }

    void behind(List<Word> arguments, String option, Place place) {
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).value().matches(option)) {
                unwrap.script(Input.together(arguments.subList(i + 1, arguments.size())), place);
                return;
            }
        }
    }

    void python(List<Word> arguments, Command command, Place place) {
        Arguments options = Grammar.values("-m -c -W -X").stopping().parse(arguments);
        List<Word> module = options.values("-m");
        if (module.isEmpty()) {
            unwrap.words(options.operands(), command, place);
            return;
        }
        // What follows -m and its module are the module's arguments.
        int index = arguments.indexOf(module.get(0));
        unwrap.words(index < 0 ? options.operands() : arguments.subList(index, arguments.size()), command, place);
    }

    void interpreter(List<Word> arguments, Command command, Place place) {
        List<Word> operands = Grammar.values("-d -r --require --import --loader -e --env-file --project -P -C")
                .stopping()
                .parse(arguments)
                .operands();
        boolean task = !operands.isEmpty() && operands.get(0).is("run");
        unwrap.words(task ? operands.subList(1, operands.size()) : operands, command, place);
    }
}
