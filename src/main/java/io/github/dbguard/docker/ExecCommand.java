package io.github.dbguard.docker;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command to run inside a container. No shell stands between: each word arrives as it is.
 *
 * <p>A secret belongs into the environment, never into a word of the command: the engine publishes the words of every
 * exec in {@code docker events}, and messages and {@link #toString} show them. They never show values of the environment.
 *
 * @param command the program and its arguments
 * @param environment added to the container's own
 * @param user the user inside the container to run as, {@code name}, {@code uid} or {@code uid:gid}; null for the
 *     container's own
 * @param name what people call it, where the words are a script: {@code "pg_dump"}; null for the words themselves
 */
public record ExecCommand(List<String> command, Map<String, String> environment, String user, String name) {

    public ExecCommand {
        command = List.copyOf(command);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command needs at least the name of a program");
        }
        environment.forEach((variable, value) -> {
            if (variable.isEmpty() || variable.indexOf('=') >= 0 || value == null) {
                throw new IllegalArgumentException("not an environment variable: \"" + variable + "\"");
            }
        });
    }

    public static ExecCommand of(String... command) {
        return new ExecCommand(List.of(command), Map.of(), null, null);
    }

    /** This command with one more environment variable. */
    public ExecCommand withEnvironment(String name, String value) {
        return withEnvironment(Collections.singletonMap(name, value));
    }

    /** This command with more environment variables; one already there is replaced. */
    public ExecCommand withEnvironment(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return new ExecCommand(command, all, user, name);
    }

    public ExecCommand withUser(String user) {
        return new ExecCommand(command, environment, user, name);
    }

    /** This command under a name that messages use in place of its words. */
    public ExecCommand named(String name) {
        return new ExecCommand(command, environment, user, name);
    }

    /** Its name, else the words of the command in one line, for messages; long ones are cut. */
    String line() {
        if (name != null) {
            return name;
        }
        String line = String.join(" ", command).replaceAll("\\s+", " ");
        return line.length() <= 160 ? line : line.substring(0, 159) + "…";
    }

    /** Names of the environment, never its values. */
    @Override
    public String toString() {
        return line()
                + (environment.isEmpty() ? "" : " with " + String.join(", ", environment.keySet()))
                + (user == null ? "" : " as " + user);
    }
}
