package io.github.dbguard.rotation;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the text of an env file into statements where Compose does (compose-go's dotenv parser), with their places.
 * Some of it is odd, and is followed: a statement may begin right behind a closing quote, {@code KEY: value} is an
 * assignment, and so on.
 */
final class EnvParser {

    private static final String EXPORT = "export";
    private static final char BOM = '\uFEFF';

    private final String text;
    private final List<EnvStatement> statements = new ArrayList<>();
    private int at;
    private int line = 1;
    private int counted;

    private EnvParser(String text) {
        this.text = text;
    }

    static List<EnvStatement> parse(String text) throws EnvSyntax {
        return new EnvParser(text).all();
    }

    private List<EnvStatement> all() throws EnvSyntax {
        if (!text.isEmpty() && text.charAt(0) == BOM) {
            at = 1;
        }
        while (toNextStatement()) {
            statement();
        }
        return List.copyOf(statements);
    }

    private boolean toNextStatement() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                at = lineEnd(at);
            } else if (GoText.isSpace(c)) {
                at++;
            } else {
                return true;
            }
        }
        return false;
    }

    private void statement() throws EnvSyntax {
        skipExport();
        int start = at;
        int end = keyEnd();
        String key = text.substring(start, GoText.trimEnd(text, start, end));
        if (key.indexOf(' ') >= 0) {
            throw syntax(
                    start, "a key cannot contain a blank. Is the = missing, or a quote around a value of more lines?");
        }
        boolean inherited = end < text.length() && text.charAt(end) == '\n';
        if (key.isEmpty() && !inherited) {
            throw syntax(start, "there is no key before the =.");
        }
        int begin = GoText.skipBlanks(text, end + 1);
        if (inherited) {
            statements.add(new EnvStatement(key, lineAt(start), EnvQuote.NONE, null, start, end));
            at = begin;
        } else if (begin < text.length() && (text.charAt(begin) == '"' || text.charAt(begin) == '\'')) {
            quoted(key, begin);
        } else {
            unquoted(key, end + 1, begin);
        }
    }

    private void skipExport() {
        int behind = at + EXPORT.length();
        if (text.startsWith(EXPORT, at) && behind < text.length() && " \t\n\f\r".indexOf(text.charAt(behind)) >= 0) {
            at = GoText.skipBlanks(text, behind);
        }
    }

    /** Where the = is, the :, or the end of a line that holds a key alone. */
    private int keyEnd() throws EnvSyntax {
        int i = at;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (c == '=' || c == ':' || c == '\n') {
                return i;
            }
            if (!GoText.isBlank(c) && !GoText.isInKey(c)) {
                // The character itself stays unsaid: it may be of a value that lost its quote.
                throw syntax(
                        at, "a character that no key can hold, before the =. Keys are made of letters, digits and _");
            }
            i += Character.charCount(c);
        }
        throw syntax(at, "a key without = at the end of the file, which has no end of line.");
    }

    private void unquoted(String key, int behindSeparator, int begin) {
        int lineEnd = lineEnd(begin);
        int comment = text.indexOf(" #", begin);
        int cut = comment >= 0 && comment < lineEnd ? comment : lineEnd;
        int end = GoText.trimEnd(text, begin, cut);
        int start = begin;
        if (end == begin) {
            // Nothing yet: a value goes before what ends the line, of which Compose counts the \r to the blanks.
            start = behindSeparator;
            while (start < lineEnd && (text.charAt(start) == ' ' || text.charAt(start) == '\t')) {
                start++;
            }
            end = start;
        }
        statements.add(new EnvStatement(key, lineAt(start), EnvQuote.NONE, text.substring(start, end), start, end));
        at = lineEnd;
    }

    private void quoted(String key, int begin) throws EnvSyntax {
        char quote = text.charAt(begin);
        StringBuilder raw = new StringBuilder();
        int i = begin + 1;
        while (i < text.length() && text.charAt(i) != quote) {
            char c = text.charAt(i++);
            if (c == '\\' && i < text.length()) {
                char escaped = text.charAt(i++);
                raw.append(escaped == quote ? "" : "\\").append(escaped);
            } else {
                raw.append(c);
            }
        }
        if (i >= text.length()) {
            throw syntax(begin, "the quote that begins a value there is never closed.");
        }
        at = i + 1;
        statements.add(new EnvStatement(
                key, lineAt(begin), quote == '"' ? EnvQuote.DOUBLE : EnvQuote.SINGLE, raw.toString(), begin, at));
    }

    private int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private EnvSyntax syntax(int place, String message) {
        return new EnvSyntax(lineAt(place), message);
    }

    /** Asked for in ascending order, so that each line is counted once. */
    private int lineAt(int place) {
        for (; counted < place; counted++) {
            if (text.charAt(counted) == '\n') {
                line++;
            }
        }
        return line;
    }
}
