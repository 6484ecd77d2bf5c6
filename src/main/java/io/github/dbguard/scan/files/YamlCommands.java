package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Docker;
import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.files.Yaml.Item;
import io.github.dbguard.scan.files.Yaml.Mapping;
import io.github.dbguard.scan.files.Yaml.Scalar;
import io.github.dbguard.scan.files.Yaml.Sequence;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The commands in a YAML file of any tool: workflows and pipelines, Compose files, Taskfiles, playbooks, manifests. They
 * differ in how they nest, and agree in what they call a script.
 */
final class YamlCommands {

    private static final Set<String> SCRIPTS = Set.of(
            "run",
            "script",
            "bash",
            "sh",
            "pwsh",
            "powershell",
            "before_script",
            "after_script",
            "after-script",
            "cmd",
            "cmds",
            "commands",
            "inlineScript",
            "inline",
            "shell",
            "install",
            "before_install",
            "after_success",
            "preDeployCommand",
            "startCommand",
            "buildCommand",
            "ansible.builtin.shell",
            "ansible.builtin.command",
            "ansible.builtin.raw",
            "raw",
            "initialDeployCommand",
            "pre_build",
            "post_build",
            "release",
            "sources",
            "release_command",
            "postCreateCommand",
            "statements");
    private static final Set<String> PROGRAMS = Set.of("command", "args", "entrypoint", "test");
    private static final Set<String> NAMES = Set.of(
            "name",
            "environment",
            "working-directory",
            "working_directory",
            "stage",
            "displayName",
            "hosts",
            "if",
            "dir",
            "deployment",
            "namespace",
            "container_name");
    private static final Set<String> VARIABLES = Set.of("env", "variables", "environment", "vars");

    private final Found found;
    private final boolean compose;
    private final boolean templates;
    /** What several aliases lead to is walked once. */
    private final Set<Item> walked = Collections.newSetFromMap(new IdentityHashMap<>());

    YamlCommands(Found found, boolean compose, boolean templates) {
        this.found = found;
        this.compose = compose;
        this.templates = templates;
    }

    void read(Item item, Place place) {
        walk(item, place, Map.of());
    }

    private void walk(Item item, Place place, Map<String, String> known) {
        if (!walked.add(item)) {
            return;
        }
        if (item instanceof Sequence sequence) {
            sequence.items().forEach(each -> walk(each, place, known));
        } else if (item instanceof Mapping mapping) {
            mapping(mapping, place, known);
        }
    }

    private void mapping(Mapping mapping, Place place, Map<String, String> known) {
        Map<String, String> variables = variables(mapping, known);
        Place here = named(mapping, place);
        for (Map.Entry<String, Item> entry : mapping.items().entrySet()) {
            String key = entry.getKey();
            Item value = entry.getValue();
            if (key.equals("variables") && remote(mapping) && value instanceof Mapping given) {
                given.scalar("COMMAND").ifPresent(command -> found.shell(command, here.onRemote(), variables));
            }
            if (VARIABLES.contains(key) && !(value instanceof Scalar)) {
                settings(value, here);
            } else if (SCRIPTS.contains(key) && isScript(value)) {
                script(key, value, mapping, here, variables);
            } else if (key.equals("with") && uses(mapping).contains("github-script") && value instanceof Mapping with) {
                with.scalar("script")
                        .ifPresent(script -> new CodeReader(Language.JAVASCRIPT).read(script, place, found));
            } else if (PROGRAMS.contains(key)) {
                program(key, value, mapping, here, variables);
            } else {
                if (value instanceof Mapping module) {
                    AnsibleModules.tell(mapping.keys().get(key), module, here, found);
                }
                walk(value, inside(key, value, mapping, here), variables);
            }
        }
    }

    private Place inside(String key, Item value, Mapping mapping, Place place) {
        if (key.equals("services") && !compose) {
            return place.named(Place.THROWAWAY);
        }
        Place inner = isJob(key, value) ? place.named(key) : place;
        return remote(mapping) && key.equals("with") ? inner.onRemote() : inner;
    }

    private static String uses(Mapping step) {
        return step.scalar("uses").map(Traced::text).orElse("");
    }

    private static boolean isJob(String key, Item value) {
        return value instanceof Mapping
                && !Set.of("with", "jobs", "services", "steps", "tasks", "run").contains(key);
    }

    /** A step that works on another machine. */
    private static boolean remote(Mapping step) {
        return uses(step).matches("(?i).*(ssh|remote).*")
                || step.scalar("task").map(Traced::text).orElse("").matches("(?i)ssh@.*")
                || step.scalar("pipe").map(Traced::text).orElse("").matches("(?i).*ssh.*");
    }

    private static boolean isScript(Item value) {
        return value instanceof Scalar || value instanceof Sequence;
    }

    private static Place named(Mapping mapping, Place place) {
        Place here = place;
        for (String key : NAMES) {
            if (mapping.scalar(key).isPresent()) {
                here = here.named(mapping.scalar(key).get().text());
            }
        }
        String environment = mapping.mapping("environment")
                .flatMap(each -> each.scalar("name"))
                .map(Traced::text)
                .orElse("");
        here = here.named(environment);
        if (mapping.items().containsKey("hosts")) {
            here = here.onRemote();
        }
        boolean job = mapping.items().containsKey("steps") || mapping.items().containsKey("script");
        if (job && mapping.items().containsKey("services")) {
            here = here.named(Place.THROWAWAY);
        }
        Item runner = mapping.items().get("runs-on");
        if (runner != null) {
            here = here.onRunner(hosted(runner));
        } else if (mapping.items().get("tags") instanceof Sequence
                && mapping.items().containsKey("script")) {
            here = here.onRunner(false);
        } else if (mapping.items().get("pool") instanceof Mapping pool
                && pool.items().containsKey("vmImage")) {
            here = here.onRunner(true);
        }
        return DatabaseAddress.isSecret(mapping) ? here.named(Place.ELSEWHERE) : here;
    }

    private static boolean hosted(Item runner) {
        List<Item> labels = runner instanceof Sequence sequence ? sequence.items() : List.of(runner);
        return labels.stream()
                .flatMap(each -> each.text().stream())
                .map(Traced::text)
                .anyMatch(label -> label.matches("(?i)(ubuntu|windows|macos)-.*") || label.contains("matrix."));
    }

    private static Map<String, String> variables(Mapping mapping, Map<String, String> known) {
        Map<String, String> all = new HashMap<>(known);
        for (String key : VARIABLES) {
            if (mapping.items().get(key) instanceof Mapping own) {
                own.items()
                        .forEach((name, value) -> value.text()
                                .filter(text -> !text.text().contains("${{"))
                                .ifPresent(text -> all.put(name, text.text())));
            }
        }
        return all;
    }

    private void settings(Item value, Place place) {
        if (value instanceof Mapping mapping) {
            mapping.items()
                    .forEach((name, item) -> item.text()
                            .ifPresentOrElse(
                                    text -> found.setting(name, text, place), () -> walk(item, place, Map.of())));
        } else if (value instanceof Sequence sequence) {
            for (Item each : sequence.items()) {
                each.text().filter(text -> text.text().indexOf('=') > 0).ifPresent(text -> {
                    int sign = text.text().indexOf('=');
                    found.setting(text.text().substring(0, sign), text.slice(sign + 1), place);
                });
            }
        }
    }

    private void script(String key, Item value, Mapping step, Place place, Map<String, String> variables) {
        Traced.Builder text = Traced.builder();
        List<Item> items = value instanceof Sequence sequence ? sequence.items() : List.of(value);
        for (Item item : items) {
            item.text().ifPresent(part -> text.add(part).add('\n', part.offset(part.length())));
            if (item instanceof Sequence nested) {
                nested.items()
                        .forEach(each ->
                                each.text().ifPresent(part -> text.add(part).add('\n', part.offset(part.length()))));
            } else if (item instanceof Mapping) {
                walk(item, place, variables);
            }
        }
        Traced script = masked(text.build(), variables);
        Place here = remote(step) ? place.onRemote() : place;
        String shell = key.equals("shell")
                ? ""
                : step.scalar("shell").map(Traced::text).orElse(key);
        if (shell.matches("pwsh|powershell")) {
            found.script(PowerShell.parse(script), here);
        } else if (shell.equals("cmd") && !key.equals("cmd")) {
            found.script(Batch.parse(script), here);
        } else if (shell.equals("python")) {
            new CodeReader(Language.PYTHON).read(script, here, found);
        } else {
            found.shell(script, here, variables);
        }
    }

    /** What the image of a service runs by itself, where only its arguments are given. */
    private static List<Word> own(String key, Mapping owner, Traced at) {
        boolean arguments = key.equals("command") && !owner.items().containsKey("entrypoint")
                || key.equals("args") && !owner.items().containsKey("command");
        String program = arguments
                ? owner.scalar("image").map(Traced::text).map(Docker::program).orElse("")
                : "";
        int from = at.offset(0);
        return program.isEmpty() ? List.of() : List.of(new Word(Traced.at(program, from), from, from, false, false));
    }

    private void program(String key, Item value, Mapping owner, Place place, Map<String, String> variables) {
        if (value instanceof Scalar scalar) {
            Traced text = compose ? unescaped(scalar.value()) : masked(scalar.value(), variables);
            List<Word> own = own(key, owner, text);
            text = own.isEmpty()
                    ? text
                    : Traced.builder()
                            .add(own.get(0).text())
                            .add(' ', text.offset(0))
                            .add(text)
                            .build();
            found.shell(text, place, variables);
        } else if (value instanceof Sequence sequence) {
            boolean behindCommand = key.equals("args") && owner.items().get("command") instanceof Sequence;
            List<Word> words = new ArrayList<>();
            if (key.equals("command") && owner.items().get("entrypoint") instanceof Sequence entrypoint) {
                words.addAll(words(entrypoint, variables));
            }
            if (behindCommand) {
                words.addAll(words((Sequence) owner.items().get("command"), variables));
            }
            words.addAll(words(sequence, variables));
            if (!words.isEmpty()) {
                words.addAll(0, own(key, owner, words.get(0).text()));
            }
            boolean marked = !words.isEmpty() && words.get(0).value().matches("CMD(-SHELL)?");
            if (marked && words.size() > 1 && words.get(0).is("CMD-SHELL")) {
                found.shell(words.get(1).text(), place, variables);
            } else if (!words.isEmpty()) {
                found.words(marked ? words.subList(1, words.size()) : words, place);
            }
            sequence.items().stream()
                    .filter(each -> each instanceof Mapping)
                    .forEach(each -> walk(each, place, variables));
        } else {
            walk(value, place, variables);
        }
    }

    private List<Word> words(Sequence sequence, Map<String, String> variables) {
        return sequence.items().stream()
                .flatMap(each -> each.text().stream())
                .map(text -> compose ? unescaped(text) : masked(text, variables))
                .map(text -> new Word(text, text.offset(0), text.offset(text.length()), true, false))
                .toList();
    }

    private Traced masked(Traced text, Map<String, String> variables) {
        Traced plain = Masks.expressions(text);
        return templates ? Masks.templates(plain, variables) : plain;
    }

    /** Compose takes {@code $$} for a dollar. */
    private static Traced unescaped(Traced text) {
        Traced.Builder plain = Traced.builder();
        for (int i = 0; i < text.length(); i++) {
            boolean pair = text.charAt(i) == '$' && i + 1 < text.length() && text.charAt(i + 1) == '$';
            i += pair ? 1 : 0;
            plain.add(text.charAt(i), text.offset(i));
        }
        return plain.build();
    }
}
