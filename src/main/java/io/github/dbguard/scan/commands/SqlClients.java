package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Word;
import java.util.List;
import java.util.Map;

/** Programs that take SQL: as an option's value, or from what they read. */
final class SqlClients {

    static final Grammar PSQL = Grammar.values("-c --command -d --dbname -f --file -h --host -p --port -U"
            + " --username -v --set --variable -P --pset -F --field-separator -L --log-file -o --output -R"
            + " --record-separator -T --table-attr");
    private static final Grammar MYSQL =
            Grammar.values("-e --execute -h --host -u --user -P --port -D --database --protocol -S --socket");
    private static final Grammar COCKROACH = Grammar.values("-e --execute --url --host --user --database -d");

    private static final Map<String, Grammar> GRAMMARS = Map.ofEntries(
            Map.entry("psql", PSQL),
            Map.entry("pgcli", PSQL),
            Map.entry("usql", PSQL),
            Map.entry("mysql", MYSQL),
            Map.entry("mariadb", MYSQL),
            Map.entry("cockroach", COCKROACH));

    private SqlClients() {}

    static void sql(String program, List<Word> own, List<Word> arguments, Command command, Place place, Sink sink) {
        boolean unknown = own.get(0).value().startsWith("$") && !GRAMMARS.containsKey(program);
        Grammar grammar = unknown ? GRAMMARS.get("psql") : GRAMMARS.get(program);
        if (grammar == null) {
            if (readsSql(program, arguments)) {
                Input.of(command).forEach(text -> sink.sql(text, place, command));
            }
            return;
        }
        Arguments options = grammar.parse(arguments);
        Place here = place;
        for (Word name : options.values("-d", "--dbname", "-h", "--host", "--url")) {
            here = here.named(name.value());
        }
        here = options.operands().isEmpty() ? here : here.named(options.first());
        List<Word> texts = options.values("-c", "--command", "-e", "--execute");
        for (Word text : texts) {
            sink.sql(text.text(), here, command);
        }
        boolean file = options.values("-f", "--file").stream().anyMatch(word -> !word.is("-"));
        if (texts.isEmpty() && !file) {
            for (var text : Input.of(command)) {
                sink.sql(text, here, command);
            }
        }
    }

    private static boolean readsSql(String program, List<Word> arguments) {
        boolean django = program.equals("manage.py") || program.equals("django-admin");
        boolean rails = program.equals("rails");
        return arguments.stream()
                        .map(Word::value)
                        .anyMatch(word -> django && word.equals("dbshell")
                                || rails && (word.equals("dbconsole") || word.equals("db")))
                || program.equals("prisma") && arguments.stream().anyMatch(word -> word.is("--stdin"));
    }
}
