package io.github.dbguard.scan.accepted;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comment that accepts a finding: {@code dbguard:ignore <rule> until=2027-01-31 reason="…"}.
 *
 * @param line that it stands in, from 1
 * @param column of the word, from 1
 * @param aloneInLine nothing but the comment stands in the line, so that it is about the next one
 * @param until the last day that it holds; null where that is missing
 * @param problem why it cannot be taken; null where it can
 */
public record Suppression(
        int line, int column, boolean aloneInLine, String rule, LocalDate until, String reason, String problem) {

    private static final Pattern COMMENT = Pattern.compile(
            "(?i)(#|//|--|/\\*+|^\\s*\\*|<!--|;|::|\\brem\\s|\\{\\{!|<#)\\s*dbguard:ignore\\b[ \\t]*(.*)$");
    private static final Pattern RULE = Pattern.compile("^([a-z][a-z0-9-]*)(?=[\\s,]|$)");
    private static final Pattern UNTIL = Pattern.compile("\\buntil=(\\S+)");
    private static final Pattern REASON = Pattern.compile("\\breason=(?:\"([^\"]*)\"|'([^']*)'|(\\S+))");

    /** All of a file, given line by line. */
    public static List<Suppression> in(List<String> lines) {
        List<Suppression> all = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("dbguard:ignore")) {
                Matcher comment = COMMENT.matcher(lines.get(i));
                if (comment.find() && !isText(lines.get(i).substring(0, comment.start()))) {
                    boolean alone = lines.get(i).substring(0, comment.start()).matches("[\\s@{]*");
                    all.add(parse(i + 1, comment.start() + 1, alone, comment.group(2)));
                }
            }
        }
        return List.copyOf(all);
    }

    /** A quote is open: the mark is part of a text, and no comment. */
    private static boolean isText(String before) {
        return before.replace("\\\"", "").chars().filter(c -> c == '"').count() % 2 == 1;
    }

    private static Suppression parse(int line, int column, boolean alone, String text) {
        Matcher rule = RULE.matcher(text);
        Matcher until = UNTIL.matcher(text);
        Matcher reason = REASON.matcher(text);
        String id = rule.find() ? rule.group(1) : "";
        String why = reason.find() ? first(reason).strip() : "";
        LocalDate day = null;
        String problem = id.isEmpty() ? "it names no rule" : why.isEmpty() ? "it gives no reason=\"…\"" : null;
        if (!until.find()) {
            problem = problem == null ? "it has no until=YYYY-MM-DD" : problem;
        } else {
            try {
                day = LocalDate.parse(until.group(1).replaceAll("[\"']", ""));
            } catch (DateTimeParseException e) {
                problem = problem == null ? "until=" + until.group(1) + " is no day: write YYYY-MM-DD" : problem;
            }
        }
        return new Suppression(line, column, alone, id, day, why, problem);
    }

    private static String first(Matcher reason) {
        return reason.group(1) != null ? reason.group(1) : reason.group(2) != null ? reason.group(2) : reason.group(3);
    }
}
