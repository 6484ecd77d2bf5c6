package io.github.dbguard.rotation;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An env file ({@code .env}) as Docker Compose v2 reads it, which can be written with another value of a key and no other
 * change. Immutable.
 */
final class EnvFile {

    private final String name;
    private final String text;
    private final Function<String, String> environment;
    private final List<EnvStatement> statements;
    private final Map<String, String> values;

    private EnvFile(
            String name,
            String text,
            Function<String, String> environment,
            List<EnvStatement> statements,
            Map<String, String> values) {
        this.name = name;
        this.text = text;
        this.environment = environment;
        this.statements = statements;
        this.values = values;
    }

    /** {@link #parse(byte[], String, Function)} with the environment of this process. */
    static EnvFile parse(byte[] bytes, String name) {
        return parse(bytes, name, System::getenv);
    }

    /**
     * Reads a file.
     *
     * @param bytes UTF-8, with or without a byte order mark
     * @param name for messages: {@code ".env"}
     * @param environment the variables of the process, which interpolation prefers to the file's; null for what is not
     *     set
     * @throws CannotProceed for what Compose would refuse, with its line and without any value
     */
    static EnvFile parse(byte[] bytes, String name, Function<String, String> environment) {
        return of(name, LosslessText.decode(bytes), environment);
    }

    private static EnvFile of(String name, String text, Function<String, String> environment) {
        try {
            List<EnvStatement> statements = EnvParser.parse(text);
            Map<String, String> values = new LinkedHashMap<>();
            for (EnvStatement statement : statements) {
                evaluate(statement, environment, values);
            }
            return new EnvFile(name, text, environment, statements, values);
        } catch (EnvSyntax e) {
            throw new CannotProceed(name + ", line " + e.line() + ": " + e.getMessage()
                    + "\nCompose refuses this file as well. Nothing was changed. Mend the line, see that docker compose"
                    + " config -q is content, and run it again.");
        }
    }

    private static void evaluate(
            EnvStatement statement, Function<String, String> environment, Map<String, String> values) throws EnvSyntax {
        Function<String, String> variables = key -> {
            String set = environment.apply(key);
            return set != null ? set : values.get(key);
        };
        if (statement.inherited()) {
            String set = statement.key().isEmpty() ? null : environment.apply(statement.key());
            if (set != null) {
                values.put(statement.key(), set);
            }
            return;
        }
        EnvInterpolation interpolation = new EnvInterpolation(variables, statement.line());
        String value = switch (statement.quote()) {
            case NONE -> interpolation.replace(statement.raw());
            case SINGLE -> statement.raw();
            case DOUBLE -> interpolation.replace(EnvEscapes.expand(statement.raw()));
        };
        if (value.indexOf('\0') >= 0) {
            throw new EnvSyntax(statement.line(), "a value holds a NUL.");
        }
        values.put(statement.key(), value);
    }

    /**
     * What Compose takes for a key out of this file; empty where the file does not set it.
     *
     * <p>Where the key is a variable of Compose's own process as well, that one counts for Compose, and not the file.
     */
    Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** Every key that has a value, in the order of the file. */
    Set<String> keys() {
        return Collections.unmodifiableSet(values.keySet());
    }

    /** The line, from 1, of the assignment that counts; empty where there is none. */
    Optional<Integer> line(String key) {
        return statements.stream()
                .filter(s -> s.key().equals(key) && !s.inherited())
                .map(EnvStatement::line)
                .reduce((earlier, later) -> later);
    }

    /**
     * This file with another value of a key, in each of its assignments; added at the end where there is none. All else
     * stays byte for byte, and so does the quoting where the value can be said in it.
     *
     * @throws Refused when no env file can hold the value
     */
    EnvFile with(String key, String value) {
        requireWritable(key, value);
        List<EnvStatement> assignments = new ArrayList<>(statements);
        assignments.removeIf(s -> s.inherited() || !s.key().equals(key));
        StringBuilder out = new StringBuilder();
        int done = 0;
        for (EnvStatement assignment : assignments) {
            EnvQuote quote = assignment.quote().orSimplestFor(value);
            if (assignment.quote() == EnvQuote.NONE && assignment.raw().startsWith("#")) {
                // KEY= # a comment: Compose takes it for the value, whoever wrote it did not.
                out.append(text, done, assignment.start())
                        .append(quote.write(value))
                        .append(' ');
                done = assignment.start();
            } else {
                out.append(text, done, assignment.start()).append(quote.write(value));
                done = assignment.end();
            }
        }
        EnvFile changed = of(name, out.append(text.substring(done)).toString(), environment);
        if (!changed.value(key).equals(Optional.of(value))) {
            changed = of(name, changed.appended(key, value), environment);
        }
        if (!changed.value(key).equals(Optional.of(value))) {
            throw new IllegalStateException(name + " would not say what was written to " + key);
        }
        return changed;
    }

    private String appended(String key, String value) {
        String end = text.contains("\r\n") ? "\r\n" : "\n";
        boolean ended = text.isEmpty() || text.endsWith("\n") || text.equals("\uFEFF");
        String assignment = key + "=" + EnvQuote.NONE.orSimplestFor(value).write(value);
        return text + (ended ? assignment + end : end + assignment);
    }

    private void requireWritable(String key, String value) {
        if (key.isEmpty() || !key.codePoints().allMatch(GoText::isInKey)) {
            throw new Refused("\"" + key + "\" is no key that an env file could hold: letters, digits and _ make one."
                    + " Nothing was changed.");
        }
        if (value.indexOf('\0') >= 0) {
            throw new Refused(
                    "The new value of " + key + " holds a NUL, which neither an env file nor an environment can"
                            + " hold. Nothing was changed in " + name + ".");
        }
        if (value.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new Refused(
                    "The new value of " + key + " is no text: it holds half of a character (a lone surrogate)."
                            + " Nothing was changed in " + name + ".");
        }
    }

    byte[] bytes() {
        return LosslessText.encode(text);
    }

    /** No key either: the second line of a secret without quotes looks like one. */
    @Override
    public String toString() {
        return name;
    }
}
