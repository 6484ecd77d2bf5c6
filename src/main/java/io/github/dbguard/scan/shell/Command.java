package io.github.dbguard.scan.shell;

import java.util.List;

/**
 * One simple command of a script.
 *
 * @param words the program and its arguments; empty for assignments or redirections alone
 * @param input the commands whose output it reads through a pipe
 * @param guards the commands that decide whether it runs: tests of the {@code if} around it, what stands before
 *     {@code &&} or {@code ||}
 * @param from where its first word begins in the file
 * @param to where its last word ends in the file
 */
public record Command(
        List<Assignment> assignments,
        List<Word> words,
        List<Redirect> redirects,
        List<Command> input,
        List<Command> guards,
        int from,
        int to) {

    /** Of words alone. */
    public static Command of(List<Word> words) {
        return new Command(
                List.of(),
                words,
                List.of(),
                List.of(),
                List.of(),
                words.get(0).from(),
                words.get(words.size() - 1).to());
    }
}
