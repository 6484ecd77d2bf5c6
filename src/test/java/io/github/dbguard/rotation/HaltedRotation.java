package io.github.dbguard.rotation;

import io.github.dbguard.Progress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The main class of a process that rotates, and dies at one of its steps as by SIGKILL: no finally, no hook. */
public final class HaltedRotation {

    static final int HALTED = 137;

    private HaltedRotation() {}

    /** Folder, container, the new password or "-" for that of the env file, the number of the step from 1, the user key where roles alternate. */
    public static void main(String[] arguments) {
        int last = Integer.parseInt(arguments[3]);
        AtomicInteger step = new AtomicInteger();
        Progress halting = new Progress() {
            @Override
            public void update(Supplier<String> said, double fraction) {
                String line = said.get();
                if (line.startsWith("rotate-password:")) {
                    System.out.println(line);
                    if (step.incrementAndGet() == last) {
                        System.out.flush();
                        Runtime.getRuntime().halt(HALTED);
                    }
                }
            }

            @Override
            public void finish() {}
        };
        RotationTrial trial = new RotationTrial(Path.of(arguments[0]), arguments[1])
                .keys("POSTGRES_PASSWORD", "DATABASE_URL")
                .telling(halting);
        if (arguments.length > 4) {
            trial.alternating(arguments[4]);
        }
        if (!arguments[2].equals("-")) {
            trial.to(arguments[2]);
        }
        trial.rotate();
        // Threads of the engine's client may live on.
        Runtime.getRuntime().halt(0);
    }
}
