package io.github.dbguard.scan.accepted;

import io.github.dbguard.scan.Finding;
import io.github.dbguard.scan.Severity;
import io.github.dbguard.scan.rules.Rules;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Takes the suppressions of a file to what was found in it. Pure: the day comes from outside. */
public final class Accepted {

    /** Rules about suppressions themselves; they cannot be suppressed. */
    public static final String EXPIRED = "suppression-expired";

    public static final String STALE = "suppression-stale";
    public static final String INVALID = "suppression-invalid";

    /** Pages show suppressions in blocks of code that are no commands of theirs. */
    private static final Pattern PAGE = Pattern.compile("(?i).*\\.(md|markdown|mdx|mdc)");

    private final LocalDate today;

    public Accepted(LocalDate today) {
        this.today = today;
    }

    /**
     * What is left.
     *
     * @param findings that nobody accepted, with those about the suppressions
     * @param suppressed how many were accepted
     */
    public record Rest(List<Finding> findings, int suppressed) {}

    /**
     * Applies the comments of one file.
     *
     * @param lines of the file
     * @param found in the file's order
     */
    public Rest inFile(String path, List<String> lines, List<Finding> found) {
        List<Suppression> suppressions = Suppression.in(lines);
        if (suppressions.isEmpty()) {
            return new Rest(found, 0);
        }
        Set<Finding> covered = new HashSet<>();
        List<Finding> about = new ArrayList<>();
        for (Suppression each : suppressions) {
            int subject = subject(each, lines);
            List<Finding> meant = found.stream()
                    .filter(finding -> finding.rule().equals(each.rule())
                            && finding.line() <= Math.max(subject, each.line())
                            && finding.endLine() >= Math.min(subject, each.line()))
                    .toList();
            boolean example = meant.isEmpty()
                    && PAGE.matcher(path).matches()
                    && !lines.get(each.line() - 1).contains("<!--");
            if (example) {
                continue;
            }
            if (each.problem() != null) {
                about.add(remark(INVALID, path, each, lines, "This suppression is not taken: " + each.problem() + "."));
            } else if (Rules.byId(each.rule()).isEmpty()) {
                about.add(remark(INVALID, path, each, lines, "There is no rule \"" + each.rule() + "\"."));
            } else if (each.until().isBefore(today)) {
                about.add(remark(
                        EXPIRED,
                        path,
                        each,
                        lines,
                        "This suppression ended on " + each.until() + "; what it hid is reported again."));
            } else if (meant.isEmpty()) {
                about.add(remark(
                        STALE, path, each, lines, "Nothing is found here any more that " + each.rule() + " is about."));
            } else {
                covered.addAll(meant);
            }
        }
        List<Finding> rest = new ArrayList<>(
                found.stream().filter(finding -> !covered.contains(finding)).toList());
        rest.addAll(about);
        return new Rest(List.copyOf(rest), covered.size());
    }

    /** The line that it is about: its own, or the next that holds more than comments. */
    private static int subject(Suppression suppression, List<String> lines) {
        if (!suppression.aloneInLine()) {
            return suppression.line();
        }
        int line = suppression.line() + 1;
        while (line <= lines.size()
                && lines.get(line - 1).strip().matches("|[@{]?(#|//|--|<!--|::|\\*|/\\*|;).*|(?i)@?rem\\s.*")) {
            line++;
        }
        return line;
    }

    private static Finding remark(String rule, String path, Suppression at, List<String> lines, String message) {
        String text = lines.get(at.line() - 1);
        return new Finding(
                rule,
                Severity.WARNING,
                path,
                at.line(),
                at.column(),
                at.line(),
                text.length() + 1,
                message,
                "mend the command and take the comment away; or write: dbguard:ignore <rule> until=YYYY-MM-DD reason=\"…\"",
                text.strip(),
                text);
    }

    /** Applies what the configuration accepts; a stale or expired entry is told in words. */
    public Rest inRepository(List<Acceptance> acceptances, List<Finding> found, List<String> remarks) {
        Set<Finding> covered = new HashSet<>();
        for (Acceptance each : acceptances) {
            List<Finding> meant = found.stream().filter(each::covers).toList();
            String name = ".dbguard.yml accepts " + each.rule() + " in " + each.pathText();
            if (each.until().isBefore(today)) {
                remarks.add(name + " until " + each.until() + ", which is over.");
            } else if (meant.isEmpty()) {
                remarks.add(name + ", and nothing of it is found any more: take the entry away.");
            } else {
                covered.addAll(meant);
            }
        }
        return new Rest(
                found.stream().filter(finding -> !covered.contains(finding)).toList(), covered.size());
    }
}
