package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A call of docker, podman, nerdctl or Compose.
 *
 * @param engine {@code docker}, {@code podman} or {@code nerdctl}
 * @param verb {@code "compose down"}, {@code "volume rm"}, {@code "run"}: without the words that may be left out
 * @param arguments of the verb
 * @param names what says which project: the Compose files, the project, its folder
 * @param remote the engine is that of another machine
 */
public record Docker(String engine, String verb, Arguments arguments, List<String> names, boolean remote) {

    private static final Grammar ENGINE = Grammar.values("-c --context --connection -H --host -l --log-level --config"
                    + " --tlscacert --tlscert --tlskey --url --root --namespace -n --address -a --data-root"
                    + " --identity --storage-driver --runroot --cgroup-manager --tmpdir --module")
            .stopping();

    private static final Grammar COMPOSE = Grammar.values("-f --file -p --project-name --project-directory --profile"
                    + " --env-file --ansi --parallel --progress --context -c -H --host --workdir --tlscacert --tlscert"
                    + " --tlskey --log-level --podman-args --podman-path --podman-run-args")
            .stopping();

    private static final Grammar RUN = Grammar.flags("-d --detach -i --interactive -t --tty -P --publish-all --rm"
                    + " --privileged --init --read-only --no-healthcheck --oom-kill-disable --sig-proxy"
                    + " --disable-content-trust -q --quiet --replace --no-hosts --tls-verify --systemd --help")
            .stopping();

    private static final Grammar EXEC = Grammar.values(
                    "-e --env --env-file -u --user -w --workdir --detach-keys --index")
            .stopping();

    private static final Grammar COMPOSE_RUN = Grammar.values("-e --env --env-from-file --entrypoint -l --label --name"
                    + " -p --publish -u --user -v --volume -w --workdir --cap-add --cap-drop --pull")
            .stopping();

    private static final Map<String, Grammar> VERBS = Map.ofEntries(
            Map.entry("run", RUN),
            Map.entry("create", RUN),
            Map.entry("exec", EXEC),
            Map.entry("compose exec", EXEC),
            Map.entry("compose run", COMPOSE_RUN),
            Map.entry("compose down", Grammar.values("--rmi -t --timeout")),
            Map.entry(
                    "compose up",
                    Grammar.values("--scale -t --timeout --exit-code-from --attach --no-attach --pull --wait-timeout")),
            Map.entry("compose rm", Grammar.values("")),
            Map.entry("rm", Grammar.values("-t --time --filter --cidfile --pod-id-file")),
            Map.entry("volume rm", Grammar.values("-t --time")),
            Map.entry("volume prune", Grammar.values("--filter")),
            Map.entry("system prune", Grammar.values("--filter")));

    private static final Grammar OTHER = Grammar.values("--filter -f --format");

    /** Verbs that consist of two words. */
    private static final Set<String> GROUPS = Set.of(
            "volume",
            "system",
            "container",
            "image",
            "network",
            "stack",
            "builder",
            "buildx",
            "pod",
            "service",
            "machine");

    /** Images that do nothing but run the program that they are named after. */
    private static final Set<String> IMAGES = Set.of(
            "migrate",
            "golang-migrate",
            "flyway",
            "liquibase",
            "dbmate",
            "goose",
            "atlas",
            "alembic",
            "prisma",
            "psql");

    /** What a program is for this purpose: its engine, and whether it is Compose by itself. */
    private static final Map<String, String> ENGINES = Map.of(
            "docker", "docker",
            "podman", "podman",
            "nerdctl", "nerdctl",
            "docker-compose", "docker",
            "podman-compose", "podman",
            "compose", "docker",
            "dc", "docker",
            "lima", "nerdctl");

    private static final Set<String> COMPOSES = Set.of("docker-compose", "podman-compose", "compose", "dc");

    /** Empty where the program has nothing to do with containers. */
    static Optional<Docker> of(String program, List<Word> words) {
        String engine = ENGINES.get(program);
        if (engine == null) {
            return Optional.empty();
        }
        if (COMPOSES.contains(program)) {
            return compose(engine, words, false);
        }
        Arguments global = ENGINE.parse(words);
        List<Word> rest = known(global.operands(), 0);
        boolean remote = isRemote(global);
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        String verb = rest.get(0).value();
        if (verb.equals("compose")) {
            return compose(engine, rest.subList(1, rest.size()), remote);
        }
        int length = 1;
        if (GROUPS.contains(verb) && rest.size() > 1) {
            verb = canonical(verb, rest.get(1).value());
            length = 2;
        }
        Arguments arguments = VERBS.getOrDefault(verb, OTHER).parse(rest.subList(length, rest.size()));
        return Optional.of(new Docker(engine, verb, arguments, hosts(global), remote));
    }

    private static Optional<Docker> compose(String engine, List<Word> words, boolean remote) {
        Arguments global = COMPOSE.parse(words);
        List<Word> rest = known(global.operands(), 0);
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        String verb = "compose " + rest.get(0).value();
        Arguments arguments = VERBS.getOrDefault(verb, OTHER).parse(rest.subList(1, rest.size()));
        List<String> names = new ArrayList<>();
        global.values("-f", "--file", "-p", "--project-name", "--project-directory", "--env-file", "--profile")
                .forEach(word -> names.add(word.value()));
        names.addAll(hosts(global));
        return Optional.of(new Docker(engine, verb, arguments, List.copyOf(names), remote || isRemote(global)));
    }

    private static String canonical(String group, String verb) {
        String second = verb.equals("remove") ? "rm" : verb;
        boolean plain = group.equals("container") && !second.equals("prune");
        return plain ? second : group + " " + second;
    }

    private static boolean isRemote(Arguments global) {
        return global.values("-H", "--host", "--url").stream()
                        .anyMatch(host -> !host.value().startsWith("unix:"))
                || global.values("-c", "--context", "--connection").stream()
                        .anyMatch(
                                context -> !context.value().matches("default|desktop-linux|colima|rootless|orbstack"));
    }

    private static List<String> hosts(Arguments global) {
        return global.values("-H", "--host", "-c", "--context").stream()
                .map(Word::value)
                .toList();
    }

    /** Without variables before the verb, of which nobody knows what they hold: options, as a rule. */
    private static List<Word> known(List<Word> operands, int depth) {
        int from = 0;
        while (from + 1 < operands.size() && operands.get(from).value().startsWith("$")) {
            from++;
        }
        List<Word> rest = operands.subList(from, operands.size());
        boolean options = from > 0 && depth < 4 && rest.get(0).value().startsWith("-");
        return options ? known(COMPOSE.parse(rest).operands(), depth + 1) : rest;
    }

    public boolean is(String... verbs) {
        return Set.of(verbs).contains(verb);
    }

    /** The words of the program that it runs in a container; empty where it runs none, or the image's own. */
    List<Word> inner() {
        return switch (verb) {
            case "exec", "compose exec" -> arguments.operandsFrom(1);
            // Options may stand behind the service as well.
            case "compose run" -> COMPOSE_RUN.parse(arguments.operandsFrom(1)).operands();
            case "run", "create" -> {
                List<Word> inner = arguments.operandsFrom(1);
                List<Word> entrypoint = arguments.values("--entrypoint");
                yield entrypoint.isEmpty() ? inner : joined(entrypoint.get(0), inner);
            }
            default -> List.of();
        };
    }

    private static List<Word> joined(Word first, List<Word> rest) {
        List<Word> all = new ArrayList<>();
        all.add(first);
        all.addAll(rest);
        return List.copyOf(all);
    }

    /** The program that an image does nothing but run, by the image's name; empty where there is none. */
    public static String program(String image) {
        String name = image.replaceFirst("[:@][^/]*$", "");
        name = name.substring(name.lastIndexOf('/') + 1);
        return IMAGES.contains(name) ? name : "";
    }

    /**
     * The words of the program that the image or service is named after, with what it gets; empty where that is none.
     * {@code docker run flyway/flyway clean}.
     */
    List<Word> own() {
        if (!is("run", "compose run") || !arguments.values("--entrypoint").isEmpty()) {
            return List.of();
        }
        List<Word> inner = arguments.operandsFrom(1);
        String name = program(subject());
        if (inner.isEmpty() || name.isEmpty()) {
            return List.of();
        }
        int from = inner.get(0).from();
        return joined(new Word(Traced.at(name, from), from, from, false, false), inner);
    }

    /** The container, the service or the image that it runs a program in. */
    String subject() {
        return arguments.first();
    }

    List<String> mounts() {
        return arguments.values("-v", "--volume", "--mount").stream()
                .map(Word::value)
                .toList();
    }
}
