package io.github.dbguard.scan.shell;

import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;

/** The words that are being put together. */
final class WordDraft {

    final Traced.Builder text = Traced.builder();
    /** Some of the word is quoted. */
    boolean quoted;
    /** Nobody knows what some of the word stands for. */
    boolean unknown;
    /** Where the word begins in the file. */
    int from;

    private final Cursor in;
    private final List<Word> words = new ArrayList<>();

    WordDraft(Cursor in) {
        this.in = in;
    }

    List<Word> words() {
        return words;
    }

    /** The next character as it stands there. */
    void literal() {
        if (!in.ended()) {
            text.add(in.here(), in.offset());
            in.at++;
        }
    }

    void literal(int until) {
        while (in.at < until && !in.ended()) {
            literal();
        }
    }

    /** A value in place of its variable. */
    void put(List<String> value, int at, boolean inQuotes) {
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

    /** A text in place of something that is not quoted: its blanks part words. */
    void split(Traced value) {
        for (int i = 0; i < value.length(); i++) {
            split(String.valueOf(value.charAt(i)), value.offset(i), i > 0 && blank(value.charAt(i - 1)));
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

    void finish(int to) {
        if (!text.isEmpty() || quoted) {
            words.add(new Word(text.build(), from, to, quoted, unknown));
            text.clear();
        }
    }
}
