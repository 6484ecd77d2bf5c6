package io.github.dbguard.scan.shell;

import io.github.dbguard.scan.text.Traced;

/**
 * A redirection.
 *
 * @param operator {@code >}, {@code >>}, {@code <}, {@code <<}, {@code <<<} and so on
 * @param target a file's name, or the text itself for {@code <<<}
 * @param body of a here-document; else null
 */
public record Redirect(String operator, Word target, Traced body) {}
