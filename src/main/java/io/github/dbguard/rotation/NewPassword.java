package io.github.dbguard.rotation;

import io.github.dbguard.Refused;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/** Whether a password may become the new one: whether server, clients and files will all take it for the same. */
final class NewPassword {

    /** Measured: PostgreSQL 13 hashes 1,024 bytes and calls 1,025 "password too long", and so does its libpq; 15 takes more. */
    private static final int MOST_BYTES = 1024;

    /** What older pgbouncers keep of a password in their memory. */
    private static final int PGBOUNCER_BYTES = 127;

    private static final int ASCII = 0x7F;

    private NewPassword() {}

    /**
     * Answers where the password may be used.
     *
     * @return warnings, none of which holds the password
     * @throws Refused with the reason, and without the password
     */
    static List<String> check(String password) {
        if (password.isEmpty()) {
            throw refused("it is empty. libpq sends no empty password, and PostgreSQL takes none.");
        }
        if (password.indexOf('\0') >= 0) {
            throw refused("it holds a NUL, at which PostgreSQL and every environment end a text.");
        }
        if (password.indexOf('\n') >= 0 || password.indexOf('\r') >= 0) {
            throw refused("it holds an end of line, as from a file that was read with its last newline. Secret files,"
                    + " .pgpass and pgbouncer cannot hold one.");
        }
        int bytes = password.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw refused("it has " + bytes + " bytes, and PostgreSQL up to 13 takes " + MOST_BYTES + " at most.");
        }
        requireSaslprepLeavesIt(password);
        return warnings(password, bytes);
    }

    private static List<String> warnings(String password, int bytes) {
        List<String> warnings = new ArrayList<>();
        if (bytes > PGBOUNCER_BYTES) {
            warnings.add("The new password has " + bytes + " bytes: older pgbouncers take " + PGBOUNCER_BYTES
                    + " at most, and psql's prompt before 14 took 99.");
        }
        if (password.startsWith(" ") || password.endsWith(" ")) {
            warnings.add(
                    "The new password begins or ends with a blank: it stays, but people who copy it will lose it.");
        }
        return warnings;
    }

    /**
     * SCRAM prepares a password by SASLprep (RFC 4013). Where that forbids something, PostgreSQL takes the bytes as they
     * are and other clients fail; where it changes something, a client that leaves it out computes another key.
     */
    private static void requireSaslprepLeavesIt(String password) {
        int[] characters = password.codePoints().toArray();
        for (int i = 0; i < characters.length; i++) {
            String why = whyNot(characters[i]);
            if (why != null) {
                // Where it is, and not which: that would be a piece of the password.
                throw refused("its character " + (i + 1) + " is " + why);
            }
        }
        if (!Normalizer.isNormalized(password, Normalizer.Form.NFKC)) {
            throw refused(
                    "it holds a character that SASLprep would change into another (normal form NFKC), as a full-width"
                            + " letter, a ligature, or a letter with a separate accent.");
        }
        requireOneDirection(password);
    }

    private static String whyNot(int c) {
        switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.PRIVATE_USE, Character.SURROGATE, Character.UNASSIGNED:
                return "one that nobody sees or that is none (a control or format character, private use, unassigned):"
                        + " SASLprep forbids or drops it.";
            default:
        }
        if (c != ' ' && Character.isSpaceChar(c)) {
            return "a blank of another kind, which SASLprep makes a common one of.";
        }
        if (mappedToNothing(c)) {
            return "one that SASLprep drops.";
        }
        if (c > ASCII && newerThanSaslprep(c)) {
            return "one that SASLprep, made for Unicode 3.2, does not know or forbids, as it does most emoji: clients"
                    + " differ about it.";
        }
        return null;
    }

    /** RFC 3454, table B.1, as far as these are not format characters. */
    private static boolean mappedToNothing(int c) {
        return c == 0x034F || c == 0x1806 || c >= 0x180B && c <= 0x180D || c >= 0xFE00 && c <= 0xFE0F;
    }

    /** Nameprep shares the table of unassigned characters with SASLprep, and the JDK has nameprep. */
    private static boolean newerThanSaslprep(int c) {
        try {
            IDN.toASCII(Character.toString(c), 0);
            return false;
        } catch (IllegalArgumentException unassignedOrForbidden) {
            return true;
        }
    }

    /** RFC 3454, section 6. */
    private static void requireOneDirection(String password) {
        boolean rightToLeft = password.codePoints().anyMatch(NewPassword::isRightToLeft);
        boolean leftToRight = password.codePoints()
                .anyMatch(c -> Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
        boolean enclosed =
                isRightToLeft(password.codePointAt(0)) && isRightToLeft(password.codePointBefore(password.length()));
        if (rightToLeft && (leftToRight || !enclosed)) {
            throw refused("it mixes letters that are written from the right with others, which SASLprep forbids.");
        }
    }

    private static boolean isRightToLeft(int c) {
        byte direction = Character.getDirectionality(c);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    private static Refused refused(String why) {
        return new Refused("The new password cannot be used: " + why
                + " Nothing was changed. Choose another, or let one be" + " made with -Ddbguard.generate=true");
    }
}
