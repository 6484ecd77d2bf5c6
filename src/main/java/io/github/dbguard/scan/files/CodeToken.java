package io.github.dbguard.scan.files;

import io.github.dbguard.scan.text.Traced;

/**
 * A piece of a program.
 *
 * @param text a name with its dots; a string without its quotes; a sign
 * @param quote what a string is quoted with; else 0
 */
record CodeToken(Kind kind, Traced text, char quote) {

    enum Kind {
        NAME,
        STRING,
        SIGN
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.text().equals(sign);
    }

    boolean isString() {
        return kind == Kind.STRING;
    }

    /** What stands behind the last dot. */
    String lastName() {
        return kind == Kind.NAME ? text.text().substring(text.text().lastIndexOf('.') + 1) : "";
    }
}
