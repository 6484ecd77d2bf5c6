package io.github.dbguard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A throwaway Compose project in a folder, driven through the docker CLI as a deploy drives it. Its name is unique, so
 * that runs at once do not meet; {@link #close}, or the end of this JVM at the latest, removes it with its volumes.
 */
public final class ComposeProject implements AutoCloseable {

    private static final String SERVICE = "db";

    private final Path folder;
    private final List<String> names = new ArrayList<>();
    private final Thread last = new Thread(this::remove);

    private ComposeProject(Path folder) {
        this.folder = folder;
        names.add("dbguard-it-" + UUID.randomUUID().toString().substring(0, 8));
        Runtime.getRuntime().addShutdownHook(last);
    }

    /** The project of a folder that has a {@code compose.yaml}; nothing is started yet. */
    public static ComposeProject in(Path folder) {
        return new ComposeProject(folder);
    }

    /** Writes a {@code compose.yaml} whose service db keeps its data in the named volume data; starts nothing yet. */
    public static ComposeProject write(Path folder, String tag) {
        writeFile(folder, tag, "data");
        return in(folder);
    }

    /** @param volume the named volume; empty to leave it to the image's anonymous one */
    static void writeFile(Path folder, String tag, String volume) {
        int major = Integer.parseInt(tag.split("-")[0]);
        String place = major >= 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data";
        String mount = volume.isEmpty() ? "" : "    volumes: [\"" + volume + ":" + place + "\"]\n";
        String volumes = volume.isEmpty() ? "" : "volumes:\n  " + volume + ":\n";
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("compose.yaml"), """
                    services:
                      db:
                        image: dbguard-testbed/postgres:%s
                        environment:
                          POSTGRES_USER: shop
                          POSTGRES_DB: shop
                          POSTGRES_PASSWORD: %s
                          POSTGRES_INITDB_ARGS: --no-sync
                    """.formatted(tag, TestPostgres.PASSWORD) + mount + volumes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code docker compose up -d}, and waits until the server answers. */
    public ComposeProject up(String... arguments) {
        List<String> command = new ArrayList<>(List.of("up", "-d", "--quiet-pull"));
        command.addAll(List.of(arguments));
        compose(command.toArray(String[]::new));
        server().awaitReady();
        return this;
    }

    /** From now on the project goes by another name, as after {@code COMPOSE_PROJECT_NAME} was changed. */
    public void rename() {
        names.add(0, "dbguard-it-" + UUID.randomUUID().toString().substring(0, 8));
    }

    /** Fills database shop with the web of tables. */
    public ComposeProject seed() {
        seed(server(), "shop");
        return this;
    }

    static void seed(TestPostgres server, String database) {
        try (InputStream sql = ComposeProject.class.getResourceAsStream("web-of-tables.sql")) {
            server.psql(database, new String(sql.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs SQL in database shop. */
    public String psql(String sql) {
        return server().psql("shop", sql);
    }

    /** The server of service db. */
    public TestPostgres server() {
        return TestPostgres.running(name() + "-" + SERVICE + "-1", "shop");
    }

    public String name() {
        return names.get(0);
    }

    public Path folder() {
        return folder;
    }

    /** Runs {@code docker compose} on the project; fails where it fails. */
    public TestPostgres.Output compose(String... arguments) {
        List<String> command = new ArrayList<>(List.of("compose", "--progress", "quiet", "-p", name()));
        command.addAll(List.of(
                "--project-directory",
                folder.toString(),
                "-f",
                folder.resolve("compose.yaml").toString()));
        command.addAll(List.of(arguments));
        TestPostgres.Output output = TestPostgres.docker(command.toArray(String[]::new));
        if (output.exitCode() != 0) {
            throw new IllegalStateException(command + ": " + output);
        }
        return output;
    }

    private void remove() {
        for (String name : names) {
            // A pin would keep the volume, which is what it is for.
            TestPostgres.docker("rm", "-f", "dbguard-pin-" + name + "_data");
            TestPostgres.docker("compose", "-p", name, "down", "-v", "-t", "1");
        }
    }

    @Override
    public void close() {
        remove();
        Runtime.getRuntime().removeShutdownHook(last);
    }
}
