package io.github.dbguard.scan.sql;

import io.github.dbguard.scan.text.Traced;
import java.util.Locale;

/**
 * A piece of SQL that means something.
 *
 * @param text a word as it is written; what is quoted, without its quotes
 * @param from where it begins in the file
 * @param depth how many parentheses are open around it
 */
public record Token(Kind kind, Traced text, int from, int to, int depth) {

    /** What sort of token. */
    public enum Kind {
        WORD,
        QUOTED,
        STRING,
        SIGN,
        /** A backslash command of psql. */
        META
    }

    /** It is this keyword, or this sign. */
    public boolean is(String keywordOrSign) {
        return (kind == Kind.WORD || kind == Kind.SIGN) && text.text().equalsIgnoreCase(keywordOrSign);
    }

    /** A word in upper case; empty for everything else. */
    public String keyword() {
        return kind == Kind.WORD ? text.text().toUpperCase(Locale.ROOT) : "";
    }

    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }
}
