package io.github.dbguard.scan.sql;

import io.github.dbguard.scan.sql.Token.Kind;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Cuts SQL for PostgreSQL, as psql reads it, into statements: comments that nest, strings in every kind of quotes, the
 * data of a COPY. A quote that is not closed reaches to the end; a dollar quote that is not
 * closed as well, where it can open a body. Time is linear.
 */
final class SqlLexer {

    private static final int UNCLOSED = 8;
    private static final Set<String> BODIES = Set.of("DO", "CREATE", "ALTER", "COMMENT");

    private final Traced source;
    private final String sql;
    private final List<Statement> statements = new ArrayList<>();
    private List<Token> tokens = new ArrayList<>();
    /** What opens a string that is never closed; looked for again, it would cost the whole text each time. */
    private final Set<String> unclosed = new HashSet<>();

    private int at;
    private int depth;

    private SqlLexer(Traced source) {
        this.source = source;
        this.sql = source.text();
    }

    static List<Statement> statements(Traced source) {
        return new SqlLexer(source).all();
    }

    private List<Statement> all() {
        while (at < sql.length()) {
            next();
        }
        end();
        return List.copyOf(statements);
    }

    private void next() {
        char c = sql.charAt(at);
        if (Character.isWhitespace(c) || c == '\ufeff') {
            at++;
        } else if (sql.startsWith("--", at)) {
            int end = sql.indexOf('\n', at);
            at = end < 0 ? sql.length() : end;
        } else if (sql.startsWith("/*", at)) {
            comment();
        } else if (c == ';') {
            semicolon();
        } else if (c == '\\') {
            meta();
        } else if (c == '\'') {
            quoted('\'', Kind.STRING, false);
        } else if (c == '"') {
            quoted('"', Kind.QUOTED, false);
        } else if (c == '`') {
            quoted('`', Kind.QUOTED, false);
        } else if (c == '$' && dollars() > 0) {
            dollarQuoted(dollars());
        } else if (isWord(c)) {
            word();
        } else {
            sign(c);
        }
    }

    private void comment() {
        int nested = 0;
        do {
            if (sql.startsWith("/*", at)) {
                nested++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                nested--;
                at += 2;
            } else {
                at++;
            }
        } while (nested > 0 && at < sql.length());
    }

    private void semicolon() {
        at++;
        if (depth > 0) {
            // No statement holds one between parentheses but CREATE RULE: one was not closed.
            depth = 0;
        }
        boolean data = new Statement(tokens).readsData();
        end();
        if (data) {
            skipData();
        }
    }

    private void skipData() {
        int end = sql.indexOf("\n\\.", at);
        at = end < 0 ? sql.length() : end + 3;
    }

    private void end() {
        if (!tokens.isEmpty()) {
            statements.add(new Statement(List.copyOf(tokens)));
        }
        tokens = new ArrayList<>();
        depth = 0;
    }

    private void meta() {
        if (at + 1 < sql.length() && sql.charAt(at + 1) == ';') {
            at++;
            semicolon();
            return;
        }
        int end = at + 1;
        while (end < sql.length() && Character.isLetter(sql.charAt(end))) {
            end++;
        }
        boolean executes = sql.startsWith("\\g", at);
        add(Kind.META, at, end, at, end);
        if (executes) {
            end();
        } else {
            tokens.remove(tokens.size() - 1);
        }
        int line = sql.indexOf('\n', at);
        at = line < 0 ? sql.length() : line;
    }

    private void quoted(char mark, Kind kind, boolean escapes) {
        int begin = at;
        int i = at + 1;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (escapes && c == '\\') {
                i++;
            } else if (c == mark) {
                if (i + 1 >= sql.length() || sql.charAt(i + 1) != mark) {
                    break;
                }
                i++;
            }
            i++;
        }
        int end = Math.min(i, sql.length());
        add(kind, begin + 1, Math.max(begin + 1, end), begin, Math.min(end + 1, sql.length()));
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

    private void dollarQuoted(int length) {
        String mark = sql.substring(at, at + length);
        int begin = at;
        boolean searched = unclosed.contains(mark) || unclosed.size() >= UNCLOSED;
        int end = searched ? -1 : sql.indexOf(mark, at + length);
        if (end < 0) {
            unclosed.add(mark);
            boolean opens = !tokens.isEmpty() && BODIES.contains(tokens.get(0).keyword());
            end = opens ? sql.length() : at + length;
            if (!opens) {
                // The text begins amid a string, which ends here.
                at = end;
                return;
            }
        }
        add(Kind.STRING, begin + length, end, begin, Math.min(end + length, sql.length()));
    }

    private void word() {
        int begin = at;
        int end = at;
        while (end < sql.length() && (isWord(sql.charAt(end)) || sql.charAt(end) == '$')) {
            end++;
        }
        char next = end < sql.length() ? sql.charAt(end) : 0;
        char first = Character.toLowerCase(sql.charAt(begin));
        if (end == begin + 1 && next == '\'' && "ebxn".indexOf(first) >= 0) {
            at = end;
            quoted('\'', Kind.STRING, first == 'e');
        } else {
            add(Kind.WORD, begin, end, begin, end);
        }
    }

    private void sign(char c) {
        if (c == ')' && depth > 0) {
            depth--;
        }
        add(Kind.SIGN, at, at + 1, at, at + 1);
        if (c == '(') {
            depth++;
        }
    }

    private void add(Kind kind, int from, int to, int begin, int end) {
        tokens.add(new Token(kind, source.slice(from, to), source.offset(begin), source.offset(end), depth));
        at = end;
    }

    private static boolean isWord(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80;
    }
}
