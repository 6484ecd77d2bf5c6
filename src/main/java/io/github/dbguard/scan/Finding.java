package io.github.dbguard.scan;

/**
 * A place in the repository that can destroy data.
 *
 * @param rule the id of the rule that found it
 * @param path of the file, from the repository's root, with slashes
 * @param line from 1
 * @param column from 1, in characters of UTF-16
 * @param endLine the line that it ends in
 * @param endColumn the column behind its last character
 * @param message what would be destroyed
 * @param mend what to do instead, with the command
 * @param command what was found, its words parted by single blanks; passwords masked
 * @param excerpt the line that it begins in
 */
public record Finding(
        String rule,
        Severity severity,
        String path,
        int line,
        int column,
        int endLine,
        int endColumn,
        String message,
        String mend,
        String command,
        String excerpt) {

    public Finding withSeverity(Severity other) {
        return new Finding(rule, other, path, line, column, endLine, endColumn, message, mend, command, excerpt);
    }
}
