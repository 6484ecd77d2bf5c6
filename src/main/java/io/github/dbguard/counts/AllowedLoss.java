package io.github.dbguard.counts;

import io.github.dbguard.CannotProceed;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many rows of the baseline a table may lose.
 *
 * @param amount rows, or percent of the baseline's rows
 * @param percent which of the two
 */
public record AllowedLoss(BigDecimal amount, boolean percent) {

    /** The default: not one row. */
    public static final AllowedLoss NONE = new AllowedLoss(BigDecimal.ZERO, false);

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final Pattern TEXT =
            Pattern.compile("(?:(?<rows>[0-9]{1,18})|(?<percent>[0-9]{1,3}(?:\\.[0-9]{1,9})?)\\s*%)");

    /**
     * @param text {@code 5} or {@code 2.5%}; null or blank for none
     * @param parameter where the text comes from, for the message
     */
    public static AllowedLoss parse(String text, String parameter) {
        if (text == null || text.isBlank()) {
            return NONE;
        }
        Matcher matcher = TEXT.matcher(text.strip());
        if (matcher.matches()) {
            boolean percent = matcher.group("percent") != null;
            BigDecimal amount = new BigDecimal(matcher.group(percent ? "percent" : "rows"));
            if (!percent || amount.compareTo(HUNDRED) <= 0) {
                return new AllowedLoss(amount, percent);
            }
        }
        throw new CannotProceed(parameter + " is \"" + text + "\", which is neither a number of rows nor a percentage"
                + " from 0% to 100%. Perhaps you meant 5 or 2.5%? Nothing was compared.");
    }

    /** True when losing {@code lost} of {@code before} rows is allowed. */
    public boolean forgives(long lost, long before) {
        BigDecimal rows = BigDecimal.valueOf(lost);
        return percent
                ? rows.multiply(HUNDRED).compareTo(amount.multiply(BigDecimal.valueOf(before))) <= 0
                : rows.compareTo(amount) <= 0;
    }

    @Override
    public String toString() {
        return amount.toPlainString() + (percent ? "%" : "");
    }
}
