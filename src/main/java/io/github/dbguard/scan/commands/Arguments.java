package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.shell.Word;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments of a program, told apart by its grammar.
 *
 * @param options in their order
 * @param operands what is no option and no option's value
 */
public record Arguments(List<Option> options, List<Word> operands) {

    private static final Set<String> NO = Set.of("false", "0", "f", "no");

    /**
     * @param name with its dashes; letters of a cluster are options of their own
     * @param value null where it has none
     * @param at the word that it stands in
     */
    public record Option(String name, Word value, Word at) {

        private boolean negated() {
            return value != null && NO.contains(value.value().toLowerCase(java.util.Locale.ROOT));
        }
    }

    /** One of these is set, and the last of them is not {@code =false}. */
    public boolean has(String... names) {
        Set<String> wanted = Set.of(names);
        return options.stream()
                .filter(option -> wanted.contains(option.name()))
                .reduce((one, later) -> later)
                .filter(option -> !option.negated())
                .isPresent();
    }

    /** The values of these options. */
    public List<Word> values(String... names) {
        Set<String> wanted = Set.of(names);
        return options.stream()
                .filter(option -> wanted.contains(option.name()) && option.value() != null)
                .map(Option::value)
                .toList();
    }

    public Optional<Word> operand(int index) {
        return index < operands.size() ? Optional.of(operands.get(index)) : Optional.empty();
    }

    /** Empty where there is none. */
    public String first() {
        return operand(0).map(Word::value).orElse("");
    }

    /** Without the first ones. */
    public List<Word> operandsFrom(int index) {
        return index < operands.size() ? operands.subList(index, operands.size()) : List.of();
    }

    /** An operand is this word. */
    public boolean names(String word) {
        return operands.stream().anyMatch(operand -> operand.is(word));
    }
}
