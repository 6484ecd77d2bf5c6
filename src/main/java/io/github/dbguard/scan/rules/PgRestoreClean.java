package io.github.dbguard.scan.rules;

import io.github.dbguard.scan.commands.Arguments;
import io.github.dbguard.scan.commands.Call;
import io.github.dbguard.scan.commands.Grammar;
import io.github.dbguard.scan.shell.Word;
import java.util.List;
import java.util.Optional;

/** {@code pg_restore --clean}. */
public final class PgRestoreClean implements CallRule {

    private static final About ABOUT = About.error(
            "pg-restore-clean",
            "a restore that drops what is there",
            "mvn dbguard:restore: it restores beside the live database, counts, and swaps by name");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Optional<String> danger(Call call) {
        return CallRule.when(
                cleans(call),
                "It drops every object of the dump in the live database before it makes it anew; what fails after that is gone.");
    }

    private static final Grammar PG_RESTORE = Grammar.values("-d --dbname -f --file -F --format -h --host -j --jobs -L"
            + " --use-list -n --schema -N --exclude-schema -O -p --port -P --function -S --superuser -t --table -T"
            + " --trigger -U --username --role --section");

    private static boolean cleans(Call call) {
        if (call.is("pg_restore")) {
            Arguments arguments = PG_RESTORE.parse(call.words());
            boolean toFile = !arguments.values("-f", "--file").isEmpty();
            return arguments.has("-c", "--clean") && !toFile && !arguments.has("-l", "--list");
        }
        return call.is("psql")
                && call.command().input().stream().anyMatch(before -> {
                    List<String> words =
                            before.words().stream().map(Word::value).toList();
                    return words.stream().anyMatch(word -> word.endsWith("pg_dump") || word.endsWith("pg_dumpall"))
                            && (words.contains("--clean") || words.contains("-c") && !words.contains("exec"));
                });
    }
}
