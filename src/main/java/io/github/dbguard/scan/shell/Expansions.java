package io.github.dbguard.scan.shell;

import io.github.dbguard.scan.text.Traced;
import java.util.List;

/** Puts in what variables hold, as far as it is known, and reads what runs in substitutions. */
final class Expansions {

    /** In a longer word no more variables are put in. */
    private static final int LONGEST = 64 * 1024;

    private final Cursor in;
    private final ShellParser parser;
    private final WordDraft draft;

    Expansions(Cursor in, ShellParser parser, WordDraft draft) {
        this.in = in;
        this.parser = parser;
        this.draft = draft;
    }

    void variable(String name, int end, boolean inQuotes) {
        List<String> value = parser.variables().get(name);
        if (value == null || draft.text.length() > LONGEST) {
            draft.unknown = true;
            draft.literal(end);
        } else {
            draft.put(value, in.offset(), inQuotes);
            in.at = end;
        }
    }

    /** {@code $(…)}: what runs in it is told to the parser; the word keeps it as it is written. */
    void substitution() {
        int begin = in.at;
        if (in.ahead(2) == '(') {
            int end = arithmeticEnd(in.at + 3);
            if (end > 0) {
                draft.unknown = true;
                draft.literal(end);
                return;
            }
        }
        in.at += 2;
        List<Command> inner = parser.substitution();
        if (in.here() == ')') {
            in.at++;
        } else {
            parser.problem("a $( is not closed", draft.from);
        }
        Traced body = printed(inner);
        if (body != null) {
            draft.text.add(body);
            return;
        }
        draft.unknown = true;
        draft.text.add(in.source.slice(begin, Math.min(in.at, in.length())));
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

    void backticks() {
        draft.unknown = true;
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
            parser.problem("a backtick is not closed", draft.from);
        }
        parser.nested(inner.build());
        draft.literal(end + 1);
    }

    void braces(boolean inQuotes) {
        int begin = in.at;
        int end = closingBrace();
        String inside = in.text(begin + 2, Math.max(begin + 2, end - 1));
        int name = 0;
        while (name < inside.length() && Cursor.isName(inside.charAt(name))) {
            name++;
        }
        String operator = inside.substring(name);
        List<String> value = name == 0 ? null : parser.variables().get(inside.substring(0, name));
        if (value != null
                && draft.text.length() <= LONGEST
                && !operator.startsWith("+")
                && !operator.startsWith(":+")) {
            draft.put(value, in.offset(), inQuotes);
            in.at = end;
            return;
        }
        int skipped = name == 0 ? 0 : instead(operator, value != null);
        if (skipped > 0) {
            int from = begin + 2 + name + skipped;
            alternative(in.source.slice(from, Math.max(end - 1, from)), inQuotes);
        } else if (value == null) {
            draft.unknown = true;
            draft.text.add(in.source.slice(begin, Math.min(end, in.length())));
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
            draft.text.add(value);
        } else {
            draft.split(value);
        }
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
