package io.github.dbguard.scan.files;

import io.github.dbguard.scan.text.Traced;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The value of a scalar, each character at its place in the file. */
final class YamlText {

    private final String raw;
    private final int begin;
    private final Traced file;
    private final Traced.Builder out = Traced.builder();

    private YamlText(Traced file, int begin, int end) {
        this.file = file;
        this.begin = begin;
        this.raw = file.text().substring(begin, end);
    }

    /**
     * @param begin the index of its first character in the file, its quote or its {@code |} included
     * @param end the index behind its last one
     */
    static Traced of(ScalarNode node, Traced file, int begin, int end) {
        YamlText text = new YamlText(file, begin, end);
        ScalarStyle style = node.getScalarStyle();
        if (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED) {
            text.block(style == ScalarStyle.FOLDED, leading(node.getValue()));
        } else if (style == ScalarStyle.DOUBLE_QUOTED) {
            text.flow(1, text.raw.length() - 1, '"');
        } else if (style == ScalarStyle.SINGLE_QUOTED) {
            text.flow(1, text.raw.length() - 1, '\'');
        } else {
            text.flow(0, text.raw.length(), ' ');
        }
        Traced built = text.out.build();
        boolean exact = built.text().stripTrailing().equals(node.getValue().stripTrailing());
        return exact ? built : Traced.at(node.getValue(), file.offset(begin));
    }

    private void add(char c, int index) {
        out.add(c, file.offset(begin + index));
    }

    /** How many blanks the first line that holds something begins with. */
    private static int leading(String value) {
        int line = 0;
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) == '\n') {
                line = i + 1;
            } else if (value.charAt(i) != ' ') {
                return i - line;
            }
        }
        return 0;
    }

    /** @param leading blanks that belong to the value, where its indentation is said in its head */
    private void block(boolean folded, int leading) {
        int from = raw.indexOf('\n') + 1;
        if (from == 0) {
            return;
        }
        int indent = Math.max(0, indent(from) - leading);
        boolean more = true;
        int emptied = 0;
        for (int line = from; line < raw.length(); ) {
            int end = raw.indexOf('\n', line);
            end = end < 0 ? raw.length() : end;
            int last = end > line && raw.charAt(end - 1) == '\r' ? end - 1 : end;
            boolean empty = raw.substring(line, last).isBlank() && last - line <= indent;
            boolean indented = last - line > indent && isBlank(raw.charAt(line + indent));
            if (folded && !out.isEmpty()) {
                fold(empty, indented || more, emptied, line);
            }
            emptied = empty ? emptied + 1 : 0;
            more = empty ? more : indented;
            for (int i = Math.min(line + indent, last); i < last && !empty; i++) {
                add(raw.charAt(i), i);
            }
            if (!folded || out.isEmpty()) {
                add('\n', Math.min(end, raw.length() - 1));
            }
            line = end + 1;
        }
    }

    private void fold(boolean empty, boolean verbatim, int emptied, int line) {
        if (empty) {
            add('\n', line);
        } else if (verbatim) {
            add('\n', line - 1);
        } else if (emptied == 0) {
            add(' ', line - 1);
        }
    }

    /** How far the first line of a block that holds something stands to the right. */
    private int indent(int from) {
        for (int line = from; line < raw.length(); ) {
            int end = raw.indexOf('\n', line);
            end = end < 0 ? raw.length() : end;
            if (!raw.substring(line, end).isBlank()) {
                int i = line;
                while (raw.charAt(i) == ' ') {
                    i++;
                }
                return i - line;
            }
            line = end + 1;
        }
        return 0;
    }

    /** A scalar in quotes or plain: line ends fold into spaces. */
    private void flow(int from, int to, char quote) {
        for (int i = from; i < to; ) {
            char c = raw.charAt(i);
            if (c == '\n' || c == '\r' || isBlank(c) && onlyBlanksBeforeLineEnd(i, to)) {
                i = foldFlow(i, to);
            } else if (quote == '\'' && c == '\'') {
                add(c, i);
                i += 2;
            } else if (quote == '"' && c == '\\') {
                i = escape(i, to);
            } else {
                add(c, i);
                i++;
            }
        }
    }

    private boolean onlyBlanksBeforeLineEnd(int from, int to) {
        int i = from;
        while (i < to && isBlank(raw.charAt(i))) {
            i++;
        }
        return i < to && (raw.charAt(i) == '\n' || raw.charAt(i) == '\r');
    }

    private int foldFlow(int from, int to) {
        int lines = 0;
        int i = from;
        while (i < to && Character.isWhitespace(raw.charAt(i))) {
            lines += raw.charAt(i) == '\n' ? 1 : 0;
            i++;
        }
        if (lines == 1) {
            add(' ', from);
        }
        for (int line = 1; line < lines; line++) {
            add('\n', from);
        }
        return i;
    }

    private int escape(int i, int to) {
        char c = i + 1 < to ? raw.charAt(i + 1) : '\\';
        if (c == '\n' || c == '\r') {
            int next = i + 1;
            while (next < to && Character.isWhitespace(raw.charAt(next))) {
                next++;
            }
            return next;
        }
        int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
        if (digits > 0 && i + 2 + digits <= to) {
            int point = Integer.parseInt(raw.substring(i + 2, i + 2 + digits), 16);
            out.add(new String(Character.toChars(point)), file.offset(begin + i));
            return i + 2 + digits;
        }
        add(meant(c), i);
        return i + 2;
    }

    private static char meant(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '0' -> 0;
            case 'a' -> 7;
            case 'b' -> '\b';
            case 'e' -> 27;
            case 'v' -> 11;
            case 'f' -> '\f';
            case '_' -> 0xa0;
            case 'N' -> 0x85;
            case 'L' -> 0x2028;
            case 'P' -> 0x2029;
            default -> c;
        };
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
