package io.github.dbguard.scan.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is known of variables while a script is read. An assignment that may not happen, in a branch, does not make an
 * earlier value forgotten: an empty value never hides one that is not.
 */
public final class Variables {

    /** Longer values say nothing about commands, and doubling ones must not fill the memory. */
    private static final int LONGEST = 4096;

    private static final Pattern FOUND =
            Pattern.compile("(?:\\$\\(|`)\\s*(?:command -v|which|type -p)\\s+([\\w.-]+)(?:\\s[^)`]*)?[)`]");
    private static final Pattern NOTHING_BUT = Pattern.compile("\\$\\{?[\\w@*]+}?");

    private final Map<String, List<String>> values = new HashMap<>();

    /** @param known from elsewhere: the {@code env:} of a workflow, the variables of a Makefile */
    public Variables(Map<String, String> known) {
        known.forEach((name, value) -> set(name, List.of(value)));
    }

    public void set(String name, List<String> value) {
        long length = value.stream().mapToLong(String::length).sum();
        boolean empty = value.stream().allMatch(String::isBlank);
        if (length <= LONGEST && !(empty && values.containsKey(name))) {
            values.put(name, List.copyOf(value));
        }
    }

    /**
     * {@code NAME=value}. A value that is nothing but another variable says less than the name does; of a program that
     * is looked for, the program is taken.
     */
    void assign(Assignment assignment) {
        String value = assignment.value().value();
        Matcher found = FOUND.matcher(value);
        if (found.matches()) {
            set(assignment.name(), List.of(found.group(1)));
        } else if (!value.startsWith("$(")
                && !value.startsWith("`")
                && !NOTHING_BUT.matcher(value).matches()) {
            set(assignment.name(), List.of(value));
        }
    }

    /** {@code NAME+=value}. */
    public void append(String name, List<String> value, boolean array) {
        List<String> before = values.getOrDefault(name, List.of());
        List<String> all = new ArrayList<>(before);
        if (array) {
            all.addAll(value);
        } else {
            all = new ArrayList<>(List.of(String.join(" ", before) + String.join(" ", value)));
        }
        set(name, all);
    }

    /** The elements, one for what is no array; null when it is not known. */
    public List<String> get(String name) {
        return values.get(name);
    }
}
