package io.github.dbguard.target;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The lines in which a server that went down says why, without secrets.
 *
 * @param lines the last of them, in their order, each once; empty where the log names no reason
 */
record ServerLog(List<String> lines) {

    private static final int READ = 200;
    private static final int NAMED = 4;
    private static final int LONGEST = 300;

    /** Of a line of the server's, what comes before its level: a time stamp, a process. */
    private static final Pattern PREFIX = Pattern.compile("^.*?(?=\\b(FATAL|PANIC|DETAIL|HINT):\\s)");

    private static final Pattern TELLING = Pattern.compile("\\b(FATAL|PANIC):\\s|^psql:\\S+: (ERROR|FATAL):\\s"
            + "|^(initdb: )?[Ee]rror: |^initdb: (detail|hint): |Counter to that|\\(unused mount/volume\\)"
            + "|^\\S+: (line \\d+: )?.*(Permission denied|No space left on device|Operation not permitted)");

    /** Of an ordinary error it may hold a row of somebody's. */
    private static final Pattern MORE = Pattern.compile("\\b(DETAIL|HINT):\\s");

    /** Clients are turned away by servers that are well. */
    private static final Pattern OF_A_CLIENT =
            Pattern.compile("FATAL:\\s+(\\S+ authentication failed|role \"|database \""
                    + "|no pg_hba\\.conf entry|terminating |the database system is |sorry, too many|remaining connection slots"
                    + "|connection to client lost|canceling |unsupported frontend protocol|expected )");

    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(PASS|PWD|SECRET|TOKEN|KEY|CREDENTIAL).*");
    private static final Pattern IN_URL = Pattern.compile("(?<=://)[^/@\\s]*:[^@\\s]*(?=@)");
    private static final Pattern IN_SQL =
            Pattern.compile("(?i)(\\bpassword\\s*[=:]?\\s*)('[^']*'?|[^\\s'\"]*[=:][^\\s]*)");

    ServerLog {
        lines = List.copyOf(lines);
    }

    /** What the log of a container says by now. A log that cannot be read says nothing. */
    static ServerLog of(Engine engine, Container container) {
        try {
            return read(
                    engine.lastLines(container.id(), READ),
                    container.environment().entrySet().stream()
                            .filter(entry -> SECRET_NAME.matcher(entry.getKey()).matches())
                            .map(java.util.Map.Entry::getValue)
                            .toList());
        } catch (CannotProceed e) {
            // It is an explanation of something worse: that one is to be told.
            return new ServerLog(List.of());
        }
    }

    /** @param secrets values that are never shown */
    static ServerLog read(List<String> log, Collection<String> secrets) {
        Set<String> telling = new LinkedHashSet<>();
        boolean told = false;
        for (String line : log) {
            told = TELLING.matcher(line).find() && !OF_A_CLIENT.matcher(line).find()
                    || told && MORE.matcher(line).find();
            if (told) {
                String text = masked(PREFIX.matcher(line).replaceFirst("").strip(), secrets);
                // Each start says the same again: the last one counts.
                telling.remove(text);
                telling.add(text);
            }
        }
        List<String> all = List.copyOf(telling);
        return new ServerLog(all.subList(Math.max(0, all.size() - NAMED), all.size()));
    }

    private static String masked(String line, Collection<String> secrets) {
        String text = line;
        for (String secret : secrets) {
            if (!secret.isBlank()) {
                text = text.replace(secret, "***");
            }
        }
        text = IN_URL.matcher(text).replaceAll("***");
        text = IN_SQL.matcher(text).replaceAll("$1***");
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    String text() {
        return String.join("\n", lines);
    }
}
