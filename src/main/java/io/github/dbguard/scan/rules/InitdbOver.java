package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Call;
import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Word;
import java.util.List;
import java.util.Optional;

/** {@code initdb} behind the deletion of what was there. */
public final class InitdbOver implements CallRule {

    private static final About ABOUT = About.error(
            "initdb-over",
            "a new cluster made over an old one",
            "make it in a new folder, and restore into it: mvn dbguard:restore");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        boolean makes = call.is("initdb", "pg_resetwal", "pg_resetxlog")
                || call.is("pg_ctl", "postgresql-setup") && call.matches("initdb?|--initdb");
        boolean over = call.is("pg_resetwal", "pg_resetxlog") && call.matches("-f|--force")
                || call.command().guards().stream().anyMatch(InitdbOver::deletes);
        return CallRule.when(makes && over, "It makes an empty cluster where one with data was.");
    }

    private static boolean deletes(Command command) {
        List<Word> words = command.words();
        return words.stream().anyMatch(word -> word.is("rm"))
                && words.stream().anyMatch(word -> word.value().matches("-[a-z]*[rR][a-z]*"));
    }
}
