package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Assignment;
import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Redirect;
import io.github.dbguard.scan.shell.Script;
import io.github.dbguard.scan.shell.ShellParser;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what a script runs, through everything that runs something else: {@code sudo}, {@code ssh}, {@code sh -c},
 * {@code xargs}, {@code docker exec}, aliases and functions of the script, scripts and SQL that come through a pipe or a
 * here-document.
 */
public final class Unwrap {

    private static final int DEEPEST = 12;
    /** As many words of find say where it looks. */
    private static final int LONGEST_SEARCH = 100;

    private static final Set<String> SHELLS = Set.of("sh", "bash", "zsh", "dash", "ash", "ksh", "fish", "rbash");
    private static final Grammar SHELL =
            Grammar.values("-O +O -o --rcfile --init-file").stopping();
    private static final Grammar SU = Grammar.values("-c --command -s --shell -g -G -w --session-command");
    private static final Grammar SSH = Grammar.values("-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w")
            .stopping();
    private static final Grammar KUBECTL = Grammar.values("-n --namespace -c --container --context --cluster"
            + " --kubeconfig -f --filename -l --selector --user -s --server --token --as --image --grace-period --timeout"
            + " --field-selector --pod-running-timeout -o --output");
    private static final Grammar TERMINAL = Grammar.values("-S -t -s -n -c -L -x -y -d --time");
    private static final Grammar CLOUD = Grammar.values("--command -C -c --zone --project -a --app --container -t"
            + " --resource-group -g --name -n --scripts --cluster --task --region --parameters --instance-ids");

    private final Sink sink;
    private final Map<String, List<Command>> functions = new HashMap<>();
    private final Map<String, Traced> aliases = new HashMap<>();
    private int depth;

    private Unwrap(Sink sink) {
        this.sink = sink;
    }

    /** Tells the sink everything that the script runs. */
    public static void script(Script script, Place place, Sink sink) {
        script.unread().ifPresent(sink::unread);
        Unwrap unwrap = new Unwrap(sink);
        unwrap.functions.putAll(script.functions());
        script.commands().forEach(command -> unwrap.command(command, place));
    }

    /** Tells the sink what these words run. */
    public static void words(List<Word> words, Place place, Sink sink) {
        if (!words.isEmpty()) {
            new Unwrap(sink).command(Command.of(words), place);
        }
    }

    private void command(Command command, Place place) {
        Place here = place;
        for (Assignment assignment : command.assignments()) {
            boolean engine =
                    assignment.name().equals("DOCKER_HOST") || assignment.name().equals("DOCKER_CONTEXT");
            here = here.named(assignment.name() + "=" + assignment.value().value());
            here = engine && !assignment.value().value().startsWith("unix:") ? here.onRemote() : here;
        }
        if (!command.words().isEmpty()) {
            words(command.words(), command, here);
        }
    }

    private void words(List<Word> words, Command command, Place place) {
        if (words.isEmpty() || depth == DEEPEST) {
            return;
        }
        depth++;
        List<Word> own = behindOwnName(words, command);
        String program = Programs.name(own);
        List<Word> arguments = own.subList(1, own.size());
        Optional<Docker> docker = Docker.of(program, arguments);
        Place here = place;
        for (String name : docker.map(Docker::names).orElse(List.of())) {
            here = here.named(name);
        }
        here = docker.isPresent() && docker.get().remote() ? here.onRemote() : here;
        int from = words.get(0).from();
        int to = Math.max(from, words.get(words.size() - 1).to());
        sink.call(new Call(program, arguments, docker, command, here, from, to));
        if (docker.isPresent()) {
            container(docker.get(), command, here);
        } else {
            inner(program, own, arguments, command, here);
        }
        depth--;
    }

    /** With an alias or a function of the script, which does nothing but pass its arguments on, put in. */
    private List<Word> behindOwnName(List<Word> words, Command command) {
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

    private void container(Docker docker, Command command, Place place) {
        Place inside = place.named(docker.subject()).mounting(docker.mounts());
        words(docker.own(), command, inside);
        List<Word> inner = docker.inner();
        if (!inner.isEmpty()) {
            words(inner, command, inside);
        }
    }

    private void inner(String program, List<Word> own, List<Word> arguments, Command command, Place place) {
        if (SHELLS.contains(program)) {
            shell(arguments, command, place);
            return;
        }
        switch (program) {
            case "ssh", "mosh", "autossh" -> ssh(arguments, command, place.onRemote());
            case "sshpass" ->
                words(Grammar.values("-p -f").stopping().parse(arguments).operands(), command, place);
            case "su", "runuser" -> texts(SU.parse(arguments).values("-c", "--command"), command, place, SU, arguments);
            case "eval" -> script(together(arguments), place);
            case "trap" -> arguments.stream().limit(1).forEach(word -> script(word.text(), place));
            case "alias" -> arguments.forEach(word -> alias(word, place));
            case "find" -> find(arguments, command, place);
            case "kubectl", "oc", "k", "microk8s.kubectl" -> cluster(arguments, command, place.onRemote());
            case "cmd" -> behind(arguments, "(?i)/[ck]", place);
            case "powershell", "pwsh" -> behind(arguments, "(?i)-c(ommand)?", place);
            case "iex", "invoke-expression" -> script(together(arguments), place);
            case "wsl" ->
                words(Grammar.values("-d -u -e").stopping().parse(arguments).operands(), command, place);
            case "screen", "tmux", "at", "script" -> terminal(arguments, command, place);
            case "vagrant", "gcloud", "fly", "flyctl", "aws", "az", "docker-machine", "multipass" ->
                cloud(arguments, command, place.onRemote());
            case "cat", "tee" -> written(command, arguments, place);
            case "crontab" -> input(command).forEach(text -> crontab(text, place));
            case "concurrently", "npm-run-all", "run-s", "run-p" ->
                arguments.forEach(word -> script(word.text(), place));
            case "npx", "bunx" -> {
                Arguments options =
                        Grammar.values("-p --package -c --call").stopping().parse(arguments);
                options.values("-c", "--call").forEach(word -> script(word.text(), place));
                words(Wrapper.inner(program, arguments), command, place);
            }
            case "python", "python3", "py", "python2" -> python(arguments, command, place);
            case "node", "ts-node", "tsx", "ruby", "php", "deno" -> interpreter(arguments, command, place);
            default -> other(program, own, arguments, command, place);
        }
    }

    private void other(String program, List<Word> own, List<Word> arguments, Command command, Place place) {
        SqlClients.sql(program, own, arguments, command, place, sink);
        boolean elsewhere = Wrapper.isHosted(program) || program.matches("(?i)\\$\\W*\\w*(ssh|remote)\\w*\\W*");
        Place here = elsewhere ? place.onRemote() : place;
        List<Word> inner = program.startsWith("$") ? arguments : Wrapper.inner(program, arguments);
        if (inner.size() == 1 && inner.get(0).quoted() && inner.get(0).value().contains(" ")) {
            script(inner.get(0).text(), here, command);
        } else {
            words(inner, command, here);
        }
    }

    private void shell(List<Word> arguments, Command command, Place place) {
        boolean fromText = arguments.stream()
                .takeWhile(word -> word.value().startsWith("-") || word.value().startsWith("+"))
                .anyMatch(word -> word.value().matches("-[a-z]*c[a-z]*"));
        Arguments options = SHELL.parse(arguments);
        if (fromText) {
            options.operand(0).ifPresent(word -> script(word.text(), place));
        } else if (options.operands().isEmpty() || options.has("-s")) {
            input(command).forEach(text -> script(text, place));
        }
    }

    private void ssh(List<Word> arguments, Command command, Place place) {
        List<Word> operands = SSH.parse(arguments).operands();
        if (operands.isEmpty()) {
            return;
        }
        Place there = place.named(operands.get(0).value());
        List<Word> rest = operands.subList(1, operands.size());
        // Options may stand behind the host as well.
        rest = SSH.parse(rest).operands();
        if (rest.isEmpty()) {
            input(command).forEach(text -> script(text, there));
        } else {
            script(together(rest), there, command);
        }
    }

    private void texts(List<Word> texts, Command command, Place place, Grammar grammar, List<Word> arguments) {
        texts.forEach(word -> script(word.text(), place, command));
        if (texts.isEmpty() && grammar.parse(arguments).operands().size() <= 2) {
            input(command).forEach(text -> script(text, place));
        }
    }

    private void alias(Word word, Place place) {
        int sign = word.value().indexOf('=');
        if (sign > 0) {
            Traced value = word.text().slice(sign + 1);
            aliases.put(word.value().substring(0, sign), value);
            script(value, place);
        }
    }

    private void find(List<Word> arguments, Command command, Place place) {
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).value().matches("-(exec|execdir|ok|okdir)")) {
                List<Word> run = arguments.subList(i + 1, arguments.size()).stream()
                        .takeWhile(word -> !word.is(";") && !word.is("+"))
                        .toList();
                List<Word> where = soughtBy(arguments.subList(0, Math.min(i, LONGEST_SEARCH)));
                List<Word> found = new ArrayList<>();
                run.forEach(word -> found.addAll(word.is("{}") ? where : List.of(word)));
                words(found, command, place);
                i += run.size();
            }
        }
    }

    /** Where find looks, and for what names. */
    private static List<Word> soughtBy(List<Word> arguments) {
        List<Word> sought = new ArrayList<>(arguments.stream()
                .takeWhile(word -> !word.value().startsWith("-"))
                .toList());
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).value().matches("-i?(name|path)")) {
                sought.add(arguments.get(i + 1));
            }
        }
        return sought;
    }

    private void cluster(List<Word> arguments, Command command, Place place) {
        Arguments own = KUBECTL.parse(
                arguments.stream().takeWhile(word -> !word.is("--")).toList());
        if (own.names("exec") || own.names("run") || own.names("rsh") || own.names("debug")) {
            List<Word> behind =
                    arguments.stream().dropWhile(word -> !word.is("--")).skip(1).toList();
            Place inside = place.named(own.operand(1).map(Word::value).orElse(""));
            words(behind.isEmpty() ? own.operandsFrom(2) : behind, command, inside);
        }
    }

    private void behind(List<Word> arguments, String option, Place place) {
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).value().matches(option)) {
                script(together(arguments.subList(i + 1, arguments.size())), place);
                return;
            }
        }
    }

    private void terminal(List<Word> arguments, Command command, Place place) {
        List<Word> operands = TERMINAL.parse(arguments).operands();
        operands.stream().filter(Word::quoted).forEach(word -> script(word.text(), place));
        TERMINAL.parse(arguments).values("-c").forEach(word -> script(word.text(), place));
        int from = 0;
        while (from < operands.size() && operands.get(from).value().matches("new(-session|-window)?|neww?|send-keys")) {
            from++;
        }
        words(operands.subList(from, operands.size()), command, place);
    }

    private void cloud(List<Word> arguments, Command command, Place place) {
        Arguments options = CLOUD.parse(arguments);
        options.values("--command", "-C", "-c", "--scripts", "--parameters").forEach(word -> {
            String text = word.value();
            int begin = text.startsWith("commands=") ? "commands=".length() : 0;
            Traced script = word.text().slice(begin);
            String masked = script.text().replace('[', ' ').replace(']', ' ');
            script(masked.startsWith(" ") ? script.masked(masked.replace('"', ' ')) : script, place, command);
        });
        if (options.names("ssh") && options.operands().size() > 2) {
            script(together(options.operandsFrom(2)), place, command);
        }
    }

    /** A script or SQL that is written into a file: it will be run from there. */
    private void written(Command command, List<Word> arguments, Place place) {
        List<String> files = new ArrayList<>(arguments.stream().map(Word::value).toList());
        command.redirects().stream()
                .filter(redirect -> redirect.operator().startsWith(">") && redirect.target() != null)
                .forEach(redirect -> files.add(redirect.target().value()));
        boolean sql = files.stream().anyMatch(file -> file.endsWith(".sql"));
        boolean shell = files.stream().anyMatch(file -> file.endsWith(".sh") || file.contains("/cron"));
        for (Redirect redirect : command.redirects()) {
            if (redirect.body() != null && sql) {
                sink.sql(redirect.body(), place, command);
            } else if (redirect.body() != null
                    && (shell || redirect.body().text().startsWith("#!/"))
                    && !files.isEmpty()) {
                script(redirect.body(), place);
            }
        }
    }

    private void crontab(Traced text, Place place) {
        for (int from = 0; from < text.length(); ) {
            int end = text.text().indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            Traced line = text.slice(from, end).strip();
            java.util.regex.Matcher fields = CRON.matcher(line.text());
            if (fields.lookingAt()) {
                script(line.slice(fields.end()), place);
            }
            from = end + 1;
        }
    }

    private static final java.util.regex.Pattern CRON =
            java.util.regex.Pattern.compile("(@\\w+|[\\d*/,-]+\\s+[\\d*/,-]+\\s+\\S+\\s+\\S+\\s+\\S+)\\s+");

    private void python(List<Word> arguments, Command command, Place place) {
        Arguments options = Grammar.values("-m -c -W -X").stopping().parse(arguments);
        List<Word> module = options.values("-m");
        if (module.isEmpty()) {
            words(options.operands(), command, place);
            return;
        }
        // What follows -m and its module are the module's arguments.
        int index = arguments.indexOf(module.get(0));
        words(index < 0 ? options.operands() : arguments.subList(index, arguments.size()), command, place);
    }

    private void interpreter(List<Word> arguments, Command command, Place place) {
        List<Word> operands = Grammar.values("-d -r --require --import --loader -e --env-file --project -P -C")
                .stopping()
                .parse(arguments)
                .operands();
        boolean task = !operands.isEmpty() && operands.get(0).is("run");
        words(task ? operands.subList(1, operands.size()) : operands, command, place);
    }

    private void script(Traced text, Place place) {
        script(text, place, null);
    }

    /** @param outer the command whose input the text's own commands read; or null */
    private void script(Traced text, Place place, Command outer) {
        if (depth >= DEEPEST) {
            return;
        }
        depth++;
        Script script = ShellParser.parse(text);
        functions.putAll(script.functions());
        List<Command> commands = script.commands();
        for (int i = 0; i < commands.size(); i++) {
            Command each = commands.get(i);
            boolean inherits =
                    outer != null && i == commands.size() - 1 && each.input().isEmpty();
            command(inherits ? fedBy(each, outer) : each, place);
        }
        depth--;
    }

    private static Command fedBy(Command command, Command outer) {
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

    /** What a command reads: here-documents, here-strings, what is printed into its pipe. */
    static List<Traced> input(Command command) {
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
                texts.addAll(input(before));
            }
        }
        return texts;
    }
}
