package io.github.dbguard.scan.commands;

import io.github.dbguard.scan.commands.Arguments.Option;
import io.github.dbguard.scan.shell.Word;
import io.github.dbguard.scan.text.Traced;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which options of a program take a value, so that its operands are known for what they are. */
public final class Grammar {

    private final Set<String> named;
    private final boolean namedTakeValues;
    private final boolean stopsAtOperand;
    private final boolean clusters;

    private Grammar(Set<String> named, boolean namedTakeValues, boolean stopsAtOperand, boolean clusters) {
        this.named = named;
        this.namedTakeValues = namedTakeValues;
        this.stopsAtOperand = stopsAtOperand;
        this.clusters = clusters;
    }

    /** @param options those that take a value, parted by blanks; all others are flags */
    public static Grammar values(String options) {
        return new Grammar(Set.of(options.isEmpty() ? new String[0] : options.split(" ")), true, false, true);
    }

    /** @param options the flags, parted by blanks; all others take a value */
    public static Grammar flags(String options) {
        return new Grammar(Set.of(options.split(" ")), false, false, true);
    }

    /** The first operand ends the options: what follows belongs to another program. */
    public Grammar stopping() {
        return new Grammar(named, namedTakeValues, true, clusters);
    }

    /** Long options begin with one dash: {@code -auto-approve}. */
    public Grammar singleDash() {
        return new Grammar(named, namedTakeValues, stopsAtOperand, false);
    }

    public Arguments parse(List<Word> words) {
        List<Option> options = new ArrayList<>();
        List<Word> operands = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            String value = word.value();
            if (value.equals("--")) {
                operands.addAll(words.subList(i + 1, words.size()));
                break;
            } else if (value.startsWith("--") || !clusters && value.startsWith("-") && value.length() > 1) {
                i += option(words, i, options);
            } else if (value.startsWith("-") && value.length() > 1) {
                i += cluster(words, i, options);
            } else if (stopsAtOperand) {
                operands.addAll(words.subList(i, words.size()));
                break;
            } else {
                operands.add(word);
            }
        }
        return new Arguments(List.copyOf(options), List.copyOf(operands));
    }

    private boolean takesValue(String option) {
        return named.contains(option) == namedTakeValues;
    }

    /** Returns how many words behind this one belong to it. */
    private int option(List<Word> words, int i, List<Option> options) {
        Word word = words.get(i);
        int sign = word.value().indexOf('=');
        if (sign > 0) {
            options.add(new Option(word.value().substring(0, sign), word.from(sign + 1), word));
            return 0;
        }
        boolean valued = takesValue(word.value()) && i + 1 < words.size();
        options.add(new Option(word.value(), valued ? words.get(i + 1) : null, word));
        return valued ? 1 : 0;
    }

    private int cluster(List<Word> words, int i, List<Option> options) {
        Word word = words.get(i);
        Traced text = word.text();
        for (int at = 1; at < text.length(); at++) {
            String name = "-" + text.charAt(at);
            boolean last = at + 1 == text.length();
            if (!last && text.charAt(at + 1) == '=') {
                options.add(new Option(name, word.from(at + 2), word));
                return 0;
            }
            if (takesValue(name)) {
                if (!last) {
                    options.add(new Option(name, word.from(at + 1), word));
                    return 0;
                }
                boolean valued = i + 1 < words.size();
                options.add(new Option(name, valued ? words.get(i + 1) : null, word));
                return valued ? 1 : 0;
            }
            options.add(new Option(name, null, word));
        }
        return 0;
    }
}
