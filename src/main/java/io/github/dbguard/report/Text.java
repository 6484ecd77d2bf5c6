package io.github.dbguard.report;

import io.github.dbguard.counts.Change;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How figures and names are written in every format. */
final class Text {

    private static final int NAME = 48;

    /** What fails comes first, then the largest change, then names. */
    static final Comparator<Change> ORDER = Comparator.comparing(Change::fails)
            .thenComparing(change -> Math.abs(change.difference()))
            .reversed()
            .thenComparing(Change::database)
            .thenComparing(Change::label);

    private Text() {}

    static String figure(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** With its sign: {@code +12}. */
    static String signed(long number) {
        return String.format(Locale.ROOT, "%+,d", number);
    }

    static String counted(long number, String one) {
        return figure(number) + " " + one + (number == 1 ? "" : "s");
    }

    /** Empty where there is no such table. */
    static String rows(long rows) {
        return rows < 0 ? "-" : figure(rows);
    }

    /** In the largest unit that it fills: {@code "3 h"}, {@code "12 days"}; {@code "in 3 h"} where it is negative. */
    static String age(Duration age) {
        Duration length = age.abs();
        String words;
        if (length.toDays() > 0) {
            words = counted(length.toDays(), "day");
        } else if (length.toHours() > 0) {
            words = length.toHours() + " h";
        } else {
            words = length.toMinutes() > 0 ? length.toMinutes() + " min" : length.toSeconds() + " s";
        }
        return age.isNegative() ? "in " + words : words;
    }

    /** On one line, whatever it holds: nothing that moves a cursor, breaks a line or turns text around. */
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point == '\n') {
                line.append("\\n");
            } else if (point == '\r') {
                line.append("\\r");
            } else if (point == '\t') {
                line.append("\\t");
            } else if (unprintable(point)) {
                line.append(String.format(Locale.ROOT, "\\u%04x", point));
            } else {
                line.appendCodePoint(point);
            }
        });
        return line.toString();
    }

    private static boolean unprintable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    /** On one line, and cut in the middle where it is longer than a column: both ends tell names apart. */
    static String name(String name) {
        String line = oneLine(name);
        int length = line.codePointCount(0, line.length());
        if (length <= NAME) {
            return line;
        }
        int head = NAME / 2;
        int tail = NAME - head - 1;
        return line.substring(0, line.offsetByCodePoints(0, head)) + "…"
                + line.substring(line.offsetByCodePoints(line.length(), -tail));
    }

    /** The label, with its database where there are several. */
    static String label(Change change, boolean severalDatabases) {
        return severalDatabases ? change.database() + ":" + change.label() : change.label();
    }

    static boolean severalDatabases(List<Change> changes) {
        return changes.stream().map(Change::database).distinct().count() > 1;
    }

    static String cause(Change change) {
        return change.cause() == null ? "unchanged" : change.cause().name();
    }
}
