package io.github.dbguard.scan.files;

import io.github.dbguard.scan.files.CodeToken.Kind;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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

    /** What is no name although it looks like one: a value follows. */
    private static final Set<String> BEFORE_VALUES = Set.of(
            "return", "case", "typeof", "in", "of", "throw", "await", "yield", "and", "or", "not", "if", "unless");
    /** Nobody writes longer commands; what grows by being put together stops here. */
    private static final int LONGEST_CONSTANT = 4000;

    private static final boolean[] IN_NAMES = new boolean[128];

    static {
        for (char c = 0; c < IN_NAMES.length; c++) {
            IN_NAMES[c] = Character.isLetterOrDigit(c) || c == '_' || c == '$';
        }
    }

    private final Traced source;
    private final String code;
    /** The same: an array is read in half the time, and its loops are compiled in a tenth of it. */
    private final char[] characters;

    private final Language language;
    private final List<CodeToken> tokens = new ArrayList<>();
    private final Map<String, Traced> constants = new HashMap<>();
    private int at;

    private CodeLexer(Traced source, Language language) {
        this.source = source;
        this.code = source.text();
        this.characters = code.toCharArray();
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
        char c = characters[at];
        if (isName(c)) {
            name();
        } else if (Character.isWhitespace(c)) {
            at = blankEnd(at);
        } else if (language.quotes.indexOf(c) >= 0) {
            string(c, false, false);
        } else if (!comment(c)) {
            other(c);
        }
    }

    private boolean comment(char c) {
        if (c == language.lineComment.charAt(0) && code.startsWith(language.lineComment, at)) {
            at = lineEnd();
        } else if (c == '/' && language.blockComments && code.startsWith("/*", at)) {
            at = Math.min(code.length(), end("*/", at + 2) + 2);
        } else if (c == '#' && language == Language.PHP && !code.startsWith("#[", at)) {
            at = lineEnd();
        } else if (c == '=' && language == Language.RUBY && code.startsWith("=begin", at) && atLineStart()) {
            at = end("\n=end", at);
        } else {
            return false;
        }
        return true;
    }

    private void other(char c) {
        if (c == '/' && regex()) {
            skipRegex();
        } else if (c == '%' && language == Language.RUBY && code.startsWith("%x", at) && at + 2 < code.length()) {
            percent();
        } else {
            sign();
        }
    }

    private int lineEnd() {
        int found = code.indexOf('\n', at);
        return found < 0 ? code.length() : found;
    }

    private int end(String what, int from) {
        int found = code.indexOf(what, from);
        return found < 0 ? code.length() : found;
    }

    private boolean atLineStart() {
        return at == 0 || code.charAt(at - 1) == '\n';
    }

    private void sign() {
        tokens.add(CodeToken.sign(source, at));
        at++;
    }

    private static boolean isName(char c) {
        return c < IN_NAMES.length ? IN_NAMES[c] : Character.isLetterOrDigit(c);
    }

    private void name() {
        int from = at;
        at = nameEnd(from);
        char next = at < code.length() ? code.charAt(at) : 0;
        boolean quoted = language == Language.PYTHON && (next == '\'' || next == '"');
        if (quoted && STRING_PREFIX.matcher(code).region(from, at).matches()) {
            String lower = code.substring(from, at).toLowerCase(Locale.ROOT);
            string(next, lower.contains("f"), lower.contains("r"));
        } else {
            tokens.add(CodeToken.name(source, from, at));
            // The mark at the end of a name in Ruby and Elixir.
            boolean marked = next == '!' && (language == Language.RUBY || language == Language.ELIXIR);
            at += marked && !code.startsWith("!=", at) ? 1 : 0;
        }
    }

    private int nameEnd(int from) {
        int to = from;
        while (to < characters.length && (isName(characters[to]) || characters[to] == '.')) {
            to++;
        }
        return to;
    }

    private int blankEnd(int from) {
        int to = from;
        while (to < characters.length && Character.isWhitespace(characters[to])) {
            to++;
        }
        return to;
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
        if (last.isName()) {
            return BEFORE_VALUES.contains(last.text().text());
        }
        return last.kind() == Kind.SIGN && !last.is(')') && !last.is(']') && !last.is('}');
    }

    private void skipRegex() {
        int line = Math.min(lineEnd(), at + LONGEST_REGEX);
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
        tokens.add(CodeToken.string(source.slice(Math.min(from, to), to), '`'));
        at = Math.min(code.length(), to + 1);
    }

    private void string(char quote, boolean prefixed, boolean raw) {
        CodeString string =
                CodeString.read(source, characters, at, language.string(quote, code, at, prefixed, raw), constants);
        tokens.add(CodeToken.string(string.value(), quote));
        at = string.end();
        remember(string.value());
    }

    /** {@code name = "…"}. */
    private void remember(Traced value) {
        int last = tokens.size() - 2;
        if (last > 0 && tokens.get(last).is('=') && tokens.get(last - 1).isName()) {
            String name = tokens.get(last - 1).text().text();
            constants.remove(name);
            keep(name, value);
        } else if (last > 0 && (tokens.get(last).is('?') || tokens.get(last).is(':'))) {
            either(value, last);
        }
    }

    /** {@code name = test ? "…" : "…"}: one or the other, which for a shell is the one and then the other. */
    private void either(Traced value, int sign) {
        for (int i = sign; i > Math.max(0, sign - FARTHEST); i--) {
            CodeToken token = tokens.get(i);
            boolean assigns = token.is('=')
                    && tokens.get(i - 1).isName()
                    && !tokens.get(i + 1).is('=');
            if (assigns) {
                keep(tokens.get(i - 1).text().text(), value);
            }
            if (assigns || token.kind() == Kind.SIGN && ";{},(".indexOf(code.charAt(token.from())) >= 0) {
                return;
            }
        }
    }

    private void keep(String name, Traced value) {
        Traced before = constants.get(name);
        int length = value.length() + (before == null ? 0 : before.length());
        if (length <= LONGEST_CONSTANT) {
            constants.put(
                    name,
                    before == null
                            ? value
                            : Traced.builder()
                                    .add(before)
                                    .add('\n', value.offset(0))
                                    .add(value)
                                    .build());
        }
    }
}
