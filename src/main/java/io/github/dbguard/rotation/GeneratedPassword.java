package io.github.dbguard.rotation;

import java.security.SecureRandom;

/**
 * A password that nobody has to think up: 40 letters, digits, {@code _} and {@code -}, a letter first. Of these, no file,
 * shell or URL makes anything else. 238 bits.
 */
final class GeneratedPassword {

    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String ALL = LETTERS + "0123456789_-";
    private static final int LENGTH = 40;
    private static final SecureRandom RANDOM = new SecureRandom();

    private GeneratedPassword() {}

    static String make() {
        StringBuilder password = new StringBuilder(LENGTH);
        password.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        while (password.length() < LENGTH) {
            password.append(ALL.charAt(RANDOM.nextInt(ALL.length())));
        }
        return password.toString();
    }
}
