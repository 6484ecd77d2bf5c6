package io.github.dbguard.scan.sql;

import io.github.dbguard.scan.sql.Token.Kind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One statement of SQL, or a part of one that is a statement by itself. */
public record Statement(List<Token> tokens) {

    private static final int SHOWN = 12;

    public int from() {
        return tokens.get(0).from();
    }

    public int to() {
        return tokens.get(tokens.size() - 1).to();
    }

    /** It begins with these keywords. */
    public boolean begins(String... keywords) {
        if (tokens.size() < keywords.length) {
            return false;
        }
        for (int i = 0; i < keywords.length; i++) {
            if (!tokens.get(i).is(keywords[i])) {
                return false;
            }
        }
        return true;
    }

    /** The keyword stands in it, and not between parentheses. */
    public int find(String keyword) {
        int depth = tokens.get(0).depth();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).depth() == depth && tokens.get(i).is(keyword)) {
                return i;
            }
        }
        return -1;
    }

    public boolean has(String keyword) {
        return find(keyword) >= 0;
    }

    /** {@code COPY … FROM stdin}, whose data stands behind it. */
    boolean readsData() {
        if (tokens.isEmpty() || !begins("COPY")) {
            return false;
        }
        int from = find("FROM");
        return from > 0
                && from + 1 < tokens.size()
                && tokens.get(from + 1).keyword().equals("STDIN");
    }

    /** The name that stands at the index, with its schema, in lower case; empty where none does. */
    public String name(int index) {
        StringBuilder name = new StringBuilder();
        for (int i = index; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean dot = token.is(".");
            if (!dot && !token.isName() || !dot && !name.isEmpty() && name.charAt(name.length() - 1) != '.') {
                break;
            }
            name.append(token.text().text().toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    /** Its first words, parted by single blanks. */
    public String text() {
        String text = tokens.stream()
                .limit(SHOWN)
                .map(token -> token.kind() == Kind.STRING
                        ? "'" + token.text() + "'"
                        : token.text().text())
                .collect(Collectors.joining(" "))
                .replaceAll("\\s+", " ");
        return text.length() > 160 ? text.substring(0, 160) : text;
    }
}
