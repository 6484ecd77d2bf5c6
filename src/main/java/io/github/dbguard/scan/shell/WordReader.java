package io.github.dbguard.scan.shell;

import io.github.dbguard.scan.text.Traced;
import java.util.List;

/**
 * Reads one word of a shell: quotes, escapes, expansions. A variable that is known is put in, at the place of its
 * {@code $}; without quotes around it, its blanks part words.
 */
final class WordReader {

    private final Cursor in;
    private final ShellParser parser;
    private final WordDraft draft;
    private final Expansions expansions;

    WordReader(Cursor in, ShellParser parser) {
        this.in = in;
        this.parser = parser;
        this.draft = new WordDraft(in);
        this.expansions = new Expansions(in, parser, draft);
    }

    /** The word that begins here: none where all of it expands to nothing, several where a variable holds several. */
    List<Word> read() {
        draft.from = in.offset();
        while (!in.ended() && !endsWord(in.here())) {
            int continued = in.continuation();
            if (continued > 0) {
                in.at += continued;
            } else {
                one();
            }
        }
        draft.finish(in.offset());
        return draft.words();
    }

    /** All that is left, as between double quotes: the body of a here-document. */
    Traced readBody() {
        while (!in.ended()) {
            inQuotes();
        }
        return draft.text.build();
    }

    private boolean endsWord(char c) {
        if (c == '(') {
            return draft.text.isEmpty() || "?*+@!".indexOf(draft.text.last()) < 0;
        }
        return Cursor.isBlank(c) || c == '\n' || c == ';' || c == '&' || c == '|' || c == ')' || c == '<' || c == '>';
    }

    private void one() {
        char c = in.here();
        switch (c) {
            case '\\' -> {
                draft.quoted = true;
                in.at++;
                draft.literal();
            }
            case '\'' -> singleQuotes();
            case '"' -> doubleQuotes();
            case '$' -> dollar(false);
            case '`' -> expansions.backticks();
            case '(' -> group();
            default -> draft.literal();
        }
    }

    /** An extended pattern: {@code @(a|b)}. */
    private void group() {
        draft.literal(in.find(')') + 1);
    }

    private void singleQuotes() {
        draft.quoted = true;
        in.at++;
        int end = in.find('\'');
        draft.literal(end);
        close("a single quote");
    }

    private void close(String what) {
        if (in.ended()) {
            parser.problem(what + " is not closed", draft.from);
        }
        in.at++;
    }

    private void doubleQuotes() {
        draft.quoted = true;
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
            draft.literal();
        } else if (c == '$' && in.ahead(1) != '\'' && in.ahead(1) != '"') {
            dollar(true);
        } else if (c == '`') {
            expansions.backticks();
        } else {
            draft.literal();
        }
    }

    private void dollar(boolean inQuotes) {
        char next = in.ahead(1);
        if (next == '(') {
            expansions.substitution();
        } else if (next == '{') {
            expansions.braces(inQuotes);
        } else if (Cursor.isNameStart(next)) {
            int end = in.at + 1;
            while (end < in.length() && Cursor.isName(in.ahead(end - in.at))) {
                end++;
            }
            expansions.variable(in.text(in.at + 1, end), end, inQuotes);
        } else if (next == '\'') {
            in.at++;
            ansiQuotes();
        } else if (next == '"') {
            in.at++;
            doubleQuotes();
        } else {
            draft.unknown |= next != 0 && "@*#?$!-0123456789".indexOf(next) >= 0;
            draft.literal(in.at + (draft.unknown && next != 0 ? 2 : 1));
        }
    }

    private void ansiQuotes() {
        draft.quoted = true;
        in.at++;
        while (!in.ended() && in.here() != '\'') {
            if (in.here() == '\\') {
                int at = in.offset();
                in.at++;
                char c = in.here();
                draft.text.add(c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c, at);
                in.at++;
            } else {
                draft.literal();
            }
        }
        close("a $' quote");
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
        return draft.text.build();
    }
}
