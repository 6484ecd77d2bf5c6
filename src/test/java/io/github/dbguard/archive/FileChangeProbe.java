package io.github.dbguard.archive;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Changes a file as another user does: a process of its own, that says how it went. */
final class FileChangeProbe implements Log {

    /** @param arguments the file and its new contents: one is written once, several in turn until somebody ends it */
    public static void main(String... arguments) {
        try {
            int turn = 0;
            do {
                String content = arguments[1 + turn % (arguments.length - 1)];
                FileChange.write(
                        Path.of(arguments[0]), content.getBytes(StandardCharsets.UTF_8), new FileChangeProbe());
                System.out.println("written");
                turn++;
            } while (arguments.length > 2);
        } catch (CannotProceed e) {
            System.out.println(e.getMessage());
        }
    }

    @Override
    public void info(String line) {}

    @Override
    public void warn(String line) {
        System.out.println("in place: " + line);
    }
}
