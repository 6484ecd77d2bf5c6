package io.github.dbguard.scan.text;

import java.util.Arrays;

/**
 * Text of which each character knows at which offset of the file it stands. What is cut out of a file, unquoted,
 * unfolded or put in place of a variable stays traced, however often.
 */
public final class Traced {

    private final String text;
    private final int base;
    /** Null where the text stands in the file as it is, from {@link #base} on. */
    private final int[] offsets;

    private Traced(String text, int base, int[] offsets) {
        this.text = text;
        this.base = base;
        this.offsets = offsets;
    }

    /** A whole file. */
    public static Traced file(String text) {
        return new Traced(text, 0, null);
    }

    /** Text that stands for something at one place of the file. */
    public static Traced at(String text, int offset) {
        int[] offsets = new int[text.length() + 1];
        Arrays.fill(offsets, offset);
        return new Traced(text, 0, offsets);
    }

    public static Builder builder() {
        return new Builder();
    }

    public String text() {
        return text;
    }

    public int length() {
        return text.length();
    }

    public char charAt(int index) {
        return text.charAt(index);
    }

    /** Where the character stands in the file; for the index behind the last one, where the text ends. */
    public int offset(int index) {
        return offsets == null ? base + index : offsets[index];
    }

    /** From one index to before the other. */
    public Traced slice(int from, int to) {
        String part = text.substring(from, to);
        return offsets == null
                ? new Traced(part, base + from, null)
                : new Traced(part, 0, Arrays.copyOfRange(offsets, from, to + 1));
    }

    public Traced slice(int from) {
        return slice(from, text.length());
    }

    /** The same places, another text of the same length. */
    public Traced masked(String sameLength) {
        if (sameLength.length() != text.length()) {
            throw new IllegalArgumentException("A mask is as long as what it hides");
        }
        return new Traced(sameLength, base, offsets);
    }

    public Traced strip() {
        int from = 0;
        int to = text.length();
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return slice(from, to);
    }

    @Override
    public String toString() {
        return text;
    }

    /** Puts a text together out of others. */
    public static final class Builder {

        private final StringBuilder text = new StringBuilder();
        private int[] offsets = new int[64];
        private int end = -1;

        private Builder() {}

        public Builder add(char c, int offset) {
            if (text.length() + 1 >= offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * offsets.length);
            }
            offsets[text.length()] = offset;
            text.append(c);
            end = offset + 1;
            return this;
        }

        public Builder add(Traced from) {
            for (int i = 0; i < from.length(); i++) {
                add(from.charAt(i), from.offset(i));
            }
            return this;
        }

        /** All of it stands for the one place. */
        public Builder add(String some, int offset) {
            for (int i = 0; i < some.length(); i++) {
                add(some.charAt(i), offset);
            }
            return this;
        }

        public int length() {
            return text.length();
        }

        /** The character that was added last. */
        public char last() {
            return text.charAt(text.length() - 1);
        }

        public boolean isEmpty() {
            return text.isEmpty();
        }

        public void clear() {
            text.setLength(0);
            end = -1;
        }

        public Traced build() {
            int[] all = Arrays.copyOf(offsets, text.length() + 1);
            all[text.length()] = Math.max(end, 0);
            return new Traced(text.toString(), 0, all);
        }
    }
}
