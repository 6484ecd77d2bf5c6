package io.github.dbguard.docker;

import io.github.dbguard.CannotProceed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Commands that are run to their end. {@link Engine} tells what a caller has to know. */
final class Run {

    /** What is kept of each stream of a command whose output is collected, in bytes. */
    private static final int COLLECTED = 4 * 1024 * 1024;

    private static final int KEPT_OF_STDERR = 64 * 1024;

    private Run() {}

    static ExecResult collecting(Api api, String containerId, ExecCommand command) {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        try (Exec exec = Exec.start(api, containerId, command, false)) {
            exec.pump(collect(stdout, command), collect(stderr, command));
            int exitCode = exec.exitCode();
            return new ExecResult(
                    exitCode, stdout.toString(StandardCharsets.UTF_8), stderr.toString(StandardCharsets.UTF_8));
        }
    }

    private static Frames.Sink collect(ByteArrayOutputStream kept, ExecCommand command) {
        return (bytes, offset, length) -> {
            if (kept.size() + length > COLLECTED) {
                throw new IOException(command.command().get(0) + " wrote more than the 4 MiB that are kept of it");
            }
            kept.write(bytes, offset, length);
        };
    }

    /** @param stdin null for none */
    static ExecResult streaming(
            Api api,
            String containerId,
            ExecCommand command,
            InputStream stdin,
            OutputStream stdout,
            Consumer<String> stderrLines) {
        Tail tail = new Tail(KEPT_OF_STDERR);
        Lines lines = new Lines(stderrLines);
        Feed feed = null;
        try (Exec exec = Exec.start(api, containerId, command, stdin != null)) {
            feed = stdin == null ? null : Feed.start(stdin, exec);
            int exitCode;
            try {
                exec.pump(stdout::write, (bytes, offset, length) -> {
                    tail.accept(bytes, offset, length);
                    lines.accept(bytes, offset, length);
                });
                lines.finish();
                exitCode = exec.exitCode();
            } catch (CannotProceed e) {
                throw feed == null || feed.failure() == null ? e : unreadable(exec, feed.failure());
            }
            if (feed != null && feed.failure() != null) {
                throw unreadable(exec, feed.failure());
            }
            flush(stdout, exec);
            return new ExecResult(exitCode, "", tail.text());
        } finally {
            if (feed != null) {
                feed.join();
            }
        }
    }

    private static CannotProceed unreadable(Exec exec, IOException reason) {
        return new CannotProceed(
                "Could not read what " + exec.describe() + " was to be fed: " + reason.getMessage()
                        + ". The command was ended before the end of its input. Mend that, then run the goal again.",
                reason);
    }

    private static void flush(OutputStream stdout, Exec exec) {
        try {
            stdout.flush();
        } catch (IOException e) {
            throw new CannotProceed(
                    "Could not write what " + exec.describe() + " put out: " + e.getMessage()
                            + ". What was written so far is not whole. Make room or mend that, then run the goal again.",
                    e);
        }
    }
}
