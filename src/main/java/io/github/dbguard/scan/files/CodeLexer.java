package io.github.dbguard.scan.files;

import io.github.dbguard.scan.files.CodeToken.Kind;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Cuts a program into names, strings and signs; comments are left out. In a string, an expression is put in where it is
 * a constant of the file, and masked elsewhere.
 */
final class CodeLexer {

    private static final int LONGEST_REGEX = 2000;
    private static final Pattern STRING_PREFIX = Pattern.compile("(?i)[rbfu]{1,2}");
    /** As many tokens may stand between a name and what it may be given. */
    private static final int FARTHEST = 20;

    private final Traced source;
    private final String code;
    private final Language language;
    private final List<CodeToken> tokens = new ArrayList<>();
    private final Map<String, Traced> constants = new HashMap<>();
    private int at;

    private CodeLexer(Traced source, Language language) {
        this.source = source;
        this.code = source.text();
        this.language = language;
    }

    /** @param constants strings that a name is given once, by that name */
    record Code(List<CodeToken> tokens, Map<String, Traced> constants) {}

    static Code read(Traced source, Language language) {
        CodeLexer lexer = new CodeLexer(source, language);
        while (lexer.at < lexer.code.length()) {
            lexer.next();
        }
        return new Code(List.copyOf(lexer.tokens), Map.copyOf(lexer.constants));
    }

    private void next() {
        char c = code.charAt(at);
        if (Character.isWhitespace(c)) {
            at++;
        } else if (code.startsWith(language.lineComment, at)) {
            at = end("\n", at);
        } else if (language.blockComments && code.startsWith("/*", at)) {
            at = Math.min(code.length(), end("*/", at + 2) + 2);
        } else if (language == Language.PHP && c == '#' && !code.startsWith("#[", at)) {
            at = end("\n", at);
        } else if (language == Language.RUBY && code.startsWith("=begin", at) && atLineStart()) {
            at = end("\n=end", at);
        } else if (language == Language.RUBY && code.startsWith("%x", at) && at + 2 < code.length()) {
            percent();
        } else if (language.quotes.indexOf(c) >= 0) {
            string(c, false, false);
        } else if (isName(c)) {
            name();
        } else if (c == '/' && regex()) {
            skipRegex();
        } else {
            sign();
        }
    }

    private int end(String what, int from) {
        int found = code.indexOf(what, from);
        return found < 0 ? code.length() : found;
    }

    private boolean atLineStart() {
        return at == 0 || code.charAt(at - 1) == '\n';
    }

    private void sign() {
        tokens.add(new CodeToken(Kind.SIGN, source.slice(at, at + 1), (char) 0));
        at++;
    }

    private static boolean isName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }

    private void name() {
        int from = at;
        while (at < code.length() && (isName(code.charAt(at)) || code.charAt(at) == '.')) {
            at++;
        }
        String name = code.substring(from, at);
        char next = at < code.length() ? code.charAt(at) : 0;
        boolean quoted = language == Language.PYTHON && (next == '\'' || next == '"');
        if (quoted && STRING_PREFIX.matcher(name).matches()) {
            String lower = name.toLowerCase(java.util.Locale.ROOT);
            string(next, lower.contains("f"), lower.contains("r"));
        } else {
            tokens.add(new CodeToken(Kind.NAME, source.slice(from, at), (char) 0));
            // The mark at the end of a name in Ruby and Elixir.
            boolean marked = next == '!' && (language == Language.RUBY || language == Language.ELIXIR);
            at += marked && !code.startsWith("!=", at) ? 1 : 0;
        }
    }

    /** A slash begins a pattern where no value can stand before it. */
    private boolean regex() {
        if (language != Language.JAVASCRIPT && language != Language.RUBY && language != Language.GROOVY) {
            return false;
        }
        if (tokens.isEmpty()) {
            return true;
        }
        CodeToken last = tokens.get(tokens.size() - 1);
        return last.kind() == Kind.SIGN && !last.is(")") && !last.is("]") && !last.is("}");
    }

    private void skipRegex() {
        int line = Math.min(end("\n", at), at + LONGEST_REGEX);
        boolean inClass = false;
        for (int i = at + 1; i < line; i++) {
            char c = code.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '[') {
                inClass = true;
            } else if (c == ']') {
                inClass = false;
            } else if (c == '/' && !inClass) {
                at = i + 1;
                return;
            }
        }
        sign();
    }

    private void percent() {
        char open = code.charAt(at + 2);
        String pairs = "()[]{}<>";
        int pair = pairs.indexOf(open);
        char close = pair >= 0 && pair % 2 == 0 ? pairs.charAt(pair + 1) : open;
        int from = at + 3;
        int to = end(String.valueOf(close), Math.min(from, code.length()));
        tokens.add(new CodeToken(Kind.STRING, source.slice(Math.min(from, to), to), '`'));
        at = Math.min(code.length(), to + 1);
    }

    private void string(char quote, boolean prefixed, boolean raw) {
        String triple = String.valueOf(quote).repeat(3);
        boolean three = language.hasTripleQuotes() && code.startsWith(triple, at);
        String close = three ? triple : String.valueOf(quote);
        boolean multiline = three || quote == '`' || language == Language.RUBY;
        boolean literal = raw || language == Language.GO && quote == '`';
        String opens = language.interpolation(quote, prefixed);
        Traced.Builder text = Traced.builder();
        at += close.length();
        while (at < code.length() && !code.startsWith(close, at)) {
            char c = code.charAt(at);
            if (c == '\n' && !multiline) {
                break;
            }
            if (c == '\\' && !literal && at + 1 < code.length()) {
                escape(text);
            } else if (!opens.isEmpty() && code.startsWith(opens, at)) {
                expression(opens, text);
            } else {
                text.add(c, source.offset(at));
                at++;
            }
        }
        at = Math.min(code.length(), at + close.length());
        Traced value = text.build();
        tokens.add(new CodeToken(Kind.STRING, value, quote));
        remember(value);
    }

    /** {@code name = "…"}. */
    private void remember(Traced value) {
        int last = tokens.size() - 2;
        if (last > 0 && tokens.get(last).is("=") && tokens.get(last - 1).kind() == Kind.NAME) {
            constants.put(tokens.get(last - 1).text().text(), value);
        } else if (last > 0 && (tokens.get(last).is("?") || tokens.get(last).is(":"))) {
            either(value, last);
        }
    }

    /** {@code name = test ? "…" : "…"}: one or the other, which for a shell is the one and then the other. */
    private void either(Traced value, int sign) {
        for (int i = sign; i > Math.max(0, sign - FARTHEST); i--) {
            CodeToken token = tokens.get(i);
            boolean assigns = token.is("=")
                    && tokens.get(i - 1).kind() == Kind.NAME
                    && !tokens.get(i + 1).is("=");
            if (assigns) {
                String name = tokens.get(i - 1).text().text();
                constants.merge(
                        name,
                        value,
                        (one, other) -> Traced.builder()
                                .add(one)
                                .add('\n', other.offset(0))
                                .add(other)
                                .build());
            }
            if (assigns || ";{},(".indexOf(token.text().text()) >= 0 && token.kind() == Kind.SIGN) {
                return;
            }
        }
    }

    private void escape(Traced.Builder text) {
        char next = code.charAt(at + 1);
        if (next == '\n') {
            // A line that goes on: for a shell as well as for the program.
            text.add(' ', source.offset(at));
        } else {
            char meant = next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
            boolean known = "ntr\\'\"`$#/0".indexOf(next) >= 0;
            if (!known) {
                text.add('\\', source.offset(at));
            }
            text.add(meant, source.offset(at + 1));
        }
        at += 2;
    }

    private void expression(String opens, Traced.Builder text) {
        int from = at;
        int depth = 0;
        int i = at + opens.length() - 1;
        int limit = Math.min(code.length(), at + 2000);
        for (; i < limit; i++) {
            depth += code.charAt(i) == '{' ? 1 : code.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                break;
            }
        }
        int end = Math.min(limit, i + 1);
        String inside = code.substring(from + opens.length(), Math.max(from + opens.length(), end - 1))
                .strip();
        Traced known = constants.get(inside);
        text.add(known != null ? known.text() : "$" + inside.replaceAll("[^A-Za-z0-9_]", "_"), source.offset(from));
        at = end;
    }
}
