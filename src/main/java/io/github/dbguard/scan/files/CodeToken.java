package io.github.dbguard.scan.files;

import io.github.dbguard.scan.text.Traced;

/**
 * A piece of a program. A program of a thousand lines has ten thousand, of which a few are looked at: what one says is
 * cut out when it is asked for.
 *
 * @param source what it stands in
 * @param from where it begins in there
 * @param to behind its end
 * @param value of a string, without its quotes; else null
 * @param quote what a string is quoted with; else 0
 */
record CodeToken(Kind kind, Traced source, int from, int to, Traced value, char quote) {

    enum Kind {
        NAME,
        STRING,
        SIGN
    }

    /** A name with its dots. */
    static CodeToken name(Traced source, int from, int to) {
        return new CodeToken(Kind.NAME, source, from, to, null, (char) 0);
    }

    /** One character. */
    static CodeToken sign(Traced source, int at) {
        return new CodeToken(Kind.SIGN, source, at, at + 1, null, (char) 0);
    }

    static CodeToken string(Traced value, char quote) {
        return new CodeToken(Kind.STRING, value, 0, value.length(), value, quote);
    }

    boolean is(char sign) {
        return kind == Kind.SIGN && source.charAt(from) == sign;
    }

    boolean isString() {
        return kind == Kind.STRING;
    }

    boolean isName() {
        return kind == Kind.NAME;
    }

    /** A name with its dots; a string without its quotes; a sign. */
    Traced text() {
        return value == null ? source.slice(from, to) : value;
    }

    /** What stands behind the last dot. */
    String lastName() {
        if (kind != Kind.NAME) {
            return "";
        }
        String name = source.text().substring(from, to);
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
