package io.github.dbguard.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The words of one statement, for whoever has to know what it does and to whom. */
public final class SqlWords {

    /** What a word is. */
    public enum Kind {
        /** A keyword or an unquoted name. */
        PLAIN,
        /** A name in double quotes. */
        QUOTED,
        /** A string, in whichever quotes. */
        STRING,
        /** Any other character. */
        SIGN
    }

    /**
     * @param text a plain word in lower case, as PostgreSQL takes it; a quoted name or a string as it is meant, except
     *     that backslashes and Unicode escapes stay as they are
     */
    public record Word(Kind kind, String text) {

        /** It is this keyword, or this sign. */
        public boolean is(String keywordOrSign) {
            return (kind == Kind.PLAIN || kind == Kind.SIGN) && text.equals(keywordOrSign);
        }

        /** It can be a name. */
        public boolean isName() {
            return kind == Kind.PLAIN || kind == Kind.QUOTED;
        }
    }

    private final String sql;
    private final List<Word> words = new ArrayList<>();
    private int at;

    private SqlWords(String sql) {
        this.sql = sql;
    }

    /** @param statement without comments, as {@link PsqlScript.Statement#text} is */
    public static List<Word> of(String statement) {
        SqlWords words = new SqlWords(statement);
        while (words.at < statement.length()) {
            words.next();
        }
        return List.copyOf(words.words);
    }

    private void next() {
        char here = sql.charAt(at);
        if (Character.isWhitespace(here)) {
            at++;
        } else if (here == '\'') {
            words.add(new Word(Kind.STRING, quoted('\'', false)));
        } else if (here == '"') {
            words.add(new Word(Kind.QUOTED, quoted('"', false)));
        } else if (here == '$' && dollars() > 0) {
            words.add(new Word(Kind.STRING, dollarQuoted(dollars())));
        } else if (isWord(here)) {
            word();
        } else {
            words.add(new Word(Kind.SIGN, String.valueOf(here)));
            at++;
        }
    }

    private void word() {
        int from = at;
        while (at < sql.length() && (isWord(sql.charAt(at)) || sql.charAt(at) == '$')) {
            at++;
        }
        boolean one = at == from + 1;
        char first = Character.toLowerCase(sql.charAt(from));
        if (one && "ebxn".indexOf(first) >= 0 && startsWith("'")) {
            words.add(new Word(Kind.STRING, quoted('\'', first == 'e')));
        } else if (one && first == 'u' && (startsWith("&'") || startsWith("&\""))) {
            at++;
            char mark = sql.charAt(at);
            words.add(new Word(mark == '"' ? Kind.QUOTED : Kind.STRING, quoted(mark, false)));
        } else {
            words.add(new Word(Kind.PLAIN, sql.substring(from, at).toLowerCase(Locale.ROOT)));
        }
    }

    private String quoted(char mark, boolean escapes) {
        StringBuilder text = new StringBuilder();
        for (at++; at < sql.length(); at++) {
            char here = sql.charAt(at);
            if (escapes && here == '\\' && at + 1 < sql.length()) {
                text.append(here);
                at++;
            } else if (here == mark) {
                if (at + 1 == sql.length() || sql.charAt(at + 1) != mark) {
                    at++;
                    break;
                }
                at++;
            }
            text.append(sql.charAt(at));
        }
        return text.toString();
    }

    private String dollarQuoted(int markLength) {
        String mark = sql.substring(at, at + markLength);
        int from = at + markLength;
        int end = sql.indexOf(mark, from);
        at = end < 0 ? sql.length() : end + markLength;
        return sql.substring(from, end < 0 ? sql.length() : end);
    }

    /** The length of {@code $tag$}, which begins here; 0 when none does. */
    private int dollars() {
        int end = at + 1;
        while (end < sql.length() && isWord(sql.charAt(end))) {
            end++;
        }
        boolean digit = at + 1 < sql.length() && Character.isDigit(sql.charAt(at + 1));
        return end < sql.length() && sql.charAt(end) == '$' && !digit ? end + 1 - at : 0;
    }

    private boolean startsWith(String text) {
        return sql.startsWith(text, at);
    }

    private static boolean isWord(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80;
    }
}
