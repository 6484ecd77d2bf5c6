package io.github.dbguard.scan.files;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands between backticks in a paragraph, as CommonMark 0.31, section 6.1, has it. The parser's own inline parser
 * finds links and emphasis as well, which nobody asks for here, and took half of the time that pages took.
 */
final class CodeSpans {

    private CodeSpans() {}

    /**
     * Where one stands.
     *
     * @param from of the first backtick
     * @param to behind the last one
     * @param ticks how many open it, and close it
     */
    record Span(int from, int to, int ticks) {}

    static List<Span> in(String paragraph) {
        List<Span> spans = new ArrayList<>();
        int at = 0;
        while (at < paragraph.length()) {
            char c = paragraph.charAt(at);
            int ticks = c == '`' ? run(paragraph, at) : 0;
            int close = ticks > 0 ? close(paragraph, at + ticks, ticks) : -1;
            if (close >= 0) {
                spans.add(new Span(at, close + ticks, ticks));
                at = close + ticks;
            } else {
                at += c == '\\' ? 2 : Math.max(1, ticks);
            }
        }
        return spans;
    }

    /** As many again, no more and no less. */
    private static int close(String paragraph, int from, int ticks) {
        int at = paragraph.indexOf('`', from);
        while (at >= 0) {
            int run = run(paragraph, at);
            if (run == ticks) {
                return at;
            }
            at = paragraph.indexOf('`', at + run);
        }
        return -1;
    }

    private static int run(String paragraph, int from) {
        int at = from;
        while (at < paragraph.length() && paragraph.charAt(at) == '`') {
            at++;
        }
        return at - from;
    }
}
