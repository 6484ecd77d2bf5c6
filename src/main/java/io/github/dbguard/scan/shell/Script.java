package io.github.dbguard.scan.shell;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A script that was read.
 *
 * @param commands all of them, in their order; those of a substitution before the command that it is part of
 * @param functions the commands of each function by its name; they are among {@code commands} too
 * @param problem what could not be read; null when all was
 */
public record Script(List<Command> commands, Map<String, List<Command>> functions, Problem problem) {

    /**
     * What could not be read.
     *
     * @param what in words
     * @param opened the offset in the file where it begins
     */
    public record Problem(String what, int opened) {}

    public Optional<Problem> unread() {
        return Optional.ofNullable(problem);
    }
}
