package io.github.dbguard.scan.tree;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Looks for many words at once, in one pass over a text: the automaton of Aho and Corasick, over ASCII, in which upper
 * case counts as lower case, and any white space as one blank. Most files hold none of the words, and nothing else is done with them.
 */
final class Keywords {

    private static final int ASCII = 128;

    private final int[][] next;
    private final boolean[] ends;
    private int states;

    Keywords(String... words) {
        int most = 1 + Stream.of(words).mapToInt(String::length).sum();
        next = new int[most][];
        ends = new boolean[most];
        state();
        for (String word : words) {
            int at = 0;
            for (char c : word.toLowerCase(Locale.ROOT).toCharArray()) {
                if (next[at][c] < 0) {
                    next[at][c] = state();
                }
                at = next[at][c];
            }
            ends[at] = true;
        }
        connect();
    }

    private int state() {
        int[] none = new int[ASCII];
        Arrays.fill(none, -1);
        next[states] = none;
        return states++;
    }

    /** Where a word does not go on, the longest end of it that begins another one does. */
    private void connect() {
        int[] fallback = new int[states];
        Deque<Integer> open = new ArrayDeque<>();
        for (int c = 0; c < ASCII; c++) {
            int to = next[0][c];
            next[0][c] = Math.max(to, 0);
            if (to > 0) {
                open.add(to);
            }
        }
        while (!open.isEmpty()) {
            int at = open.remove();
            int back = fallback[at];
            ends[at] |= ends[back];
            for (int c = 0; c < ASCII; c++) {
                int to = next[at][c];
                if (to < 0) {
                    next[at][c] = next[back][c];
                } else {
                    fallback[to] = next[back][c];
                    open.add(to);
                }
            }
        }
    }

    boolean anyIn(CharSequence text) {
        int at = 0;
        boolean blank = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || c >= '\t' && c <= '\r') {
                if (blank) {
                    continue;
                }
                c = ' ';
            }
            blank = c == ' ';
            c = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
            at = c < ASCII ? next[at][c] : 0;
            if (ends[at]) {
                return true;
            }
        }
        return false;
    }
}
