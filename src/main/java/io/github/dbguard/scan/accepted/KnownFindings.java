package io.github.dbguard.scan.accepted;

import io.github.dbguard.scan.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * The findings that a repository had when it began to be scanned. They are matched by rule, path and command, never by
 * line: code above them may come and go. Each stands for one finding: a copy of the command is a new one.
 */
public record KnownFindings(int format, List<Known> findings) {

    public static final int FORMAT = 1;

    public static final KnownFindings NONE = new KnownFindings(FORMAT, List.of());

    /** One of them. */
    public record Known(String rule, String path, String command) {

        static Known of(Finding finding) {
            return new Known(finding.rule(), finding.path(), normalised(finding.command()));
        }
    }

    public static KnownFindings of(List<Finding> findings) {
        return new KnownFindings(FORMAT, findings.stream().map(Known::of).toList());
    }

    static String normalised(String command) {
        return command.strip().replaceAll("\\s+", " ");
    }

    /**
     * What is new, and what is no longer there.
     *
     * @param stale known ones that were not found any more
     */
    public record Difference(List<Finding> fresh, List<Known> stale) {}

    public Difference from(List<Finding> found) {
        List<Known> left = new ArrayList<>(findings);
        List<Finding> fresh = found.stream()
                .filter(finding -> !left.remove(Known.of(finding)))
                .toList();
        return new Difference(fresh, List.copyOf(left));
    }
}
