package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Redirect;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;

/** What a command writes somewhere from where it will be run. */
final class WrittenFiles {

    private final Sink sink;
    private final Unwrap unwrap;

    WrittenFiles(Sink sink, Unwrap unwrap) {
        this.sink = sink;
        this.unwrap = unwrap;
    }

    /** A script or SQL that is written into a file: it will be run from there. */
    void told(Command command, List<Word> arguments, Place place) {
        List<String> files = new ArrayList<>(arguments.stream().map(Word::value).toList());
        command.redirects().stream()
                .filter(redirect -> redirect.operator().startsWith(">") && redirect.target() != null)
                .forEach(redirect -> files.add(redirect.target().value()));
        boolean sql = files.stream().anyMatch(file -> file.endsWith(".sql"));
        boolean shell = files.stream().anyMatch(file -> file.endsWith(".sh") || file.contains("/cron"));
        for (Redirect redirect : command.redirects()) {
            if (redirect.body() != null && sql) {
                sink.sql(redirect.body(), place, command);
            } else if (redirect.body() != null
                    && (shell || redirect.body().text().startsWith("#!/"))
                    && !files.isEmpty()) {
                unwrap.script(redirect.body(), place);
            }
        }
    }

    void crontab(Traced text, Place place) {
        for (int from = 0; from < text.length(); ) {
            int end = text.text().indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            Traced line = text.slice(from, end).strip();
            java.util.regex.Matcher fields = CRON.matcher(line.text());
            if (fields.lookingAt()) {
                unwrap.script(line.slice(fields.end()), place);
            }
            from = end + 1;
        }
    }

    private static final java.util.regex.Pattern CRON =
            java.util.regex.Pattern.compile("(@\\w+|[\\d*/,-]+\\s+[\\d*/,-]+\\s+\\S+\\s+\\S+\\s+\\S+)\\s+");
}
