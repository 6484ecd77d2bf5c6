package io.github.dbguard.counts;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers, and names of many, as sentences show them. */
public final class Figures {

    private Figures() {}

    static String figure(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 row}, {@code 1,204 rows}. */
    static String rows(long number) {
        return figure(number) + (number == 1 ? " row" : " rows");
    }

    /** {@code a, b and 3 more}. */
    public static String listed(List<String> names, int most) {
        String first = names.stream().limit(most).collect(Collectors.joining(", "));
        return names.size() > most ? first + " and " + (names.size() - most) + " more" : first;
    }
}
