package io.github.dbguard.scan.text;

import java.util.Arrays;

/** Where the lines of a file begin. A line ends with a line feed, with or without a carriage return before it. */
public final class Lines {

    private final String text;
    private int[] starts = new int[64];
    private int count = 1;

    public Lines(String text) {
        this.text = text;
        for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = i + 1;
        }
    }

    /** From 1. */
    public int line(int offset) {
        int found = Arrays.binarySearch(starts, 0, count, offset);
        return found >= 0 ? found + 1 : -found - 1;
    }

    /** From 1, in characters of UTF-16. */
    public int column(int offset) {
        return offset - starts[line(offset) - 1] + 1;
    }

    /** Without its end. */
    public String text(int line) {
        return text.substring(start(line), end(line));
    }

    /** From one offset to before the other. */
    public String text(int from, int to) {
        return text.substring(from, to);
    }

    public int count() {
        return count;
    }

    /** The offset of its first character. */
    public int start(int line) {
        return starts[line - 1];
    }

    /** The offset of its end, which is not part of it. */
    public int end(int line) {
        int end = line < count ? starts[line] - 1 : text.length();
        return end > starts[line - 1] && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }
}
