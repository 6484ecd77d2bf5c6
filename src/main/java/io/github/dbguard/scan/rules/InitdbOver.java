package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import io.github.dbguard.scan.commands.Grammar;
import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Word;
import java.util.List;
import java.util.Optional;

/** {@code initdb} behind the deletion of what was there. */
public final class InitdbOver implements SequenceRule {

    private static final About ABOUT = About.error(
            "initdb-over",
            "a new cluster made over an old one",
            "make it in a new folder, and restore into it: mvn dbguard:restore");

    private static final Grammar INITDB = Grammar.values(
            "-D --pgdata -E --encoding -U --username -A --auth --locale -o -l -s -m -w --pwfile -X --waldir");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call, List<Call> before) {
        boolean makes = call.is("initdb", "pg_resetwal", "pg_resetxlog")
                || call.is("pg_ctl", "postgresql-setup") && call.matches("initdb?|--initdb");
        boolean over = makes && isOver(call, before);
        return CallRule.when(over, "It makes an empty cluster where one with data was.");
    }

    private static boolean isOver(Call call, List<Call> before) {
        return call.is("pg_resetwal", "pg_resetxlog") && call.matches("-f|--force")
                || call.command().guards().stream().anyMatch(InitdbOver::deletes)
                || folders(call).stream().anyMatch(folder -> before.stream().anyMatch(each -> deletes(each, folder)));
    }

    private static List<String> folders(Call call) {
        return INITDB.parse(call.words()).values("-D", "--pgdata").stream()
                .map(Word::value)
                .toList();
    }

    private static boolean deletes(Call call, String folder) {
        return call.is("rm")
                && call.matches("-[a-z]*[rR][a-z]*|--recursive")
                && call.words().stream()
                        .anyMatch(
                                word -> word.value().replaceFirst("/\\*?$", "").equals(folder));
    }

    private static boolean deletes(Command command) {
        List<Word> words = command.words();
        return words.stream().anyMatch(word -> word.is("rm"))
                && words.stream().anyMatch(word -> word.value().matches("-[a-z]*[rR][a-z]*"));
    }
}
