package io.github.dbguard.postgres;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * What psql remembers of a statement to know where it ends: open parentheses, and BEGIN … END in the body of an SQL
 * function. Beside it, whether the statement is a COPY whose data stands in the script.
 *
 * <p>The rules for bodies are psql's own, of its {@code psqlscan.l}, with what they get wrong: a function called
 * {@code begin} seems to open a body.
 */
final class PsqlState {

    private static final Set<String> HEAD = Set.of("create", "or", "replace", "function", "procedure");
    private static final int HEAD_WORDS = 4;
    /** No word that means anything here is longer. */
    private static final int LONGEST = "procedure".length();

    private final StringBuilder head = new StringBuilder();
    private int words;
    private int tokens;
    private int parentheses;
    private int bodies;
    private boolean copy;
    private boolean data;
    private String last = "";

    /** The statement has begun: something other than white space and comments has come. */
    boolean begun() {
        return tokens > 0;
    }

    /** The statement is {@code COPY … FROM stdin}. PostgreSQL takes {@code FROM stdout} for the same. */
    boolean copyData() {
        return data;
    }

    /** A semicolon here ends the statement. */
    boolean endsHere() {
        return parentheses == 0 && bodies == 0;
    }

    void reset() {
        head.setLength(0);
        words = 0;
        tokens = 0;
        parentheses = 0;
        bodies = 0;
        copy = false;
        data = false;
        last = "";
    }

    /** Something other than a word. */
    void token(int first) {
        if (first == '(') {
            parentheses++;
        } else if (first == ')' && parentheses > 0) {
            parentheses--;
        }
        tokens++;
        last = "";
    }

    /**
     * An unquoted word.
     *
     * @return false when psql may take the body of a function for longer than the server does, and the data of a COPY
     *     in it for SQL
     */
    boolean word(byte[] bytes, int from, int length) {
        String word = length > LONGEST
                ? "?"
                : new String(bytes, from, length, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        boolean standardStream = word.equals("stdin") || word.equals("stdout");
        if (words++ < HEAD_WORDS) {
            head.append(HEAD.contains(word) ? word.charAt(0) : '-');
        }
        body(word);
        if (tokens++ == 0) {
            copy = word.equals("copy");
        } else if (copy && standardStream && parentheses == 0 && last.equals("from")) {
            data = true;
        }
        last = word;
        return bodies == 0 || !standardStream;
    }

    private void body(String word) {
        if (parentheses > 0 || !createsRoutine()) {
            return;
        }
        if (word.equals("begin") || bodies > 0 && word.equals("case")) {
            bodies++;
        } else if (word.equals("end") && bodies > 0) {
            bodies--;
        }
    }

    private boolean createsRoutine() {
        if (head.length() < 2 || head.charAt(0) != 'c') {
            return false;
        }
        int kind = head.charAt(1) == 'o' ? 3 : 1;
        return head.length() > kind
                && (kind == 1 || head.charAt(2) == 'r')
                && (head.charAt(kind) == 'f' || head.charAt(kind) == 'p');
    }
}
