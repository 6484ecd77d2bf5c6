package io.github.dbguard.rotation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The escapes between double quotes, as Compose reads them: those of a shell, and {@code \$} for a literal dollar. */
final class EnvEscapes {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:[abcfnrtv$\"\\\\]|0[0-9]{0,3})");
    private static final Pattern OCTAL = Pattern.compile("\\\\[0-3][0-7]{2}");
    private static final String LETTERS = "abfnrtv";
    private static final String MEANT = "\u0007\b\f\n\r\t\u000B";

    private EnvEscapes() {}

    /** The value before interpolation: a literal dollar is {@code $$} in it. */
    static String expand(String raw) {
        return ESCAPE.matcher(raw).replaceAll(m -> Matcher.quoteReplacement(one(m.group())));
    }

    private static String one(String escape) {
        char letter = escape.charAt(1);
        if (letter == '$') {
            return "$$";
        }
        if (letter == '\\' || letter == '"') {
            return String.valueOf(letter);
        }
        if (letter == '0') {
            // What is no octal number of three digits loses its 0 and stays, backslash and all.
            String octal = "\\" + escape.substring(2);
            return OCTAL.matcher(octal).matches() ? Character.toString(Integer.parseInt(octal.substring(1), 8)) : octal;
        }
        int index = LETTERS.indexOf(letter);
        return index < 0 ? escape : String.valueOf(MEANT.charAt(index));
    }
}
