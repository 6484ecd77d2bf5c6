package io.github.dbguard.scan.shell;

import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one word of a shell: quotes, escapes, expansions. A variable that is known is put in, at the place of its
 * {@code $}; without quotes around it, its blanks part words.
 */
final class WordReader {

    /** In a longer word no more variables are put in. */
    private static final int LONGEST = 64 * 1024;

    private final Cursor in;
    private final ShellParser parser;
    private final List<Word> words = new ArrayList<>();
    private final Traced.Builder text = Traced.builder();
    private boolean quoted;
    private boolean unknown;
    private int from;

    WordReader(Cursor in, ShellParser parser) {
        this.in = in;
        this.parser = parser;
    }

    /** The word that begins here: none where all of it expands to nothing, several where a variable holds several. */
    List<Word> read() {
        from = in.offset();
        while (!in.ended() && !endsWord(in.here())) {
            int continued = in.continuation();
            if (continued > 0) {
                in.at += continued;
            } else {
                one();
            }
        }
        finish(in.offset());
        return words;
    }

    /** All that is left, as between double quotes: the body of a here-document. */
    Traced readBody() {
        while (!in.ended()) {
            inQuotes();
        }
        return text.build();
    }

    private boolean endsWord(char c) {
        if (c == '(') {
            return text.isEmpty() || "?*+@!".indexOf(text.last()) < 0;
        }
        return Cursor.isBlank(c) || c == '\n' || c == ';' || c == '&' || c == '|' || c == ')' || c == '<' || c == '>';
    }

    private void one() {
        char c = in.here();
        switch (c) {
            case '\\' -> {
                quoted = true;
                in.at++;
                literal();
            }
            case '\'' -> singleQuotes();
            case '"' -> doubleQuotes();
            case '$' -> dollar(false);
            case '`' -> backticks();
            case '(' -> group();
            default -> literal();
        }
    }

    private void literal() {
        if (!in.ended()) {
            text.add(in.here(), in.offset());
            in.at++;
        }
    }

    private void literal(int until) {
        while (in.at < until && !in.ended()) {
            literal();
        }
    }

    /** An extended pattern: {@code @(a|b)}. */
    private void group() {
        literal(in.find(')') + 1);
    }

    private void singleQuotes() {
        quoted = true;
        in.at++;
        int end = in.find('\'');
        literal(end);
        close("a single quote");
    }

    private void close(String what) {
        if (in.ended()) {
            parser.problem(what + " is not closed", from);
        }
        in.at++;
    }

    private void doubleQuotes() {
        quoted = true;
        in.at++;
        while (!in.ended() && in.here() != '"') {
            inQuotes();
        }
        close("a double quote");
    }

    private void inQuotes() {
        char c = in.here();
        int continued = in.continuation();
        if (continued > 0) {
            in.at += continued;
        } else if (c == '\\' && "$`\"\\".indexOf(in.ahead(1)) >= 0) {
            in.at++;
            literal();
        } else if (c == '$' && in.ahead(1) != '\'' && in.ahead(1) != '"') {
            dollar(true);
        } else if (c == '`') {
            backticks();
        } else {
            literal();
        }
    }

    private void dollar(boolean inQuotes) {
        char next = in.ahead(1);
        if (next == '(') {
            substitution();
        } else if (next == '{') {
            braces(inQuotes);
        } else if (Cursor.isNameStart(next)) {
            int end = in.at + 1;
            while (end < in.length() && Cursor.isName(in.ahead(end - in.at))) {
                end++;
            }
            variable(in.text(in.at + 1, end), end, inQuotes);
        } else if (next == '\'') {
            in.at++;
            ansiQuotes();
        } else if (next == '"') {
            in.at++;
            doubleQuotes();
        } else {
            unknown |= next != 0 && "@*#?$!-0123456789".indexOf(next) >= 0;
            literal(in.at + (unknown && next != 0 ? 2 : 1));
        }
    }

    private void variable(String name, int end, boolean inQuotes) {
        List<String> value = parser.variables().get(name);
        if (value == null || text.length() > LONGEST) {
            unknown = true;
            literal(end);
        } else {
            put(value, in.offset(), inQuotes);
            in.at = end;
        }
    }

    /** A value in place of its variable. */
    private void put(List<String> value, int at, boolean inQuotes) {
        for (int i = 0; i < value.size(); i++) {
            if (i > 0) {
                finish(at);
                from = at;
            }
            if (inQuotes) {
                text.add(value.get(i), at);
            } else {
                split(value.get(i), at);
            }
        }
    }

    private void split(String value, int at) {
        boolean blank = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isWhitespace(c)) {
                blank = true;
            } else {
                if (blank && !text.isEmpty()) {
                    finish(at);
                    from = at;
                }
                blank = false;
                text.add(c, at);
            }
        }
    }

    private void finish(int to) {
        if (!text.isEmpty() || quoted) {
            words.add(new Word(text.build(), from, to, quoted, unknown));
            text.clear();
        }
    }

    /** {@code $(…)}: what runs in it is told to the parser; the word keeps it as it is written. */
    private void substitution() {
        int begin = in.at;
        if (in.ahead(2) == '(') {
            int end = arithmeticEnd(in.at + 3);
            if (end > 0) {
                unknown = true;
                literal(end);
                return;
            }
        }
        in.at += 2;
        List<Command> inner = parser.substitution();
        if (in.here() == ')') {
            in.at++;
        } else {
            parser.problem("a $( is not closed", from);
        }
        Traced body = printed(inner);
        if (body != null) {
            text.add(body);
            return;
        }
        unknown = true;
        text.add(in.source.slice(begin, Math.min(in.at, in.length())));
    }

    /** What {@code $(cat <<EOF …)} stands for; null for anything else. */
    private static Traced printed(List<Command> inner) {
        if (inner.size() != 1
                || inner.get(0).words().size() != 1
                || !inner.get(0).words().get(0).is("cat")) {
            return null;
        }
        return inner.get(0).redirects().stream()
                .map(Redirect::body)
                .filter(body -> body != null)
                .findFirst()
                .orElse(null);
    }

    /** The index behind {@code ))}, or 0 where it is a subshell in a substitution. */
    private int arithmeticEnd(int begin) {
        int depth = 0;
        for (int i = begin; i < in.length() && i < begin + 1000; i++) {
            char c = in.ahead(i - in.at);
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth-- == 0) {
                return in.ahead(i + 1 - in.at) == ')' ? i + 2 : 0;
            } else if (c == '\n' && depth == 0) {
                return 0;
            }
        }
        return 0;
    }

    private void backticks() {
        unknown = true;
        int end = in.at + 1;
        while (end < in.length() && in.ahead(end - in.at) != '`') {
            end += in.ahead(end - in.at) == '\\' ? 2 : 1;
        }
        end = Math.min(end, in.length());
        Traced.Builder inner = Traced.builder();
        for (int i = in.at + 1; i < end; i++) {
            boolean escape = in.ahead(i - in.at) == '\\' && "`\\$".indexOf(in.ahead(i + 1 - in.at)) >= 0;
            i += escape ? 1 : 0;
            inner.add(in.ahead(i - in.at), in.source.offset(Math.min(i, in.length())));
        }
        if (end == in.length()) {
            parser.problem("a backtick is not closed", from);
        }
        parser.nested(inner.build());
        literal(end + 1);
    }

    private void ansiQuotes() {
        quoted = true;
        in.at++;
        while (!in.ended() && in.here() != '\'') {
            if (in.here() == '\\') {
                int at = in.offset();
                in.at++;
                char c = in.here();
                text.add(c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c, at);
                in.at++;
            } else {
                literal();
            }
        }
        close("a $' quote");
    }

    private void braces(boolean inQuotes) {
        int begin = in.at;
        int end = closingBrace();
        String inside = in.text(begin + 2, Math.max(begin + 2, end - 1));
        int name = 0;
        while (name < inside.length() && Cursor.isName(inside.charAt(name))) {
            name++;
        }
        String operator = inside.substring(name);
        List<String> value = name == 0 ? null : parser.variables().get(inside.substring(0, name));
        if (value != null && text.length() <= LONGEST && !operator.startsWith("+") && !operator.startsWith(":+")) {
            put(value, in.offset(), inQuotes);
            in.at = end;
            return;
        }
        int skipped = name == 0 ? 0 : instead(operator, value != null);
        if (skipped > 0) {
            int from = begin + 2 + name + skipped;
            alternative(in.source.slice(from, Math.max(end - 1, from)), inQuotes);
        } else if (value == null) {
            unknown = true;
            text.add(in.source.slice(begin, Math.min(end, in.length())));
        }
        in.at = end;
    }

    /** How long the operator is whose right side is taken; 0 when it is not. */
    private static int instead(String operator, boolean known) {
        if (operator.startsWith(":+")) {
            return 2;
        }
        if (operator.startsWith("+")) {
            return 1;
        }
        if (known) {
            return 0;
        }
        return operator.startsWith(":-") || operator.startsWith(":=")
                ? 2
                : operator.startsWith("-") || operator.startsWith("=") ? 1 : 0;
    }

    private void alternative(Traced source, boolean inQuotes) {
        Traced value = parser.alternative(source);
        if (inQuotes) {
            text.add(value);
        } else {
            for (int i = 0; i < value.length(); i++) {
                split(String.valueOf(value.charAt(i)), value.offset(i), i > 0 && blank(value.charAt(i - 1)));
            }
        }
    }

    private void split(String one, int at, boolean behindBlank) {
        if (behindBlank && !blank(one.charAt(0)) && !text.isEmpty()) {
            finish(at);
            from = at;
        }
        split(one, at);
    }

    private static boolean blank(char c) {
        return Character.isWhitespace(c);
    }

    /** All that is left, in which quotes are taken off: the word behind {@code :-} and its like. */
    Traced readAlternative() {
        while (!in.ended()) {
            if (in.here() == '\'' || in.here() == '"' || in.here() == '\\') {
                one();
            } else {
                inQuotes();
            }
        }
        return text.build();
    }

    /** The index behind the brace that closes the one that opens here. */
    private int closingBrace() {
        int depth = 0;
        int i = in.at + 1;
        for (; i < in.length(); i++) {
            char c = in.ahead(i - in.at);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i + 1;
            } else if (c == '\n' && depth == 1 && i - in.at > 400) {
                break;
            }
        }
        if (i >= in.length()) {
            parser.problem("a ${ is not closed", in.offset());
        }
        return Math.min(in.length(), in.at + 2);
    }
}
