package io.github.dbguard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A throwaway PostgreSQL container for tests, driven through the docker CLI: it shares no code with what it tests.
 *
 * <p>User {@code postgres}, password {@value #PASSWORD}, database {@code postgres}. Every one carries the label
 * {@code dbguard-test=1}; {@link #close} removes it with its anonymous volumes.
 */
public final class TestPostgres implements AutoCloseable {

    public static final String PASSWORD = "throwaway-secret";

    /** To ask costs more than the server's own start: an exec is half a dozen processes. */
    private static final long POLL_MILLIS = 250;
    /** No server makes its files faster. */
    private static final long FASTEST_START_MILLIS = 1500;

    private static final long READY_MILLIS = 90_000;

    private final String name;
    private final String user;
    private String address;

    private TestPostgres(String name, String user) {
        this.name = name;
        this.user = user;
    }

    /** A server that somebody else started and will remove. */
    public static TestPostgres running(String container, String user) {
        return new TestPostgres(container, user);
    }

    /** How a command ended and what it wrote. */
    public record Output(int exitCode, String stdout, String stderr) {}

    /** Starts {@code dbguard-testbed/postgres:<tag>} and waits until it answers. */
    public static TestPostgres start(String tag) {
        return start(tag, List.of());
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param tag of {@code dbguard-testbed/postgres}
     * @param runArguments more arguments of {@code docker run}: {@code --label a=b -v data:/var/lib/postgresql/data}
     * @param serverArguments arguments of the server: {@code -c log_statement=all}
     */
    public static TestPostgres start(String tag, List<String> runArguments, String... serverArguments) {
        String name = "dbguard-test-" + UUID.randomUUID().toString().substring(0, 8);
        List<String> run = new ArrayList<>(List.of("run", "-d", "--name", name, "--label", "dbguard-test=1"));
        run.addAll(List.of("-e", "POSTGRES_PASSWORD=" + PASSWORD));
        run.addAll(runArguments);
        run.add("dbguard-testbed/postgres:" + tag);
        if (serverArguments.length > 0) {
            run.add("postgres");
            run.addAll(Arrays.asList(serverArguments));
        }
        TestPostgres postgres = new TestPostgres(name, "postgres");
        try {
            ok(docker(run.toArray(String[]::new)));
            Thread.sleep(FASTEST_START_MILLIS);
            postgres.awaitReady();
            return postgres;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            postgres.close();
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** A container whose server is not up. */
    public static TestPostgres sleeping(String tag) {
        String name = "dbguard-test-" + UUID.randomUUID().toString().substring(0, 8);
        String image = "dbguard-testbed/postgres:" + tag;
        List<String> run = new ArrayList<>(List.of("run", "-d", "--name", name, "--label", "dbguard-test=1"));
        run.addAll(List.of("-e", "POSTGRES_PASSWORD=" + PASSWORD, "--entrypoint", "sleep", image, "600"));
        ok(docker(run.toArray(String[]::new)));
        return new TestPostgres(name, "postgres");
    }

    /** Over TCP: the server that the image starts for its init scripts listens on the socket alone. */
    public void awaitReady() {
        long deadline = System.nanoTime() + READY_MILLIS * 1_000_000;
        Output last;
        do {
            last = withPassword("psql", "-h", "127.0.0.1", "-U", user, "-d", "postgres", "-AtXc", "select 1");
            if (last.exitCode() == 0 && last.stdout().strip().equals("1")) {
                return;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        } while (System.nanoTime() < deadline);
        throw new IllegalStateException(
                "no PostgreSQL in " + name + ": " + last + "\n" + docker("logs", "--tail", "30", name));
    }

    public String name() {
        return name;
    }

    /** The full id. */
    public String id() {
        return ok(docker("inspect", "--format", "{{.Id}}", name)).stdout().strip();
    }

    /** Its address on its network, which this machine reaches; as it was when it was first asked for. */
    public String address() {
        if (address == null) {
            address = ok(docker(
                            "inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", name))
                    .stdout()
                    .strip();
        }
        return address;
    }

    /** Runs SQL in database {@code postgres}; what it answers, unaligned, without the last line end. */
    public String psql(String sql) {
        return psql("postgres", sql);
    }

    public String psql(String database, String sql) {
        return ok(withPassword("psql", "-U", user, "-d", database, "-AtXq", "-v", "ON_ERROR_STOP=1", "-c", sql))
                .stdout()
                .stripTrailing();
    }

    /** Runs a command inside, with whatever exit code. */
    public Output exec(String... command) {
        List<String> exec = new ArrayList<>(List.of("exec", name));
        exec.addAll(Arrays.asList(command));
        return docker(exec.toArray(String[]::new));
    }

    /** For the servers that ask even those inside for a password. */
    private Output withPassword(String... command) {
        List<String> exec = new ArrayList<>(List.of("exec", "-e", "PGPASSWORD=" + PASSWORD, name));
        exec.addAll(Arrays.asList(command));
        return docker(exec.toArray(String[]::new));
    }

    /** What the server has logged so far. */
    public String log() {
        Output log = ok(docker("logs", name));
        return log.stdout() + log.stderr();
    }

    /** SIGKILL to the whole container: a crash. */
    public void kill() {
        ok(docker("kill", name));
    }

    @Override
    public void close() {
        docker("rm", "-fv", name);
    }

    /** Runs {@code docker}, with whatever exit code. */
    public static Output docker(String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(Arrays.asList(arguments));
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            ByteArrayOutputStream stderr = new ByteArrayOutputStream();
            Thread drain = new Thread(() -> copy(process.getErrorStream(), stderr));
            drain.start();
            ByteArrayOutputStream stdout = new ByteArrayOutputStream();
            copy(process.getInputStream(), stdout);
            drain.join();
            return new Output(
                    process.waitFor(),
                    stdout.toString(StandardCharsets.UTF_8),
                    stderr.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void copy(InputStream from, ByteArrayOutputStream to) {
        try (from) {
            from.transferTo(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Output ok(Output output) {
        if (output.exitCode() != 0) {
            throw new IllegalStateException(
                    "exit code " + output.exitCode() + ": " + output.stderr() + output.stdout());
        }
        return output;
    }
}
