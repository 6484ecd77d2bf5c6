package io.github.dbguard.scan.files;

import io.github.dbguard.scan.text.Traced;
import java.util.Map;

/**
 * A string of a program. An expression in it is put in where it is a constant of the file, and masked elsewhere.
 *
 * @param end behind what closes it
 */
record CodeString(Traced value, int end) {

    private static final int LONGEST_EXPRESSION = 2000;

    /**
     * How a string is written.
     *
     * @param close what closes it, and opened it
     * @param opens what opens an expression in it; empty where none can stand
     */
    record Form(String close, boolean multiline, boolean literal, String opens) {}

    /**
     * @param characters all of the source
     * @param at what opens it
     */
    static CodeString read(Traced source, char[] characters, int at, Form form, Map<String, Traced> constants) {
        Reading reading = new Reading(source, characters, at + form.close().length(), form, constants);
        Traced value = reading.value();
        return new CodeString(
                value, Math.min(source.length(), reading.at + form.close().length()));
    }

    /** One string that is being read. */
    private static final class Reading {

        private final Traced source;
        private final String code;
        private final char[] characters;
        private final Form form;
        private final Map<String, Traced> constants;
        private final Traced.Builder text = Traced.builder();
        private int at;

        Reading(Traced source, char[] characters, int at, Form form, Map<String, Traced> constants) {
            this.source = source;
            this.code = source.text();
            this.characters = characters;
            this.form = form;
            this.constants = constants;
            this.at = at;
        }

        /** Most strings stand for what they are. */
        Traced value() {
            int from = at;
            for (at = plain(at); at < code.length() && !ends(); at = plain(at)) {
                if (code.charAt(at) == '\\' && !form.literal() && at + 1 < code.length()) {
                    text.add(source.slice(from, at));
                    escape();
                    from = at;
                } else if (!form.opens().isEmpty() && code.startsWith(form.opens(), at)) {
                    text.add(source.slice(from, at));
                    expression();
                    from = at;
                } else {
                    at++;
                }
            }
            Traced rest = source.slice(from, at);
            return text.isEmpty() ? rest : text.add(rest).build();
        }

        /** Where the next character stands that may mean more than itself. */
        private int plain(int from) {
            char quote = form.close().charAt(0);
            char opens = form.opens().isEmpty() ? quote : form.opens().charAt(0);
            int to = from;
            while (to < characters.length) {
                char c = characters[to];
                if (c == quote || c == '\\' || c == '\n' || c == opens) {
                    return to;
                }
                to++;
            }
            return to;
        }

        private boolean ends() {
            return code.startsWith(form.close(), at) || !form.multiline() && code.charAt(at) == '\n';
        }

        private void escape() {
            char next = code.charAt(at + 1);
            if (next == '\n') {
                // A line that goes on: for a shell as well as for the program.
                text.add(' ', source.offset(at));
            } else {
                char meant = next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
                boolean known = "ntr\\'\"`$#/0".indexOf(next) >= 0;
                if (!known) {
                    text.add('\\', source.offset(at));
                }
                text.add(meant, source.offset(at + 1));
            }
            at += 2;
        }

        private void expression() {
            int from = at;
            int depth = 0;
            int i = at + form.opens().length() - 1;
            int limit = Math.min(code.length(), at + LONGEST_EXPRESSION);
            char quote = 0;
            for (; i < limit; i++) {
                char c = code.charAt(i);
                if (quote != 0) {
                    quote = c == quote ? 0 : quote;
                } else if ((c == '\'' || c == '"' || c == '`')
                        && i > at + form.opens().length()) {
                    quote = c;
                }
                depth += quote != 0 ? 0 : c == '{' ? 1 : c == '}' ? -1 : 0;
                if (depth == 0) {
                    break;
                }
            }
            int end = Math.min(limit, i + 1);
            String inside = code.substring(
                            from + form.opens().length(),
                            Math.max(from + form.opens().length(), end - 1))
                    .strip();
            Traced known = constants.get(inside);
            text.add(known != null ? known.text() : "$" + inside.replaceAll("[^A-Za-z0-9_]", "_"), source.offset(from));
            at = end;
        }
    }
}
