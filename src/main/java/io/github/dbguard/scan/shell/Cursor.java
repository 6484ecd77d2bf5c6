package io.github.dbguard.scan.shell;

import io.github.dbguard.scan.text.Traced;

/** A place in a text that is being read. Behind the end, every character is zero. */
final class Cursor {

    final Traced source;
    private final String text;
    int at;

    Cursor(Traced source) {
        this.source = source;
        this.text = source.text();
    }

    boolean ended() {
        return at >= text.length();
    }

    char here() {
        return ahead(0);
    }

    char ahead(int characters) {
        return at + characters < text.length() ? text.charAt(at + characters) : 0;
    }

    boolean sees(String what) {
        return text.startsWith(what, at);
    }

    int offset() {
        return source.offset(Math.min(at, text.length()));
    }

    /** The index of the next one from here on, or the end. */
    int find(char c) {
        int found = text.indexOf(c, at);
        return found < 0 ? text.length() : found;
    }

    int length() {
        return text.length();
    }

    String text(int from, int to) {
        return text.substring(from, to);
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    static boolean isName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    static boolean isNameStart(char c) {
        return isName(c) && !(c >= '0' && c <= '9');
    }

    /** A backslash and a line end here, which a shell takes for nothing: how many characters; else 0. */
    int continuation() {
        if (here() != '\\') {
            return 0;
        }
        if (ahead(1) == '\n') {
            return 2;
        }
        return ahead(1) == '\r' && ahead(2) == '\n' ? 3 : 0;
    }

    /** Over blanks, continued lines and a comment, up to what counts. */
    void skipBlanks() {
        while (!ended()) {
            int continued = continuation();
            if (continued > 0) {
                at += continued;
            } else if (isBlank(here())) {
                at++;
            } else if (here() == '#') {
                at = find('\n');
            } else {
                return;
            }
        }
    }
}
