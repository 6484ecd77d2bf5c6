package io.github.dbguard.volume;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.counts.MigrationBooks;
import io.github.dbguard.counts.MigrationHistory;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.target.ContainerTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether scripts in {@code /docker-entrypoint-initdb.d} make or drop tables while a migration tool thinks that they are
 * its own. They run on an empty data directory alone: whoever makes them run again deletes the volume.
 */
record InitScriptsCheck(ContainerTarget target) implements Check {

    private static final String NAME = "init scripts";
    /** A byte that no text holds tells where a file begins; of each its first 256 KiB are read. */
    private static final String READ = """
            for f in /docker-entrypoint-initdb.d/*; do
              case $f in *.sql|*.sh) if [ -f "$f" ]; then printf '\\001%s\\n' "$f"; head -c 262144 "$f"; fi ;; esac
            done
            """;

    private static final int NAMED = 3;

    private static final Pattern COMMENT = Pattern.compile("--[^\\n]*|/\\*.*?\\*/|(?m)^\\s*#[^\\n]*", Pattern.DOTALL);
    private static final Pattern CREATE =
            Pattern.compile("(?i)\\bCREATE\\s+(?:UNLOGGED\\s+)?TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?([\\w.\"$]+)");
    private static final Pattern DROP =
            Pattern.compile("(?i)\\b(DROP\\s+(?:TABLE|SCHEMA|DATABASE|OWNED)|TRUNCATE)\\b[^;\\n]{0,60}");

    @Override
    public String name() {
        return NAME;
    }

    /** @param made tables that it creates; {@code dropped} statements that drop or empty something */
    record Script(String path, List<String> made, List<String> dropped) {}

    @Override
    public Line look() {
        List<Script> scripts = read();
        if (scripts.stream().allMatch(s -> s.made().isEmpty() && s.dropped().isEmpty())) {
            return judge(scripts, List.of());
        }
        List<String> tools = new ArrayList<>();
        for (String database : target.databases()) {
            try (Session session = target.open(database)) {
                MigrationBooks.read(session).stream()
                        .map(MigrationHistory::tool)
                        .forEach(tools::add);
            }
        }
        return judge(scripts, tools);
    }

    private List<Script> read() {
        ExecResult result = target.engine()
                .run(target.container().id(), ExecCommand.of("sh", "-c", READ).named("a look at the init scripts"));
        if (!result.ok()) {
            throw new CannotProceed(
                    "the init scripts could not be read: " + (result.stderr() + result.stdout()).strip());
        }
        List<Script> scripts = new ArrayList<>();
        for (String file : result.stdout().split("\u0001")) {
            int end = file.indexOf('\n');
            if (end > 0) {
                scripts.add(script(file.substring(0, end), file.substring(end + 1)));
            }
        }
        return scripts;
    }

    static Script script(String path, String text) {
        String bare = COMMENT.matcher(text).replaceAll(" ");
        return new Script(path, all(CREATE, bare), all(DROP, bare));
    }

    private static List<String> all(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1).replace("\"", "").replaceAll("\\s+", " "));
        }
        return found;
    }

    /** @param tools the migration tools that have noted something down */
    static Line judge(List<Script> scripts, List<String> tools) {
        List<Script> making = scripts.stream().filter(s -> !s.made().isEmpty()).toList();
        List<Script> dropping =
                scripts.stream().filter(s -> !s.dropped().isEmpty()).toList();
        String advice =
                "Let the migration tool alone make and drop tables; keep extensions and roles in the init scripts";
        if (!dropping.isEmpty()) {
            return Line.warning(
                    NAME,
                    described(dropping, "", Script::dropped)
                            + (tools.isEmpty() ? "" : ", and " + names(tools) + " owns the schema"),
                    advice);
        }
        if (making.isEmpty() || tools.isEmpty()) {
            return Line.ok(
                    NAME,
                    scripts.isEmpty()
                            ? "there are none"
                            : scripts.size() + " there; "
                                    + (making.isEmpty() ? "they make no table" : "no migration tool owns the schema"));
        }
        return Line.warning(
                NAME,
                described(making, "CREATE TABLE ", Script::made) + ", and " + names(tools)
                        + " owns the schema: one of them fails where both" + " run",
                advice);
    }

    private static String described(List<Script> scripts, String verb, Function<Script, List<String>> what) {
        return scripts.stream()
                .map(s -> s.path() + " has " + verb
                        + what.apply(s).stream().limit(NAMED).collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    private static String names(List<String> tools) {
        return String.join(", ", new TreeSet<>(tools));
    }
}
