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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

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
        run(command, folder, limit, log, after, started -> {});
    }

    /** @param started is told of the shell as soon as it is there; the command ends where that fails */
    static void run(
            String command, Path folder, Duration limit, Log log, String after, Consumer<ProcessHandle> started) {
        Process process = start(command, folder);
        Thread stop = new Thread(() -> end(process), "dbguard-stop-command");
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            tellOf(process, started);
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

    private static void tellOf(Process process, Consumer<ProcessHandle> started) {
        try {
            started.accept(process.toHandle());
        } catch (RuntimeException e) {
            end(process);
            throw e;
        }
    }

    private static void removeHook(Thread stop) {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException shuttingDown) {
            waitForTheEnd(stop);
        }
    }

    /** This process was told to stop: it ends with the hooks, and what comes after the command is not to be begun. */
    private static void waitForTheEnd(Thread stop) {
        try {
            stop.join();
            TimeUnit.SECONDS.sleep(GRACE_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    /** The shell and all that it started; politely first, with time to clean up. */
    private static void end(Process process) {
        List<ProcessHandle> told = new ArrayList<>();
        tell(process.toHandle(), told);
        try {
            CompletableFuture.allOf(told.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Those that are left get no choice.
        }
        told.forEach(ProcessHandle::destroyForcibly);
    }

    /** Parents first: a shell whose child has ended would go on with its next command. */
    private static void tell(ProcessHandle process, List<ProcessHandle> told) {
        List<ProcessHandle> children = process.children().toList();
        process.destroy();
        told.add(process);
        children.forEach(child -> tell(child, told));
    }
}
