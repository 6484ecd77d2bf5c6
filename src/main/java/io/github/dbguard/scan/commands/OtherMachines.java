package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.List;

/** Programs that run something on another machine, or at another terminal. */
final class OtherMachines {

    private static final Grammar SSH = Grammar.values("-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w")
            .stopping();
    private static final Grammar KUBECTL = Grammar.values("-n --namespace -c --container --context --cluster"
            + " --kubeconfig -f --filename -l --selector --user -s --server --token --as --image --grace-period --timeout"
            + " --field-selector --pod-running-timeout -o --output");
    private static final Grammar TERMINAL = Grammar.values("-S -t -s -n -c -L -x -y -d --time");
    private static final Grammar CLOUD = Grammar.values("--command -C -c --zone --project -a --app --container -t"
            + " --resource-group -g --name -n --scripts --cluster --task --region --parameters --instance-ids");

    private final Unwrap unwrap;

    OtherMachines(Unwrap unwrap) {
        this.unwrap = unwrap;
    }

    void ssh(List<Word> arguments, Command command, Place place) {
        List<Word> operands = SSH.parse(arguments).operands();
        if (operands.isEmpty()) {
            return;
        }
        Place there = place.named(operands.get(0).value());
        List<Word> rest = operands.subList(1, operands.size());
        // Options may stand behind the host as well.
        rest = SSH.parse(rest).operands();
        if (rest.isEmpty()) {
            Input.of(command).forEach(text -> unwrap.script(text, there));
        } else {
            unwrap.script(Input.together(rest), there, command);
        }
    }

    void cluster(List<Word> arguments, Command command, Place place) {
        Arguments own = KUBECTL.parse(
                arguments.stream().takeWhile(word -> !word.is("--")).toList());
        if (own.names("exec") || own.names("run") || own.names("rsh") || own.names("debug")) {
            List<Word> behind =
                    arguments.stream().dropWhile(word -> !word.is("--")).skip(1).toList();
            Place inside = place.named(own.operand(1).map(Word::value).orElse(""));
            unwrap.words(behind.isEmpty() ? own.operandsFrom(2) : behind, command, inside);
        }
    }

    void terminal(List<Word> arguments, Command command, Place place) {
        List<Word> operands = TERMINAL.parse(arguments).operands();
        operands.stream().filter(Word::quoted).forEach(word -> unwrap.script(word.text(), place));
        TERMINAL.parse(arguments).values("-c").forEach(word -> unwrap.script(word.text(), place));
        int from = 0;
        while (from < operands.size() && operands.get(from).value().matches("new(-session|-window)?|neww?|send-keys")) {
            from++;
        }
        unwrap.words(operands.subList(from, operands.size()), command, place);
    }

    void cloud(List<Word> arguments, Command command, Place place) {
        Arguments options = CLOUD.parse(arguments);
        options.values("--command", "-C", "-c", "--scripts", "--parameters").forEach(word -> {
            String text = word.value();
            int begin = text.startsWith("commands=") ? "commands=".length() : 0;
            Traced script = word.text().slice(begin);
            String masked = script.text().replace('[', ' ').replace(']', ' ');
            unwrap.script(masked.startsWith(" ") ? script.masked(masked.replace('"', ' ')) : script, place, command);
        });
        if (options.names("ssh") && options.operands().size() > 2) {
            unwrap.script(Input.together(options.operandsFrom(2)), place, command);
        }
    }
}
