package io.github.dbguard.counts;

import java.util.Locale;

/** Numbers as sentences show them. */
final class Figures {

    private Figures() {}

    static String figure(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 row}, {@code 1,204 rows}. */
    static String rows(long number) {
        return figure(number) + (number == 1 ? " row" : " rows");
    }
}
