package io.github.dbguard.scan.shell;

import io.github.dbguard.scan.text.Traced;

/**
 * A word of a command, as the command gets it.
 *
 * @param text without its quotes and with the variables that are known put in; what is not known stays as it is written
 * @param from where it begins in the file
 * @param to where it ends in the file
 * @param quoted some of it is quoted
 * @param unknown it holds a variable or a substitution of which the value is not known
 */
public record Word(Traced text, int from, int to, boolean quoted, boolean unknown) {

    public static Word of(Traced text) {
        return new Word(text, text.offset(0), text.offset(text.length()), false, false);
    }

    public String value() {
        return text.text();
    }

    public boolean is(String value) {
        return text.text().equals(value);
    }

    /** What lies behind the given number of characters. */
    public Word from(int characters) {
        Traced rest = text.slice(characters);
        return new Word(rest, rest.offset(0), to, quoted, unknown);
    }

    @Override
    public String toString() {
        return text.text();
    }
}
