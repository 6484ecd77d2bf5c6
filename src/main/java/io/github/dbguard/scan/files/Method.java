package io.github.dbguard.scan.files;

import io.github.dbguard.scan.text.Traced;
import java.util.List;

/**
 * A method that a program calls.
 *
 * @param name without what it is called on
 * @param receiver what it is called on, with its dots; empty where nobody knows
 * @param arguments as they are written, without blanks
 * @param from where the call begins in the file
 * @param to where it ends in the file
 */
public record Method(String name, String receiver, String arguments, int from, int to) {

    /** The call as it is written, without blanks. */
    public String text() {
        return (receiver.isEmpty() ? "" : receiver + ".") + name + "(" + arguments + ")";
    }

    /**
     * @param before what stands before the name, the nearest last
     * @param after what stands behind it, the parenthesis first
     */
    static Method of(List<CodeToken> before, CodeToken name, List<CodeToken> after) {
        StringBuilder arguments = new StringBuilder();
        Traced last = name.text();
        int depth = 0;
        for (CodeToken token : after) {
            depth += token.is('(') ? 1 : token.is(')') ? -1 : 0;
            last = token.text();
            if (depth == 0) {
                break;
            }
            boolean opens = token == after.get(0);
            arguments.append(
                    opens
                            ? ""
                            : token.isString()
                                    ? "'" + token.text() + "'"
                                    : token.text().text());
        }
        String whole = name.text().text();
        String receiver = whole.length() > name.lastName().length()
                ? whole.substring(0, whole.length() - name.lastName().length() - 1)
                : chained(before);
        return new Method(
                name.lastName(), receiver, arguments.toString(), name.text().offset(0), last.offset(last.length()));
    }

    /** {@code getConnection().} before the name. */
    private static String chained(List<CodeToken> before) {
        boolean dot = !before.isEmpty()
                && ".>:".contains(before.get(before.size() - 1).text().text());
        return dot
                ? before.stream()
                        .map(CodeToken::lastName)
                        .filter(name -> !name.isEmpty())
                        .reduce((one, later) -> later)
                        .orElse("")
                : "";
    }
}
