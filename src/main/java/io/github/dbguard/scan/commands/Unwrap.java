package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Assignment;
import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Script;
import io.github.dbguard.scan.shell.ShellParser;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells what a script runs, through everything that runs something else: {@code sudo}, {@code ssh}, {@code sh -c},
 * {@code xargs}, {@code docker exec}, aliases and functions of the script, scripts and SQL that come through a pipe or a
 * here-document.
 */
public final class Unwrap {

    private static final int DEEPEST = 12;

    private static final Set<String> SHELLS = Set.of("sh", "bash", "zsh", "dash", "ash", "ksh", "fish", "rbash");

    /** A variable that stands for something that prints. */
    private static final Pattern PRINTS =
            Pattern.compile("(?i)\\$\\W*\\w*(echo|log|print|say|info|warn|err|msg|message|debug|die)\\w*\\W*");

    private final Sink sink;
    private final OwnNames ownNames = new OwnNames();
    private final Interpreters interpreters = new Interpreters(this);
    private final OtherMachines otherMachines = new OtherMachines(this);
    private final WrittenFiles writtenFiles;
    private int depth;

    private Unwrap(Sink sink) {
        this.sink = sink;
        this.writtenFiles = new WrittenFiles(sink, this);
    }

    /** Tells the sink everything that the script runs. */
    public static void script(Script script, Place place, Sink sink) {
        script.unread().ifPresent(sink::unread);
        Unwrap unwrap = new Unwrap(sink);
        unwrap.ownNames.functions(script.functions());
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

    void words(List<Word> words, Command command, Place place) {
        if (words.isEmpty() || depth == DEEPEST) {
            return;
        }
        depth++;
        List<Word> own = ownNames.behind(words, command);
        String program = Programs.name(own);
        List<Word> arguments = own.subList(1, own.size());
        Optional<Docker> docker = Docker.of(program, arguments);
        Place here = place;
        for (String name : docker.map(Docker::names).orElse(List.of())) {
            here = here.named(name);
        }
        for (String name : Environments.named(program, arguments)) {
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
            interpreters.shell(arguments, command, place);
            return;
        }
        switch (program) {
            case "ssh", "mosh", "autossh" -> otherMachines.ssh(arguments, command, place.onRemote());
            case "sshpass" ->
                words(Grammar.values("-p -f").stopping().parse(arguments).operands(), command, place);
            case "su", "runuser" -> interpreters.user(arguments, command, place);
            case "eval" -> script(Input.together(arguments), place);
            case "trap" -> arguments.stream().limit(1).forEach(word -> script(word.text(), place));
            case "alias" -> arguments.forEach(word -> alias(word, place));
            case "find" -> FindRuns.of(arguments).forEach(run -> words(run, command, place));
            case "kubectl", "oc", "k", "microk8s.kubectl" ->
                otherMachines.cluster(arguments, command, place.onRemote());
            case "cmd" -> interpreters.behind(arguments, "(?i)/[ck]", place);
            case "powershell", "pwsh" -> interpreters.behind(arguments, "(?i)-c(ommand)?", place);
            case "iex", "invoke-expression" -> script(Input.together(arguments), place);
            case "wsl" ->
                words(Grammar.values("-d -u -e").stopping().parse(arguments).operands(), command, place);
            case "screen", "tmux", "at", "script" -> otherMachines.terminal(arguments, command, place);
            case "vagrant", "gcloud", "fly", "flyctl", "aws", "az", "docker-machine", "multipass" ->
                otherMachines.cloud(arguments, command, place.onRemote());
            case "cat", "tee" -> writtenFiles.told(command, arguments, place);
            case "crontab" -> Input.of(command).forEach(text -> writtenFiles.crontab(text, place));
            case "concurrently", "npm-run-all", "run-s", "run-p" ->
                arguments.forEach(word -> script(word.text(), place));
            case "npx", "bunx" -> {
                Arguments options =
                        Grammar.values("-p --package -c --call").stopping().parse(arguments);
                options.values("-c", "--call").forEach(word -> script(word.text(), place));
                words(Wrapper.inner(program, arguments), command, place);
            }
            case "python", "python3", "py", "python2" -> interpreters.python(arguments, command, place);
            case "node", "ts-node", "tsx", "ruby", "php", "deno" -> interpreters.interpreter(arguments, command, place);
            default -> other(program, own, arguments, command, place);
        }
    }

    private void other(String program, List<Word> own, List<Word> arguments, Command command, Place place) {
        SqlClients.sql(program, own, arguments, command, place, sink);
        boolean elsewhere = Wrapper.isHosted(program) || program.matches("(?i)\\$\\W*\\w*(ssh|remote)\\w*\\W*");
        Place here = elsewhere ? place.onRemote() : place;
        boolean unknown = program.startsWith("$") && !PRINTS.matcher(program).matches();
        List<Word> inner = unknown ? arguments : Wrapper.inner(program, arguments);
        if (inner.size() == 1 && inner.get(0).quoted() && inner.get(0).value().contains(" ")) {
            script(inner.get(0).text(), here, command);
        } else {
            words(inner, command, here);
        }
    }

    private void alias(Word word, Place place) {
        int sign = word.value().indexOf('=');
        if (sign > 0) {
            Traced value = word.text().slice(sign + 1);
            ownNames.alias(word.value().substring(0, sign), value);
            script(value, place);
        }
    }

    void script(Traced text, Place place) {
        script(text, place, null);
    }

    /** @param outer the command whose input the text's own commands read; or null */
    void script(Traced text, Place place, Command outer) {
        if (depth >= DEEPEST) {
            return;
        }
        depth++;
        Script script = ShellParser.parse(text);
        ownNames.functions(script.functions());
        List<Command> commands = script.commands();
        for (int i = 0; i < commands.size(); i++) {
            Command each = commands.get(i);
            boolean inherits =
                    outer != null && i == commands.size() - 1 && each.input().isEmpty();
            command(inherits ? Input.fedBy(each, outer) : each, place);
        }
        depth--;
    }
}
