package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a command itself says of where it works: {@code --env=test}, {@code RAILS_ENV=test}, {@code dropdb app_test},
 * {@code psql -h db.example.com}.
 */
final class Environments {

    private static final Pattern OPTION = Pattern.compile("--?(?:env|environment|settings|env-file)(?:=(.*))?");
    private static final Pattern ASSIGNMENT = Pattern.compile("\\w*(?:ENV|ENVIRONMENT|SETTINGS_MODULE)=(.*)");

    private static final Set<String> CLIENTS = Set.of("psql", "pg_restore", "dropdb", "pgcli", "usql");
    /** Names with a dot and addresses are of other machines; a service of the job has a plain name. */
    private static final Pattern OTHER_HOST =
            Pattern.compile("(?i)(?!127\\.|0\\.0\\.0\\.0|.*\\.(local|localhost|internal)$)[\\w-]+(\\.[\\w-]+)+");

    private static final Pattern IN_URL = Pattern.compile("(?i)postgres(?:ql)?://(?:[^@/]*@)?([^:/?]+).*");

    private Environments() {}

    /** Their names, in the order of the arguments. */
    static List<String> named(String program, List<Word> arguments) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i).value();
            Matcher option = OPTION.matcher(word);
            Matcher assignment = ASSIGNMENT.matcher(word);
            if (option.matches()) {
                boolean behind = option.group(1) == null && i + 1 < arguments.size();
                names.add(behind ? arguments.get(i + 1).value() : option.group(1));
            } else if (assignment.matches()) {
                names.add(assignment.group(1));
            } else if (program.equals("dropdb") && !word.startsWith("-")) {
                names.add(word);
            }
        }
        if (CLIENTS.contains(program) && isElsewhere(arguments)) {
            names.add(Place.ELSEWHERE);
        }
        return names;
    }

    private static boolean isElsewhere(List<Word> arguments) {
        Arguments options = SqlClients.PSQL.parse(arguments);
        Stream<String> urls = Stream.concat(options.values("-d", "--dbname").stream(), options.operands().stream())
                .map(word -> IN_URL.matcher(word.value()))
                .filter(Matcher::matches)
                .map(url -> url.group(1));
        Stream<String> hosts = options.values("-h", "--host").stream().map(Word::value);
        return Stream.concat(urls, hosts)
                .anyMatch(host -> OTHER_HOST.matcher(host).matches());
    }
}
