package io.github.dbguard.deploy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Refused;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of the user's, run by a shell on this machine; what it writes is passed on line by line. */
final class ShellCommand {

    private static final long GRACE_SECONDS = 10;

    private ShellCommand() {}

    /**
     * Runs it to its end. It ends with this process: when this one is told to stop, so is the command.
     *
     * @param after what to say of the state of things when it failed
     * @throws Refused when it ended with another exit code than 0
     * @throws CannotProceed when it could not be started, or did not end in time and was ended
     */
    static void run(String command, Path folder, Duration limit, Log log, String after) {
        Process process = start(command, folder);
        Thread stop = new Thread(() -> end(process), "dbguard-stop-command");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            Thread reader = new Thread(() -> passOn(process, log), "dbguard-command-output");
            reader.setDaemon(true);
            reader.start();
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                end(process);
                throw new CannotProceed("The command did not end within " + limit.toSeconds() + " s, and was ended: "
                        + command + "\n" + after + " Give it more time with -Ddbguard.timeout=<seconds>.");
            }
            reader.join(TimeUnit.SECONDS.toMillis(GRACE_SECONDS));
            if (process.exitValue() != 0) {
                throw new Refused(
                        "The command ended with exit code " + process.exitValue() + ": " + command + "\n" + after);
            }
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            throw new CannotProceed("Interrupted while the command ran: " + command + "\n" + after, e);
        } finally {
            removeHook(stop);
        }
    }

    private static void removeHook(Thread stop) {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException shuttingDown) {
            // It does its work just now.
        }
    }

    private static Process start(String command, Path folder) {
        try {
            return new ProcessBuilder("sh", "-c", command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
        } catch (IOException e) {
            throw new CannotProceed(
                    "The command could not be started: " + e.getMessage() + "\nNothing was changed.", e);
        }
    }

    private static void passOn(Process process, Log log) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.info(line);
            }
        } catch (IOException e) {
            // It was ended.
        }
    }

    /** The shell and all that it started; politely first. */
    private static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        children.forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
