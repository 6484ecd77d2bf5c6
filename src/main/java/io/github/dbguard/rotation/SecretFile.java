package io.github.dbguard.rotation;

import io.github.dbguard.Refused;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A file that holds a password and nothing else, as a Docker secret is ({@code POSTGRES_PASSWORD_FILE}). How it ends,
 * with an end of line or without, is kept.
 *
 * @param password without what ends the file
 * @param end the ends of lines behind it, or empty
 */
record SecretFile(String password, String end) {

    static SecretFile parse(byte[] bytes) {
        String text = LosslessText.decode(bytes);
        int length = text.length();
        while (length > 0 && (text.charAt(length - 1) == '\n' || text.charAt(length - 1) == '\r')) {
            length--;
        }
        return new SecretFile(text.substring(0, length), text.substring(length));
    }

    /**
     * What readers may have taken for the password, the likeliest first. The official image reads by bash's
     * {@code $(< file)}: that drops each {@code \n} at the end, each NUL, and no {@code \r}.
     */
    List<String> readings() {
        Set<String> readings = new LinkedHashSet<>();
        readings.add(password);
        String whole = password + end;
        readings.add(whole.replaceAll("\n+$", "").replace("\0", ""));
        readings.add(whole);
        readings.remove("");
        return List.copyOf(readings);
    }

    /** @throws Refused when readers would not agree about the password */
    SecretFile with(String newPassword) {
        if (newPassword.isEmpty() || newPassword.chars().anyMatch(c -> c == 0 || c == '\n' || c == '\r')) {
            throw new Refused("The new password cannot go into a secret file: it is empty, or holds a NUL or an end of"
                    + " line. Nothing was changed.");
        }
        return new SecretFile(newPassword, end);
    }

    byte[] bytes() {
        return LosslessText.encode(password + end);
    }

    @Override
    public String toString() {
        return "a secret file";
    }
}
