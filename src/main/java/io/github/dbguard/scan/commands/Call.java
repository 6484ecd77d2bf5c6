package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Command;
import io.github.dbguard.scan.shell.Word;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program that is run, with what runs it taken off: {@code sudo}, {@code ssh}, {@code docker exec} and the like.
 *
 * @param program its name without a folder, a version or an ending that Windows adds
 * @param words its arguments
 * @param docker what it does with containers, where it does
 * @param command the command of the script that it is part of
 * @param from where its first word begins in the file
 * @param to where its last word ends in the file
 */
public record Call(
        String program, List<Word> words, Optional<Docker> docker, Command command, Place place, int from, int to) {

    /** The program and its arguments, parted by single blanks. */
    public String text() {
        return Stream.concat(Stream.of(program), words.stream().map(Word::value))
                .collect(Collectors.joining(" "))
                .replaceAll("\\s+", " ");
    }

    /** An argument is this word. */
    public boolean says(String word) {
        return words.stream().anyMatch(each -> each.is(word));
    }

    /** These words stand one behind the other among the arguments, options aside. */
    public boolean runs(String... verbs) {
        List<String> operands = words.stream()
                .map(Word::value)
                .filter(value -> !value.startsWith("-"))
                .toList();
        return Collections.indexOfSubList(operands, List.of(verbs)) >= 0;
    }

    /** One of these words, or an option with a value ({@code --name=value}) of that name, is an argument. */
    public boolean has(String... options) {
        return words.stream().map(Word::value).anyMatch(value -> {
            int sign = value.indexOf('=');
            String name = sign > 0 && value.startsWith("-") ? value.substring(0, sign) : value;
            return List.of(options).contains(name) && !value.endsWith("=false");
        });
    }

    /** It is one of these programs. */
    public boolean is(String... programs) {
        return List.of(programs).contains(program);
    }

    /** An argument matches the pattern as a whole. */
    public boolean matches(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return words.stream().anyMatch(word -> compiled.matcher(word.value()).matches());
    }
}
