package io.github.dbguard.docker;

import com.github.dockerjava.api.command.ExecCreateCmd;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One command inside a container, from its start to its proven end.
 *
 * <p>Every command carries {@value #MARKER} in its environment. The API has no way to end an exec, and a command whose
 * client went away runs on: the marker is what finds it and its children.
 */
final class Exec implements AutoCloseable {

    static final String MARKER = "DBGUARD_EXEC";

    /** How long a command may run on after the end of its output: it closed both streams, or the engine is slow. */
    private static final long END_AFTER_OUTPUT_MILLIS = 30_000;

    /** SIGKILL: what a command ends with when its container dies, and hardly ever else. */
    private static final int KILLED = 137;

    /** How long the engine may take to notice that a container has died: it sees the commands in it end first. */
    private static final long NOTICE_DEATH_MILLIS = 2_000;

    /** How long a command has to end by itself when its connection is cut, before it is ended. */
    private static final long END_AFTER_CUT_MILLIS = 300;

    /**
     * Ends what carries the marker given as first argument, without a harm to the server.
     *
     * <p>In the official image the server is process 1, so orphans become its children, and a child of unknown origin that
     * dies by a signal makes it throw out all sessions and recover as from a crash. So a process is signalled only while
     * its parent is there to take note of its death: the childless first, one at a time. A shell that starts ever new
     * children is at last ended itself, when none of them is dead and unnoticed; the living ones are let be. Orphans of
     * the server are never signalled.
     */
    private static final String REAPER = """
            m=$1; n=0; same=0; last=
            read -r init </proc/1/comm
            while [ $n -lt 40 ]; do
              n=$((n+1)); pids=; leaf=; root=; signal=TERM
              for p in $(ls /proc | grep '^[0-9]*$' | sort -n); do
                { tr '\\0' '\\n' </proc/$p/environ | grep -qxF "$m"; } 2>/dev/null || continue
                parent=$(sed -n 's/^PPid:[^0-9]*//p' /proc/$p/status 2>/dev/null)
                [ -z "$parent" ] && continue
                [ "$parent" = 1 ] && [ "$init" = postgres ] && continue
                pids="$pids $p:$parent"
              done
              [ -z "$pids" ] && exit 0
              parents=" $(cat /proc/[0-9]*/status 2>/dev/null | sed -n 's/^PPid:[^0-9]*//p' | tr '\\n' ' ') "
              for p in $pids; do
                case "$pids" in *" ${p#*:}:"*) ;; *) root=${root:-${p%:*}} ;; esac
                case "$parents" in *" ${p%:*} "*) ;; *) leaf=${leaf:-${p%:*}} ;; esac
              done
              if [ $n -gt 15 ] && [ -n "$root" ]; then
                leaf=$root
                for f in $(grep -l '^State:.*Z' /proc/[0-9]*/status 2>/dev/null); do
                  grep -q "^PPid:[^0-9]*$root$" $f 2>/dev/null && leaf=
                done
              fi
              [ "$leaf" = "$last" ] && same=$((same+1)) || same=0
              last=$leaf
              [ $same -gt 4 ] && signal=KILL
              [ -n "$leaf" ] && kill -$signal $leaf 2>/dev/null
              sleep 0.1 2>/dev/null || sleep 1
            done
            exit 1
            """;

    private final Api api;
    private final Container container;
    private final ExecCommand command;
    private final String marker;
    private final String id;
    private final Wire wire;
    private volatile boolean ended;

    private Exec(Api api, Container container, ExecCommand command, String marker, String id, Wire wire) {
        this.api = api;
        this.container = container;
        this.command = command;
        this.marker = marker;
        this.id = id;
        this.wire = wire;
    }

    /**
     * @param stdin whether the command has a standard input; without one it reads the end of file at once
     * @throws CannotProceed when the container does not run or the engine refuses
     */
    static Exec start(Api api, String containerId, ExecCommand command, boolean stdin) {
        String marker = UUID.randomUUID().toString();
        Container container;
        String id;
        try {
            container = api.inspect(containerId);
            if (!container.state().running()) {
                throw notRunning(container, command);
            }
            id = create(api, container, command, marker, stdin);
        } catch (NotFoundException e) {
            throw Api.noContainer(containerId, e);
        }
        String what = "start " + command.line() + " in container " + container.name();
        try {
            Wire wire = Wire.upgrade(api.config(), "/exec/" + id + "/start", "{\"Detach\":false,\"Tty\":false}");
            return new Exec(api, container, command, marker, id, wire);
        } catch (Wire.Refusal e) {
            throw api.refused(what, e.getMessage(), e);
        } catch (IOException e) {
            throw api.broken(what, e);
        }
    }

    private static String create(Api api, Container container, ExecCommand command, String marker, boolean stdin) {
        List<String> environment = new ArrayList<>();
        environment.add(MARKER + "=" + marker);
        command.environment().forEach((name, value) -> environment.add(name + "=" + value));
        return api.ask("prepare " + command.line() + " in container " + container.name(), client -> {
            ExecCreateCmd create = client.execCreateCmd(container.id())
                    .withCmd(command.command().toArray(String[]::new))
                    .withEnv(environment)
                    .withAttachStdin(stdin)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withTty(false);
            if (command.user() != null) {
                create.withUser(command.user());
            }
            return create.exec().getId();
        });
    }

    private static CannotProceed notRunning(Container container, ExecCommand command) {
        String name = container.name();
        String next = switch (container.state().status()) {
            case "paused" -> "docker unpause " + name;
            case "restarting" -> "mend what makes it end again and again";
            default -> "docker start " + name;
        };
        return new CannotProceed("Container " + name + " (" + container.image() + ") is "
                + container.state().describe() + ", so " + command.line()
                + " cannot run in it. Its data is not touched."
                + " See docker logs --tail 50 " + name + ", then " + next + " and run the goal again.");
    }

    /**
     * Reads the command's output to its end.
     *
     * @throws CannotProceed when a sink or the connection fails
     */
    void pump(Frames.Sink stdout, Frames.Sink stderr) {
        try {
            new Frames(wire.in()).pump(stdout, stderr);
        } catch (Frames.SinkFailed e) {
            throw new CannotProceed(
                    "Could not write what " + command.line() + " in container " + container.name() + " put out: "
                            + e.getMessage()
                            + ". What was written so far is not whole. Make room or mend that, then run"
                            + " the goal again.",
                    e);
        } catch (IOException | RuntimeException e) {
            CannotProceed broken = new CannotProceed(
                    "The output of " + command.line() + " in container " + container.name() + " broke off: "
                            + EngineAddress.innermost(e)
                            + ". What came so far is not whole. See docker ps -a and docker"
                            + " version, then run the goal again.",
                    e);
            throw diedMeanwhile() ? died(broken) : broken;
        }
    }

    /** The command's standard input, unbuffered. */
    OutputStream stdin() {
        return wire.out();
    }

    /** Ends the command's standard input. */
    void endStdin() throws IOException {
        wire.endOutput();
    }

    /** The exit code, if the engine already knows it. Proves nothing about the container: see {@link #exitCode}. */
    OptionalInt endedWith() {
        InspectExecResponse answer = api.ask(
                "inspect " + command.line(), client -> client.inspectExecCmd(id).exec());
        Long code = answer.getExitCodeLong();
        // Before it starts an exec does not run either: only with a code has it ended.
        if (Boolean.FALSE.equals(answer.isRunning()) && code != null) {
            ended = true;
            return OptionalInt.of(code.intValue());
        }
        return OptionalInt.empty();
    }

    /**
     * Waits for the command's end after that of its output.
     *
     * @throws CannotProceed when it runs on, or when the container died or was restarted meanwhile: the code of a
     *     command that was killed along with its container proves nothing
     */
    int exitCode() {
        OptionalInt code;
        try {
            code = await(END_AFTER_OUTPUT_MILLIS);
        } catch (NotFoundException e) {
            throw died(e);
        }
        if (diedMeanwhile(code.orElse(0) == KILLED ? NOTICE_DEATH_MILLIS : 0)) {
            throw died(null);
        }
        return code.orElseThrow(() -> new CannotProceed(command.line() + " in container " + container.name()
                + " closed its output but still ran " + END_AFTER_OUTPUT_MILLIS / 1000
                + " s later: how it ends is not known, so it does not count as done. See docker top " + container.name()
                + ", then run the goal again."));
    }

    private OptionalInt await(long millis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long pause = 1; ; pause = Math.min(pause * 2, 100)) {
            OptionalInt code = endedWith();
            if (code.isPresent() || System.nanoTime() > deadline) {
                return code;
            }
            sleep(pause);
        }
    }

    private void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed("Interrupted while waiting for the end of " + describe(), e);
        }
    }

    /** Whether the container is no longer in the run that this command was started in. */
    private boolean diedMeanwhile(long waitMillis) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
        while (!diedMeanwhile()) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            sleep(50);
        }
        return true;
    }

    private boolean diedMeanwhile() {
        try {
            Container.State now = api.inspect(container.id()).state();
            boolean up = now.running() || now.status().equals("paused");
            return !up || !Objects.equals(now.startedAt(), container.state().startedAt());
        } catch (NotFoundException e) {
            return true;
        }
    }

    private CannotProceed died(Throwable cause) {
        String state;
        try {
            Container.State now = api.inspect(container.id()).state();
            state = now.running() ? "it was restarted at " + now.startedAt() : "it is " + now.describe();
        } catch (NotFoundException e) {
            state = "it was removed";
        }
        String name = container.name();
        return new CannotProceed(
                "Container " + name + " (" + container.image() + ") died while " + command.line() + " ran in it: "
                        + state
                        + ". What the command put out so far counts for nothing. See docker logs --tail 50 " + name
                        + " for the reason, start it with docker start " + name + " and run the goal again.",
                cause);
    }

    /** Cuts the connection, from any thread: who reads the output gets an exception. */
    void cut() {
        wire.close();
    }

    String describe() {
        return command.line() + " in container " + container.name();
    }

    /**
     * Cuts the connection. A command that has not been seen to end is ended, with its children.
     *
     * @throws CannotProceed when it could not be
     */
    @Override
    public void close() {
        wire.close();
        if (ended) {
            return;
        }
        // An interrupted thread could not talk to the engine: the JDK closes a socket channel under it.
        boolean interrupted = Thread.interrupted();
        try {
            if (await(END_AFTER_CUT_MILLIS).isEmpty() && !diedMeanwhile()) {
                reap();
            }
        } catch (NotFoundException e) {
            // The container is gone, and the command with it.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void reap() {
        if (!reap(api, container.id(), MARKER + "=" + marker, command.user())) {
            throw new CannotProceed("Could not end " + describe()
                    + ", which was given up: it may still run. See docker top " + container.name() + ".");
        }
        ended = true;
    }

    /**
     * Ends every process of a container that carries a variable in its environment.
     *
     * @param marker {@code NAME=value}
     * @param user whom the processes belong to; null for the container's own
     * @return whether none is left
     */
    static boolean reap(Api api, String containerId, String marker, String user) {
        ExecCommand reaper = ExecCommand.of("sh", "-c", REAPER, "sh", marker).withUser(user);
        try (Exec exec = start(api, containerId, reaper, false)) {
            exec.ended = true; // What ends others is not ended itself.
            exec.pump((bytes, offset, length) -> {}, (bytes, offset, length) -> {});
            return exec.exitCode() == 0;
        }
    }
}
