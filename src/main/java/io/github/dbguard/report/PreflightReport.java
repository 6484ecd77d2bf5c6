package io.github.dbguard.report;

import io.github.dbguard.volume.Line;
import io.github.dbguard.volume.Severity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * {@code reports/preflight.json}, for programs to read. Components are only ever added; a change of meaning raises
 * {@code format}.
 *
 * @param format the version of this shape
 * @param target the target's name
 * @param takenAt UTC
 * @param safe whether no line is as bad as {@code failOn}
 * @param failOn the least severity that fails; null for none
 * @param lines one a check
 */
public record PreflightReport(
        int format, String target, String takenAt, boolean safe, Severity failOn, List<Line> lines) {

    private static final int FORMAT = 1;

    /** @param failOn the least severity that fails; null for none */
    public static PreflightReport of(String target, Instant now, Severity failOn, List<Line> lines) {
        boolean safe = failOn == null
                || lines.stream().allMatch(line -> line.severity().compareTo(failOn) < 0);
        return new PreflightReport(
                FORMAT, target, now.truncatedTo(ChronoUnit.SECONDS).toString(), safe, failOn, List.copyOf(lines));
    }
}
