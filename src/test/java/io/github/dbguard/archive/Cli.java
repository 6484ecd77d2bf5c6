package io.github.dbguard.archive;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Runs the real tools whose formats we read and write. */
final class Cli {

    private Cli() {}

    record Answer(int status, String output) {}

    static Answer run(String... command) throws IOException, InterruptedException {
        return runIn(Path.of("."), command);
    }

    static Answer runIn(Path folder, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("dbguard", ".out");
        try {
            int status = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            return new Answer(status, Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    static void assumeThereIs(String tool) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
        assumeTrue(found, tool + " is not installed");
    }

    /** File names outside of ASCII need a UTF-8 locale, which JDK 17 takes from the environment. */
    static void assumeUnicodeNames() {
        assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "the locale is not UTF-8");
    }
}
