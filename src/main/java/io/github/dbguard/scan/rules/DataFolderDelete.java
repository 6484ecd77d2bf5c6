package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Arguments;
import io.github.dbguard.scan.commands.Call;
import io.github.dbguard.scan.commands.Grammar;
import io.github.dbguard.scan.shell.Word;
import java.util.List;
import java.util.Optional;

/** {@code rm -rf} on the folder that a server keeps its data in. */
public final class DataFolderDelete implements CallRule {

    private static final About ABOUT = About.error(
            "data-folder-delete",
            "the data folder of a server deleted",
            "mvn dbguard:pre-deploy-backup; then stop the server, and only then rename the folder: mv data data.old");

    private static final Grammar FIND = Grammar.values(
                    "-name -iname -path -type -mtime -size -maxdepth -mindepth -user -newer -mmin")
            .singleDash();

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                targets(call).stream().anyMatch(path -> DataFolders.isOne(path, call.place())),
                "It deletes the files of the database, and no server notices before it is too late.");
    }

    private static List<String> targets(Call call) {
        return switch (call.program()) {
            case "rm" -> {
                Arguments arguments = Grammar.values("").parse(call.words());
                boolean whole = arguments.has("-r", "-R", "--recursive");
                yield whole ? values(arguments.operands()) : List.of();
            }
            case "rmdir", "rd" -> call.matches("(?i)/s|-r|--recursive") ? values(call.words()) : List.of();
            case "del", "erase" -> call.matches("(?i)/s|.*\\*") ? values(call.words()) : List.of();
            case "remove-item", "ri" -> call.matches("(?i)-r(ec(urse)?)?") ? values(call.words()) : List.of();
            case "rimraf", "del-cli", "trash", "shred", "trash-put" -> values(call.words());
            case "find" ->
                call.says("-delete") ? values(FIND.parse(call.words()).operands()) : List.of();
            default -> List.of();
        };
    }

    private static List<String> values(List<Word> words) {
        return words.stream().map(Word::value).toList();
    }
}
