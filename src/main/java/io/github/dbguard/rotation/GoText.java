package io.github.dbguard.rotation;

/**
 * What Compose, which is written in Go, takes for blanks and letters in an env file: Java's own ideas of them differ. From
 * compose-go's dotenv parser and Go's package unicode; compared with Compose itself in EnvFileIT.
 */
final class GoText {

    private static final String SPACES = "\t\n\u000B\f\r \u0085\u00A0\u1680\u2028\u2029\u202F\u205F\u3000";
    private static final String BLANKS = "\t\u000B\f\r \u0085\u00A0";

    private GoText() {}

    /** Go's {@code unicode.IsSpace}: every blank of Unicode, the ends of lines with them. */
    static boolean isSpace(char c) {
        return SPACES.indexOf(c) >= 0 || c >= '\u2000' && c <= '\u200A';
    }

    /** A blank within a line, as the parser has it: around keys and before values. */
    static boolean isBlank(int codePoint) {
        return BLANKS.indexOf(codePoint) >= 0;
    }

    static boolean isInKey(int codePoint) {
        return "_.-[]".indexOf(codePoint) >= 0 || isLetterOrNumber(codePoint);
    }

    static boolean isLetterOrNumber(int codePoint) {
        int type = Character.getType(codePoint);
        return Character.isLetterOrDigit(codePoint)
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    /** The first place from here on that holds no blank of this line. */
    static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The end of what is between the two places, without the white space behind it. */
    static int trimEnd(String text, int from, int to) {
        int end = to;
        while (end > from && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }
}
