package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Word;
import java.util.ArrayList;
import java.util.List;

/** What {@code find -exec} runs, with what it looks for in place of {@code {}}. */
final class FindRuns {

    /** As many words of find say where it looks. */
    private static final int LONGEST_SEARCH = 100;

    private FindRuns() {}

    /** @param arguments of find */
    static List<List<Word>> of(List<Word> arguments) {
        List<List<Word>> runs = new ArrayList<>();
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).value().matches("-(exec|execdir|ok|okdir)")) {
                List<Word> run = arguments.subList(i + 1, arguments.size()).stream()
                        .takeWhile(word -> !word.is(";") && !word.is("+"))
                        .toList();
                List<Word> where = soughtBy(arguments.subList(0, Math.min(i, LONGEST_SEARCH)));
                List<Word> found = new ArrayList<>();
                run.forEach(word -> found.addAll(word.is("{}") ? where : List.of(word)));
                runs.add(found);
                i += run.size();
            }
        }
        return runs;
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
}
