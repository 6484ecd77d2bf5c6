package io.github.dbguard.scan.accepted;

import io.github.dbguard.scan.Finding;
import java.time.LocalDate;
import java.util.regex.Pattern;

/**
 * A finding that {@code .dbguard.yml} accepts.
 *
 * @param path which files
 * @param command as the report has it; null for any
 * @param until the last day that it holds
 */
public record Acceptance(String rule, String pathText, Pattern path, String command, LocalDate until, String reason) {

    boolean covers(Finding finding) {
        return finding.rule().equals(rule)
                && path.matcher(finding.path()).matches()
                && (command == null
                        || KnownFindings.normalised(command).equals(KnownFindings.normalised(finding.command())));
    }
}
