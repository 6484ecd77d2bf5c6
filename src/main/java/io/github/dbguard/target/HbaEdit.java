package io.github.dbguard.target;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.OpenedAhead;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.postgres.Server;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The last way in, for when nobody knows the password: a line at the top of pg_hba.conf that trusts one role on loopback
 * inside the container, for as long as this is open.
 *
 * <p>Invariant: the file is whole at every moment. It is replaced by renaming, and the line names dbguard, so that {@link
 * #removeLeft} takes out what a killed run left, and nothing else.
 */
public final class HbaEdit implements AutoCloseable {

    private static final long TAKES_EFFECT_MILLIS = 10_000;

    /**
     * Finds the server process: the one called postgres whose parent is not. Its working directory is the data directory, but
     * only its own user may read that. The file's place is told by the command line, else the configuration, else it is
     * pg_hba.conf in the data directory. Prints {@code pid} and {@code place}.
     */
    private static final String FIND = """
            for p in /proc/[0-9]*; do
              n=; read -r n <"$p/comm" || continue
              case $n in postgres|postmaster) ;; *) continue ;; esac
              parent=$(sed -n 's/^PPid:[^0-9]*//p' "$p/status"); n=; [ "$parent" = 0 ] || read -r n <"/proc/$parent/comm"
              case $n in postgres|postmaster) continue ;; esac
              pid=${p#/proc/}
              [ "$1" = who ] && { stat -c "%u:%g" "$p"; exit; }
              d=$(readlink "$p/cwd") || d=$PGDATA
              q=$(printf '\\047'); words=$(tr '\\0' '\\n' <"$p/cmdline")
              c=$(printf '%s\\n' "$words" | sed -n 's/^\\(--\\)\\{0,1\\}config[-_]file=//p' | tail -n 1)
              h=$(printf '%s\\n' "$words" | sed -n 's/^\\(--\\)\\{0,1\\}hba[-_]file=//p' | tail -n 1)
              if [ -z "$h" ]; then
                h=$(cat "${c:-$d/postgresql.conf}" "$d/postgresql.auto.conf" 2>/dev/null |
                  sed -n 's/^[[:space:]]*hba_file[[:space:]=]*//p' | tail -n 1 | cut -d "$q" -f 2)
              fi
              h=${h:-$d/pg_hba.conf}
              case $h in /*) ;; *) h=$d/$h ;; esac
              printf '%s %s\\n' "$pid" "$h"; exit
            done 2>/dev/null
            exit 1
            """;

    /** Arguments: pid of the server, the file, what to remove, the line to add or nothing. Prints "changed" if it has. */
    private static final String EDIT = """
            pid=$1; f=$(readlink -f "$2"); gone=$3; line=$4; t=$f.dbguard
            [ -f "$f" ] || { echo "there is no file $2" >&2; exit 1; }
            rm -f "$t" || exit
            [ "$line" ] || grep -q -F "$gone" "$f" || exit 0
            cp -p "$f" "$t" && { [ -z "$line" ] || printf '%s\\n' "$line"; sed "/$gone/d" "$f"; } >"$t" &&
              { sync "$t" 2>/dev/null || sync; } && mv -f "$t" "$f" || { rm -f "$t"; exit 1; }
            echo changed
            kill -HUP "$pid"
            """;

    private static final String MARK = "# dbguard: temporary, may be removed";

    private final ContainerTarget target;
    private final String mark;
    private final Place place;

    private HbaEdit(ContainerTarget target, String mark, Place place) {
        this.target = target;
        this.mark = mark;
        this.place = place;
    }

    /** The server's process inside the container, and its file. */
    private record Place(String pid, String file) {}

    /**
     * Lets the target's role in.
     *
     * @param before runs when everything is known and nothing changed yet; gets the path of the file inside the container.
     *     Writes down that {@link #removeLeft} may be needed
     * @throws CannotProceed when it is not allowed, the file cannot be found or replaced, or the line has no effect; then the
     *     file is as it was
     */
    public static HbaEdit open(ContainerTarget target, Consumer<String> before) {
        if (!target.mayEditHba()) {
            throw new CannotProceed(
                    "Nobody's password is known, and pg_hba.conf may not be edited.\nNothing was changed."
                            + " Allow it with -Ddbguard.allowHbaEdit=true: a line for loopback inside the container, for as long as"
                            + " the goal works.");
        }
        String user = target.toolLogin().login().user();
        if (!user.matches("[^\\p{Cntrl}]+")) {
            throw new CannotProceed(
                    "The role's name holds a control character, which pg_hba.conf cannot hold.\nNothing was"
                            + " changed.");
        }
        Place place = find(target);
        before.accept(place.file());
        HbaEdit edit = new HbaEdit(target, MARK + " " + UUID.randomUUID(), place);
        String name = '"' + user.replace("\"", "\"\"") + '"';
        try {
            edit(target, place, edit.mark, "host all " + name + " 127.0.0.1/32 trust " + edit.mark);
            edit.awaitEffect(user);
            return edit;
        } catch (RuntimeException e) {
            try {
                edit.close();
            } catch (RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /**
     * Takes out every line that this left, whichever run it was. A server that does not run reads the file when it starts.
     *
     * @return whether there was one
     */
    public static boolean removeLeft(ContainerTarget target) {
        return edit(target, find(target), MARK, "");
    }

    private static Place find(ContainerTarget target) {
        ExecResult who = run(target, null, FIND, "who");
        // Root may not look into another's process without a right that containers lack.
        ExecResult found = who.ok() ? run(target, who.stdout().strip(), FIND, "where") : who;
        String[] parts = found.stdout().strip().split(" ", 2);
        if (!found.ok() || parts.length < 2) {
            throw new CannotProceed("The pg_hba.conf of " + target.description() + " was not found: no process called"
                    + " postgres tells where it is.\nNothing was changed.");
        }
        return new Place(parts[0], parts[1]);
    }

    private static boolean edit(ContainerTarget target, Place place, String gone, String line) {
        ExecResult result = run(target, null, EDIT, place.pid(), place.file(), gone, line);
        if (!result.ok()) {
            throw new CannotProceed("The file " + place.file() + " in " + target.description()
                    + " could not be replaced: " + result.stderr().strip()
                    + ".\nIt is as it was. Where it is a mount of its own, or read-only, mount the folder instead, writable; or"
                    + (line.isEmpty() ? " take out the lines with \"" + MARK + "\" yourself." : " edit it yourself."));
        }
        return result.stdout().contains("changed");
    }

    private static ExecResult run(ContainerTarget target, String user, String script, String... arguments) {
        String[] words = new String[4 + arguments.length];
        System.arraycopy(new String[] {"sh", "-c", script, "dbguard"}, 0, words, 0, 4);
        System.arraycopy(arguments, 0, words, 4, arguments.length);
        return target.engine()
                .run(
                        target.container().id(),
                        ExecCommand.of(words).withUser(user).named("the edit of pg_hba.conf"));
    }

    /** A signal is an order without an answer: the line counts when it lets somebody in. */
    private void awaitEffect(String user) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TAKES_EFFECT_MILLIS);
        String said = "";
        while (System.nanoTime() < deadline) {
            try (OpenedAhead opened = OpenedAhead.answered(
                            Relay.into(target.engine(), target.container().id(), Relay.LOOPBACK, target.port()));
                    Server server = Server.along(opened, Login.trusted(user))) {
                server.login("template1");
                return;
            } catch (PostgresError e) {
                if (e.afterAuthentication()) {
                    return;
                }
                said = e.getMessage();
            } catch (IOException e) {
                said = e.getMessage();
            }
        }
        throw new CannotProceed("A line in " + place.file() + " of " + target.description() + " had no effect within "
                + TAKES_EFFECT_MILLIS / 1000 + " s: " + said
                + ".\nIt was taken out again. See the server's log, which says what it thinks of the file.");
    }

    /** @throws CannotProceed when the line could not be taken out: it says which */
    @Override
    public void close() {
        edit(target, place, mark, "");
    }
}
