package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Calls in a program that delete without a shell: files, settings that drop tables, methods of ORMs. */
final class CodeMethods {

    private static final Set<String> REMOVES = Set.of(
            "rm",
            "rmSync",
            "rmdir",
            "rmdirSync",
            "rimraf",
            "rimrafSync",
            "removeSync",
            "emptyDir",
            "emptyDirSync",
            "rmtree",
            "rm_rf",
            "rm_r",
            "remove_dir",
            "RemoveAll",
            "deleteDirectory",
            "deleteRecursively",
            "remove_entry_secure");
    private static final Set<String> SETS = Set.of("setProperty", "put", "setting", "applySetting", "property");
    private static final Set<String> DROPS = Set.of(
            "drop",
            "drop_all",
            "dropAll",
            "dropAllTables",
            "dropAllSchemas",
            "drop_tables",
            "sync",
            "synchronize",
            "dropDatabase",
            "drop_database",
            "dropSchema",
            "EnsureDeleted",
            "EnsureDeletedAsync",
            "call",
            "callSilent",
            "callSilently",
            "call_command",
            "rollback",
            "Task");
    private static final int FARTHEST = 60;

    private CodeMethods() {}

    static boolean concerns(String name) {
        return REMOVES.contains(name) || SETS.contains(name) || DROPS.contains(name);
    }

    /**
     * @param index of the method's name
     * @param strings what it gets as text
     */
    static void tell(List<CodeToken> tokens, int index, List<Traced> strings, Place place, Found found) {
        CodeToken name = tokens.get(index);
        CodeToken next = tokens.get(index + 1);
        if (name.lastName().equals("Task")) {
            boolean task = next.is('[')
                    && index + 2 < tokens.size()
                    && tokens.get(index + 2).isString();
            if (task) {
                found.words(
                        words(
                                List.of("rake"),
                                name,
                                List.of(tokens.get(index + 2).text())),
                        place);
            }
        } else if (name.lastName().equals("dropSchema") && next.is(':')) {
            Traced value = tokens.get(Math.min(index + 2, tokens.size() - 1)).text();
            found.setting("dropSchema", value, place);
        } else if (REMOVES.contains(name.lastName()) && !strings.isEmpty()) {
            found.words(words(List.of("rm", "-rf"), name, strings), place);
        } else if (SETS.contains(name.lastName())) {
            if (strings.size() == 2) {
                found.setting(strings.get(0).text(), strings.get(1), place);
            }
        } else if (next.is('(')) {
            int end = Math.min(tokens.size(), index + 1 + FARTHEST);
            found.method(
                    Method.of(tokens.subList(Math.max(0, index - 8), index), name, tokens.subList(index + 1, end)),
                    place);
        }
    }

    /** A function that is named as the program is that it runs: {@code compose(["down"])}. */
    static void program(CodeToken name, List<Traced> strings, Place place, Found found) {
        if (strings.isEmpty()) {
            return;
        }
        String plain = name.lastName().toLowerCase(Locale.ROOT);
        String program = plain.contains("compose") ? "docker-compose" : plain.contains("podman") ? "podman" : "docker";
        Traced first = strings.get(0);
        boolean whole = first.text().stripLeading().matches("(?s)(docker|podman|sudo)\\b.*");
        if (strings.size() == 1 && first.text().strip().contains(" ")) {
            Traced.Builder script = Traced.builder();
            script.add(whole ? "" : program + " ", first.offset(0)).add(first);
            found.shell(script.build(), place, Map.of());
        } else {
            found.words(words(whole ? List.of() : List.of(program), name, strings), place);
        }
    }

    private static List<Word> words(List<String> program, CodeToken name, List<Traced> arguments) {
        int from = name.text().offset(0);
        List<Word> words = new ArrayList<>();
        for (String each : program) {
            words.add(new Word(Traced.at(each, from), from, from, false, false));
        }
        words.addAll(arguments.stream()
                .map(each -> new Word(each, each.offset(0), each.offset(each.length()), true, false))
                .collect(Collectors.toList()));
        return words;
    }
}
