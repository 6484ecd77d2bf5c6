package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a command itself says of where it works: {@code --env=test}, {@code RAILS_ENV=test}, {@code dropdb app_test}. */
final class Environments {

    private static final Pattern OPTION = Pattern.compile("--?(?:env|environment|settings|env-file)(?:=(.*))?");
    private static final Pattern ASSIGNMENT = Pattern.compile("\\w*(?:ENV|ENVIRONMENT|SETTINGS_MODULE)=(.*)");

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
        return names;
    }
}
