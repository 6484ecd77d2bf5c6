package io.github.dbguard.scan.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Looks for many words at once, in one pass over a text: the automaton of Aho and Corasick, over ASCII, in which upper
 * case counts as lower case. Most files hold none of the words, and nothing else is done with them.
 */
final class Keywords {

    private static final int ASCII = 128;

    private final List<int[]> next = new ArrayList<>();
    private final List<Boolean> ends = new ArrayList<>();

    Keywords(String... words) {
        state();
        for (String word : words) {
            int at = 0;
            for (char c : word.toLowerCase(Locale.ROOT).toCharArray()) {
                if (next.get(at)[c] < 0) {
                    next.get(at)[c] = state();
                }
                at = next.get(at)[c];
            }
            ends.set(at, true);
        }
        connect();
    }

    private int state() {
        int[] none = new int[ASCII];
        Arrays.fill(none, -1);
        next.add(none);
        ends.add(false);
        return next.size() - 1;
    }

    /** Where a word does not go on, the longest end of it that begins another one does. */
    private void connect() {
        int[] fallback = new int[next.size()];
        Deque<Integer> open = new ArrayDeque<>();
        for (int c = 0; c < ASCII; c++) {
            int to = next.get(0)[c];
            next.get(0)[c] = Math.max(to, 0);
            if (to > 0) {
                open.add(to);
            }
        }
        while (!open.isEmpty()) {
            int at = open.remove();
            int back = fallback[at];
            ends.set(at, ends.get(at) || ends.get(back));
            for (int c = 0; c < ASCII; c++) {
                int to = next.get(at)[c];
                if (to < 0) {
                    next.get(at)[c] = next.get(back)[c];
                } else {
                    fallback[to] = next.get(back)[c];
                    open.add(to);
                }
            }
        }
    }

    boolean anyIn(CharSequence text) {
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            c = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
            at = c < ASCII ? next.get(at)[c] : 0;
            if (ends.get(at)) {
                return true;
            }
        }
        return false;
    }
}
