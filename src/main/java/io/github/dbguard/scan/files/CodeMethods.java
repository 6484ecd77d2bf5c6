package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Calls in a program that delete without a shell: files, settings that drop tables, methods of ORMs. */
final class CodeMethods {

    private static final Pattern REMOVES = Pattern.compile(
            "rm|rmSync|rmdir|rmdirSync|rimraf|rimrafSync|removeSync|emptyDir|emptyDirSync|rmtree|rm_rf|rm_r|remove_dir|"
                    + "RemoveAll|deleteDirectory|deleteRecursively|remove_entry_secure");
    private static final Pattern SETS = Pattern.compile("setProperty|put|setting|applySetting|property");
    private static final Pattern DROPS = Pattern.compile(
            "drop|drop_all|dropAll|dropAllTables|dropAllSchemas|drop_tables|sync|synchronize|dropDatabase|drop_database|dropSchema|"
                    + "EnsureDeleted|EnsureDeletedAsync|call|callSilent|callSilently|call_command|rollback|DropTable");
    private static final int FARTHEST = 60;

    private CodeMethods() {}

    static boolean concerns(String name) {
        return REMOVES.matcher(name).matches()
                || SETS.matcher(name).matches()
                || DROPS.matcher(name).matches();
    }

    /**
     * @param index of the method's name
     * @param strings what it gets as text
     */
    static void tell(List<CodeToken> tokens, int index, List<Traced> strings, Place place, Found found) {
        CodeToken name = tokens.get(index);
        if (REMOVES.matcher(name.lastName()).matches() && !strings.isEmpty()) {
            found.words(removal(name, strings), place);
        } else if (SETS.matcher(name.lastName()).matches()) {
            if (strings.size() == 2) {
                found.setting(strings.get(0).text(), strings.get(1), place);
            }
        } else if (tokens.get(index + 1).is("(")) {
            int end = Math.min(tokens.size(), index + 1 + FARTHEST);
            found.method(
                    Method.of(tokens.subList(Math.max(0, index - 8), index), name, tokens.subList(index + 1, end)),
                    place);
        }
    }

    private static List<Word> removal(CodeToken name, List<Traced> paths) {
        int from = name.text().offset(0);
        List<Word> words = new ArrayList<>();
        for (String each : List.of("rm", "-rf")) {
            words.add(new Word(Traced.at(each, from), from, from, false, false));
        }
        words.addAll(paths.stream()
                .map(path -> new Word(path, path.offset(0), path.offset(path.length()), true, false))
                .collect(Collectors.toList()));
        return words;
    }
}
