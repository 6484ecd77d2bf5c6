package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that runs the program named in its arguments.
 *
 * @param grammar of its options
 * @param operands how many operands of its own stand before the program
 */
record Wrapper(Grammar grammar, int operands) {

    private static final Map<String, Wrapper> BY_NAME = new HashMap<>();

    static {
        add("sudo", "-u -g -h -p -C -r -t -T -U -D -R --user --group --host --prompt --chdir", 0);
        add("doas", "-u -C", 0);
        add("env", "-u -C --unset --chdir", 0);
        add("time", "-f -o --format --output", 0);
        add("timeout", "-s -k --signal --kill-after", 1);
        add("gtimeout", "-s -k --signal --kill-after", 1);
        add("nice", "-n --adjustment", 0);
        add("ionice", "-c -n -p", 0);
        add("stdbuf", "-i -o -e", 0);
        add("exec", "-a", 0);
        add("gosu", "", 1);
        add("su-exec", "", 1);
        add("setuidgid", "", 1);
        add("s6-setuidgid", "", 1);
        add("chroot", "--userspec", 1);
        add("flock", "-w -E --timeout --wait --conflict-exit-code", 1);
        add("xargs", "-I -n -P -L -d -s -a -E -i --max-args --max-procs --replace --delimiter --arg-file", 0);
        add("parallel", "-j --jobs -a -I", 0);
        add("watch", "-n --interval", 0);
        add("nsenter", "-t --target", 0);
        add("systemd-run", "-p -u --unit --property --uid", 0);
        add("dotenv", "-e -f -c -v -p", 0);
        add("dotenvx", "-f -e --env-file", 0);
        add("env-cmd", "-f -e -r", 0);
        add("cross-env", "", 0);
        add("cross-env-shell", "", 0);
        add("npx", "-p --package", 0);
        add("bunx", "-p --package", 0);
        add("pnpx", "-p --package", 0);
        add("uvx", "--from --with --python -p", 0);
        add("pipx", "--spec", 0);
        add("sail", "", 0);
        add("lando", "", 0);
        add("ddev", "", 0);
        add("strace", "-e -o -p -s", 0);
        add("busybox", "", 0);
        add("tini", "-p -e", 0);
        add("wait-for-it", "-t -h -p", 0);
        add("wait-for-it.sh", "-t -h -p", 0);
        add("dockerize", "-wait -timeout -template", 0);
        add("aws-vault", "-d --duration", 1);
        add("start", "", 0);
        List.of(
                        "nohup",
                        "command",
                        "builtin",
                        "setsid",
                        "unbuffer",
                        "caffeinate",
                        "winpty",
                        "dumb-init",
                        "call",
                        "not",
                        "noglob",
                        "catchsegv",
                        "retry",
                        "&",
                        ".")
                .forEach(name -> add(name, "", 0));
    }

    private static void add(String name, String values, int operands) {
        BY_NAME.put(name, new Wrapper(Grammar.values(values).stopping(), operands));
    }

    /** Programs that run what stands behind {@code run} or {@code exec}, with options before and after it. */
    private static final Map<String, Grammar> RUNNERS = Map.ofEntries(
            Map.entry("poetry", Grammar.values("-C --directory -P --project").stopping()),
            Map.entry("pipenv", Grammar.values("").stopping()),
            Map.entry("pdm", Grammar.values("-p --project").stopping()),
            Map.entry("rye", Grammar.values("").stopping()),
            Map.entry("hatch", Grammar.values("-e --env").stopping()),
            Map.entry("conda", Grammar.values("-n --name -p --prefix").stopping()),
            Map.entry(
                    "uv",
                    Grammar.values("--with --python -p --env-file --extra --group --directory --project --package")
                            .stopping()),
            Map.entry("bundle", Grammar.values("").stopping()),
            Map.entry("composer", Grammar.values("-d --working-dir").stopping()),
            Map.entry(
                    "doppler",
                    Grammar.values("-p --project -c --config -t --token").stopping()),
            Map.entry("op", Grammar.values("--env-file --account").stopping()),
            Map.entry(
                    "infisical",
                    Grammar.values("--env --path --projectId --token").stopping()),
            Map.entry("chamber", Grammar.values("").stopping()),
            Map.entry(
                    "railway",
                    Grammar.values("-s --service -e --environment -p --project").stopping()),
            Map.entry(
                    "heroku",
                    Grammar.values("-a --app -r --remote -s --size -e --env").stopping()),
            Map.entry("scalingo", Grammar.values("-a --app --region").stopping()),
            Map.entry("dokku", Grammar.values("").stopping()),
            Map.entry("lerna", Grammar.values("--scope --concurrency").stopping()),
            Map.entry("mise", Grammar.values("-C --cd -E --env").stopping()),
            Map.entry("nvm", Grammar.values("").stopping()),
            Map.entry("asdf", Grammar.values("").stopping()),
            Map.entry(
                    "npm",
                    Grammar.values("--prefix -w --workspace -C -p --package").stopping()),
            Map.entry("pnpm", Grammar.values("-C --dir --filter -F --prefix -w").stopping()),
            Map.entry("yarn", Grammar.values("--cwd").stopping()),
            Map.entry("bun", Grammar.values("--cwd --filter --env-file").stopping()));

    private static final List<String> RUNS =
            List.of("run", "exec", "x", "dlx", "run-script", "run:detached", "--", "shell", "tool");

    /** They stand for a machine of somebody else's. */
    private static final List<String> HOSTED = List.of("railway", "heroku", "scalingo", "dokku");

    static boolean isHosted(String program) {
        return HOSTED.contains(program);
    }

    /** The words of the program that is run; empty where this program runs none. */
    static List<Word> inner(String program, List<Word> words) {
        Wrapper wrapper = BY_NAME.get(program);
        if (wrapper != null) {
            Arguments arguments = wrapper.grammar().parse(words);
            List<Word> rest = withoutAssignments(arguments.operands());
            rest = rest.size() > wrapper.operands() ? rest.subList(wrapper.operands(), rest.size()) : List.of();
            return withoutAssignments(behindDashes(rest));
        }
        Grammar runner = RUNNERS.get(program);
        if (runner == null) {
            return List.of();
        }
        List<Word> rest = runner.parse(words).operands();
        boolean workspace = rest.size() > 2 && rest.get(0).is("workspace");
        rest = workspace ? rest.subList(2, rest.size()) : rest;
        if (!rest.isEmpty() && RUNS.contains(rest.get(0).value())) {
            List<Word> behind = runner.parse(rest.subList(1, rest.size())).operands();
            return behindDashes(behind);
        }
        boolean runsPackages = program.equals("pnpm") || program.equals("yarn") || program.equals("bun");
        return runsPackages && !rest.isEmpty() ? rest : List.of();
    }

    private static List<Word> behindDashes(List<Word> words) {
        for (int i = 0; i < Math.min(words.size(), 12); i++) {
            if (words.get(i).is("--")) {
                boolean ownArguments = i == 1;
                return ownArguments ? without(words, i) : words.subList(i + 1, words.size());
            }
        }
        return words;
    }

    private static List<Word> without(List<Word> words, int index) {
        List<Word> rest = new ArrayList<>(words);
        rest.remove(index);
        return rest;
    }

    private static List<Word> withoutAssignments(List<Word> words) {
        int from = 0;
        while (from < words.size() && words.get(from).value().matches("(?s)[A-Za-z_]\\w*=.*")) {
            from++;
        }
        return words.subList(from, words.size());
    }
}
