package io.github.dbguard.maven;

import io.github.dbguard.Progress;
import java.io.PrintStream;
import java.util.function.Supplier;

/** One line at the bottom of a terminal, drawn anew a few times a second, gone when the work has ended. */
final class TerminalProgress implements Progress {

    private static final long EVERY_NANOS = 200_000_000L;
    private static final int BAR = 24;
    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream terminal;
    private long next;
    private boolean drawn;

    TerminalProgress(PrintStream terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized void update(Supplier<String> line, double fraction) {
        if (System.nanoTime() - next < 0) {
            return;
        }
        next = System.nanoTime() + EVERY_NANOS;
        terminal.print(CLEAR + bar(fraction) + line.get());
        terminal.flush();
        drawn = true;
    }

    private static String bar(double fraction) {
        if (fraction < 0) {
            return "  … ";
        }
        int full = (int) Math.round(Math.min(1, fraction) * BAR);
        return "[" + "=".repeat(full) + " ".repeat(BAR - full) + "] ";
    }

    @Override
    public synchronized void finish() {
        if (drawn) {
            terminal.print(CLEAR);
            terminal.flush();
            drawn = false;
        }
    }
}
