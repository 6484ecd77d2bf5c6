package io.github.dbguard;

import java.io.File;
import java.io.IOException;
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
            System.out.println("[WARNING] Left out: " + reason);
        });
        return missing.isEmpty();
    }

    /** True always; what every selector has to prepare. */
    public static boolean notNeeded(File repository) throws IOException {
        PluginPrefix.teach(repository.toPath());
        return true;
    }
}
