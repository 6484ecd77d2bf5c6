package io.github.dbguard.demo;

import io.github.dbguard.MavenSandbox;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The main job, shown: {@code mvn -Pdemo verify}. Real servers, real Maven processes in a folder without a POM, and
 * their real output. It fails where a goal ends otherwise than the story says.
 */
public final class Demo {

    private static final int USUAL_PORT = 5432;

    private final Path folder;
    private final MavenSandbox sandbox;
    private final Transcript transcript;
    private final int port = freePort();
    private final StringBuilder exports = new StringBuilder();

    private Demo(Path folder, MavenSandbox sandbox, Transcript transcript) throws IOException {
        this.folder = folder;
        this.sandbox = sandbox;
        this.transcript = transcript;
    }

    /** @param arguments the folder to work in, which is emptied first */
    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        Path root = Path.of(arguments[0]).toAbsolutePath();
        delete(root);
        Path folder = Files.createDirectories(root.resolve("shop"));
        try (Transcript transcript = new Transcript(root.resolve("transcript.txt"))) {
            new Demo(folder, MavenSandbox.in(root.resolve("home")), transcript).play();
            transcript.elapsed(System.nanoTime() - start);
        } catch (Unexpected e) {
            System.err.println("demo: " + e.getMessage());
            System.exit(1);
        }
    }

    private void play() throws Exception {
        Files.createDirectories(folder.resolve(".mvn"));
        Files.writeString(
                folder.resolve(".mvn/maven.config"),
                "-Ddbguard.url=jdbc:postgresql://localhost:" + port + "/shop\n-Ddbguard.user=postgres\n");
        try (EmbeddedPostgres server = server()) {
            sql(server, "postgres", "CREATE DATABASE shop");
            sql(server, "shop", Shop.SCHEMA + ";" + Shop.DATA);
            transcript.tell(
                    "A shop's database, and a folder without a pom.xml. Nothing to configure but where the server is:");
            transcript.command("cat .mvn/maven.config");
            Files.readAllLines(folder.resolve(".mvn/maven.config")).forEach(transcript::plain);

            transcript.tell("Before the deploy: a backup, and the row counts of the same snapshot.");
            passes("dbguard:pre-deploy-backup");
            transcript.tell("A harmless deploy: a new column, new rows.");
            deploy(server, """
                    ALTER TABLE customers ADD COLUMN phone text;
                    INSERT INTO orders SELECT i, 1, now() FROM generate_series(24001, 24012) i;""");
            passes("dbguard:verify-counts");

            transcript.tell(
                    "The next deploy brings a \"migration\" that empties a table and fills it with as many rows, same ids.");
            passes("dbguard:pre-deploy-backup");
            deploy(server, """
                    TRUNCATE payments;
                    INSERT INTO payments SELECT i, i, 0, 'unknown' FROM generate_series(1, 20000) i;""");
            fails("dbguard:verify-counts", "TRUNCATED_AND_RESEEDED in public.payments");
        }
        try (EmbeddedPostgres server = server()) {
            transcript.tell(
                    "A deploy that lands on a new, empty data directory; the application has made its tables and seed again.");
            sql(server, "postgres", "CREATE DATABASE shop");
            sql(server, "shop", Shop.SCHEMA + ";" + Shop.SEED);
            fails("dbguard:verify-counts", "CLUSTER_REINITIALISED");

            transcript.tell("Every row is in the backup, and comes back beside what is there now; nothing is dropped.");
            passes("dbguard:restore -Ddbguard.confirm=localhost-" + port);
            transcript.tell("Is all as it was before the deploy?");
            passes("dbguard:verify-counts");
        }
    }

    /** On the same port each time, so that the URL leads to whichever server is there now. */
    private EmbeddedPostgres server() throws IOException {
        return EmbeddedPostgres.builder()
                // The default is one folder for all of this machine's users; a run that is killed while it unpacks
                // spoils it.
                .setOverrideWorkingDirectory(folder.resolveSibling("postgres").toFile())
                .setPort(port)
                .setServerConfig("fsync", "off")
                .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
                .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void deploy(EmbeddedPostgres server, String statements) throws SQLException {
        transcript.sql(statements);
        sql(server, "shop", statements);
    }

    private static void sql(EmbeddedPostgres server, String database, String statements) throws SQLException {
        try (Connection connection = server.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    private void passes(String goal) throws IOException, InterruptedException {
        if (mvn(goal).exitCode() != 0) {
            throw new Unexpected("mvn " + goal + " was expected to pass and failed, see above");
        }
    }

    private void fails(String goal, String cause) throws IOException, InterruptedException {
        Ended ended = mvn(goal);
        if (ended.exitCode() == 0) {
            throw new Unexpected("mvn " + goal + " passed: the loss was not caught");
        }
        if (ended.shown().stream().noneMatch(l -> l.startsWith("FAIL: ") && l.contains(cause))) {
            throw new Unexpected("mvn " + goal + " failed, but not because of " + cause);
        }
    }

    private record Ended(int exitCode, List<String> shown) {}

    private Ended mvn(String goal) throws IOException, InterruptedException {
        transcript.command("mvn " + goal);
        Process process = sandbox.mvn(folder, List.of(goal.split(" ")))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        List<String> shown = transcript.maven(process);
        return new Ended(process.exitValue(), shown);
    }

    private void sh(String line) throws IOException, InterruptedException {
        if (run(line) != 0) {
            throw new Unexpected(line + " failed, see above");
        }
    }

    /** The exported variables stay for the lines that follow. */
    private int run(String line) throws IOException, InterruptedException {
        transcript.command(line);
        if (line.startsWith("export ")) {
            exports.append(line).append('\n');
        }
        Process process = new ProcessBuilder("sh", "-ec", exports + line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        transcript.output(process);
        return process.exitValue();
    }

    private String newestBackup() throws IOException {
        Path backups = folder.resolve(".dbguard/backups/localhost-" + port);
        try (Stream<Path> all = Files.list(backups)) {
            return folder.relativize(all.max(Comparator.naturalOrder()).orElseThrow())
                    .toString();
        }
    }

    /** PostgreSQL's own port where it is free. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), USUAL_PORT));
            return USUAL_PORT;
        } catch (IOException taken) {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }
    }

    private static void delete(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    /** The story and what happened are two things. */
    private static final class Unexpected extends RuntimeException {
        Unexpected(String message) {
            super(message);
        }
    }
}
