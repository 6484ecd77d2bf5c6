package io.github.dbguard;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/** The selector of the invoker tests: {@link EngineTest}'s rule for projects below {@code src/it}. */
public final class InvokerEngine {

    private InvokerEngine() {}

    /** True when there is an engine. Where there is none: false, with the reason printed; on a CI server a failure. */
    public static boolean isThere(File repository) throws IOException {
        notNeeded(repository);
        Optional<String> missing = EngineTest.Condition.missingHere();
        missing.ifPresent(reason -> {
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(reason);
            }
            // Not System.out, which the invoker keeps for the project's own log.
            new PrintStream(new FileOutputStream(FileDescriptor.out), true)
                    .println("[WARNING]           left out: " + reason);
        });
        return missing.isEmpty();
    }

    /** True always; what every selector has to prepare. */
    public static boolean notNeeded(File repository) throws IOException {
        PluginPrefix.teach(repository.toPath());
        return true;
    }
}
