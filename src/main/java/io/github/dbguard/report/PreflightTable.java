package io.github.dbguard.report;

import io.github.dbguard.volume.Line;
import io.github.dbguard.volume.Severity;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Preflight as lines for the log. No line holds a line break or any other control character. */
public final class PreflightTable {

    private static final int NAME = 15;
    private static final int SEVERITY = 7;

    private PreflightTable() {}

    /** One check: what was found, and below it what to do. */
    public static List<String> lines(Line line) {
        String head = padded(line.severity().name().toLowerCase(Locale.ROOT), SEVERITY) + "  "
                + padded(Text.oneLine(line.name()), NAME) + "  ";
        return Stream.of(
                        head + Text.oneLine(line.found()),
                        line.advice() == null ? "" : " ".repeat(head.length()) + "-> " + Text.oneLine(line.advice()))
                .filter(text -> !text.isEmpty())
                .toList();
    }

    /** The verdict: {@code SAFE to deploy: …}. */
    public static String conclusion(PreflightReport report) {
        String counts = Stream.of(Severity.ERROR, Severity.WARNING, Severity.NOTE)
                .map(severity -> counted(report, severity))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        String names = report.lines().stream()
                .filter(line -> report.failOn() != null && line.severity().compareTo(report.failOn()) >= 0)
                .map(line -> Text.oneLine(line.name()))
                .collect(Collectors.joining(", "));
        return (report.safe() ? "SAFE to deploy on " : "NOT SAFE to deploy on ") + Text.name(report.target()) + ": "
                + Text.counted(report.lines().size(), "check") + (counts.isEmpty() ? ", all fine" : ", " + counts)
                + (report.safe() ? "." : ". It is about: " + names + ".");
    }

    private static String counted(PreflightReport report, Severity severity) {
        long number = report.lines().stream()
                .filter(line -> line.severity() == severity)
                .count();
        return number == 0 ? "" : Text.counted(number, severity.name().toLowerCase(Locale.ROOT));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
