package io.github.dbguard.postgres;

import io.github.dbguard.Refused;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.stream.IntStream;

/**
 * Which passwords every client logs in with alike.
 *
 * <p>SCRAM has clients prepare a password by SASLprep (RFC 4013) before they hash it. libpq, which has the server's code, and
 * pgjdbc do not agree on all of Unicode: pgjdbc normalises first and then looks for what is forbidden, the server looks
 * first, so that compatibility characters younger than Unicode 3.2 come out changed in one and as they are in the other.
 * Of all code points, compared one by one with PostgreSQL 18 and pgjdbc 42.7.14, 607 differ. What is prepared to itself
 * is safe with all clients, those without SASLprep too; what is changed is taken only where it was compared.
 */
final class PasswordForm {

    /** libpq before 14 fails with a longer one that is not ASCII: MAX_PASSWORD_LENGTH of its saslprep.c, in bytes. */
    private static final int LONGEST = 1024;

    /** Changed by SASLprep, and alike in both: from, to, and so on. Exceptions inside are in {@link #UNLIKE}. */
    private static final int[] COMPARED = {
        0x80, 0x52F, // Latin, Greek, Cyrillic and the marks that combine with them, no-break space and soft hyphen
        0x1100, 0x11FF, // Hangul, decomposed
        0x1E00, 0x200A, // Latin and Greek with marks, spaces
        0x200C, 0x200D, // the joiners of emoji
        0x202F, 0x202F, // narrow no-break space
        0x205F, 0x205F, // mathematical space
        0x2060, 0x2060, // word joiner
        0x3000, 0x3000, // ideographic space
        0x3040, 0x30FF, // Hiragana and Katakana
        0xFB00, 0xFB06, // Latin ligatures
        0xFE00, 0xFE0F, // variation selectors
        0xFF01, 0xFF5E, // full width ASCII
    };

    private static final int[] UNLIKE = {0x340, 0x341, 0x34F, 0x3F9};

    /** Non-ASCII spaces and what is mapped to nothing: tables C.1.2 and B.1 of RFC 3454. */
    private static final int[] MAPPED = {
        0xA0, 0xA0, 0xAD, 0xAD, 0x34F, 0x34F, 0x1680, 0x1680, 0x1806, 0x1806, 0x180B, 0x180D, 0x2000, 0x200D, 0x202F,
        0x202F, 0x205F, 0x2060, 0x3000, 0x3000, 0xFE00, 0xFE0F, 0xFEFF, 0xFEFF
    };

    private PasswordForm() {}

    /** @throws Refused when some client could not log in with it, saying why; the message does not hold it */
    static void require(String password, Encryption kind) {
        String why = null;
        if (password.isEmpty()) {
            why = "is empty: PostgreSQL lets nobody in with an empty one";
        } else if (password.indexOf('\0') >= 0) {
            why = "holds a NUL, which neither PostgreSQL nor an environment variable can hold";
        } else if (!StandardCharsets.UTF_8.newEncoder().canEncode(password)) {
            why = "is not valid Unicode: it holds half of a surrogate pair";
        } else if (kind == Encryption.SCRAM_SHA_256 && !isAscii(password)) {
            why = whyNotPrepared(password);
        }
        if (why != null) {
            throw new Refused("The new password " + why + ".\nNothing was changed. Take another password,"
                    + " best one of letters, digits, dashes and underscores.");
        }
    }

    private static String whyNotPrepared(String password) {
        if (password.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return "has more than " + LONGEST
                    + " bytes and is not ASCII: clients before PostgreSQL 14 cannot log in with it";
        }
        return isPreparedAlike(password)
                ? null
                : "holds characters that clients prepare in different ways before they hash them (SASLprep), so that some of"
                        + " them could not log in";
    }

    private static boolean isAscii(String password) {
        return password.chars().allMatch(c -> c < 0x80);
    }

    /** Whether libpq and pgjdbc make the same of it. */
    static boolean isPreparedAlike(String password) {
        boolean mapped = password.codePoints().anyMatch(c -> isIn(MAPPED, c));
        // Prepared or found to be forbidden, it goes into the hash as it is.
        if (!mapped && isNormal(password)) {
            return true;
        }
        // The rule for right-to-left letters looks at the last character: before composing in one, after it in the
        // other.
        if (password.codePoints().anyMatch(PasswordForm::isRightToLeft)) {
            return false;
        }
        // pgjdbc dies of one that is mapped to nothing.
        return password.codePoints().anyMatch(c -> !isIn(MAPPED, c) || Character.isSpaceChar(c))
                && password.codePoints().allMatch(PasswordForm::isAlikeByItself);
    }

    private static boolean isAlikeByItself(int c) {
        if (IntStream.of(UNLIKE).anyMatch(u -> u == c)) {
            return false;
        }
        return isIn(COMPARED, c) || !isIn(MAPPED, c) && isNormal(Character.toString(c));
    }

    private static boolean isNormal(String text) {
        return Normalizer.isNormalized(text, Normalizer.Form.NFKC);
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    private static boolean isIn(int[] ranges, int c) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (c >= ranges[i] && c <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
