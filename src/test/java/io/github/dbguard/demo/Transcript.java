package io.github.dbguard.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the demo shows, on standard output and in a file. Colours go to a terminal only. */
final class Transcript implements AutoCloseable {

    private static final String BOLD = "1";
    private static final String DIM = "2";
    private static final String RED = "31";
    private static final String GREEN = "32";

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final PrintStream file;
    private final boolean colours;

    Transcript(Path file) throws IOException, InterruptedException {
        this.file = new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8);
        this.colours = System.getenv("NO_COLOR") == null
                && new ProcessBuilder("test", "-t", "1").inheritIO().start().waitFor() == 0;
    }

    /** A line of the story. */
    void tell(String line) {
        print("", null);
        print("# " + line, DIM);
    }

    /** A command that is about to run. */
    void command(String line) {
        print("$ " + line, BOLD);
    }

    void sql(String statements) {
        for (String statement : statements.split("(?<=;)\\s+")) {
            print("shop=# " + statement, BOLD);
        }
    }

    void plain(String line) {
        print(line, null);
    }

    /**
     * Passes on what a Maven process says, without Maven's own lines: what the goal wrote to the log, how the build ended,
     * and the message that it failed with. {@code [INFO]} and its like are left out, and so are the hints that Maven
     * prints after every failure; what is said twice is shown once.
     *
     * @return what was shown
     */
    List<String> maven(Process process) throws IOException, InterruptedException {
        List<String> everything = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        boolean goal = false;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String raw = lines.readLine(); raw != null; raw = lines.readLine()) {
                everything.add(raw);
                String line = raw.replaceAll("\u001b\\[[0-9;]*m", "");
                boolean error = line.startsWith("[ERROR]");
                line = line.replaceFirst("^\\[(INFO|WARNING|ERROR)\\] ?", "");
                if (line.startsWith("--- ")) {
                    goal = true;
                } else if (line.startsWith("----") || line.startsWith("-> [Help 1]")) {
                    goal = false;
                } else if (line.startsWith("BUILD ")) {
                    show(line, line.equals("BUILD SUCCESS") ? GREEN : RED, shown);
                } else if (line.startsWith("Failed to execute goal ")) {
                    goal = true;
                    show(line.replaceFirst("^Failed to execute goal .*? on project standalone-pom: ", ""), RED, shown);
                } else if (goal && !line.matches("(Downloading|Downloaded|Progress).*")) {
                    show(line, error ? RED : null, shown);
                }
            }
        }
        process.waitFor();
        if (shown.isEmpty()) {
            everything.forEach(this::plain);
        }
        return shown;
    }

    private void show(String line, String colour, List<String> shown) {
        if (!shown.contains(line)) {
            shown.add(line);
            print(line, colour);
        }
    }

    /** Passes on what another command says. */
    void output(Process process) throws IOException, InterruptedException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(this::plain);
        }
        process.waitFor();
    }

    void elapsed(long nanos) {
        print("", null);
        print(
                String.format(
                        Locale.ROOT,
                        "# Both losses were caught, and every row is back. All of it took %.0f s.",
                        nanos / 1e9),
                DIM);
    }

    private void print(String line, String colour) {
        file.println(line);
        out.println(colours && colour != null && !line.isEmpty() ? "\u001b[" + colour + "m" + line + "\u001b[m" : line);
    }

    @Override
    public void close() {
        file.close();
    }
}
