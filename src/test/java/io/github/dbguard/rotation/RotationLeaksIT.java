package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.MavenSandbox;
import io.github.dbguard.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After a rotation the clear passwords, new and old, are in the env files and nowhere else. */
@EngineTest
class RotationLeaksIT {

    private static final String OLD = "leaky-old-6b1f83";
    private static final String NEW = "leaky-new-c27a90";
    private static final String NEWEST = "leaky-newest-5d4e11";

    private static TestPostgres postgres;

    @TempDir
    static Path home;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start(
                "15",
                List.of("-e", "POSTGRES_PASSWORD=" + OLD),
                "-c",
                "shared_preload_libraries=pg_stat_statements",
                "-c",
                "log_statement=all",
                "-c",
                "log_min_duration_statement=0",
                "-c",
                "log_connections=on");
        postgres.psql("CREATE EXTENSION pg_stat_statements; CREATE TABLE orders (id int PRIMARY KEY)");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void theClearPasswordsAreInTheEnvFilesAndNowhereElse() throws Exception {
        Path env = folder.resolve(".env");
        Files.writeString(env, "POSTGRES_PASSWORD=" + NEW + "\n");
        Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rw-------"));
        nothingLeaks("the env file says it");

        assertThat(Files.readString(folder.resolve(".env.previous"))).contains(OLD);
        nothingLeaks("a variable holds it", "-Ddbguard.newPasswordEnv=NEWEST");
        assertThat(Files.readString(env)).contains(NEWEST);
        assertThat(Files.readString(folder.resolve(".env.previous"))).contains(NEW);
    }

    private void nothingLeaks(String how, String... arguments) throws Exception {
        String since = Instant.now().toString();
        String output;
        Sampler seen;
        try (Sampler sampler = new Sampler(folder)) {
            seen = sampler;
            output = rotate(arguments);
        }
        assertThat(output).as(how).contains("BUILD SUCCESS", "[DEBUG]", "takes the new one");
        requireNone(how + ": Maven's output", output);
        assertThat(seen.commands).anyMatch(c -> c.contains("rotate-password")).anyMatch(c -> c.contains("pg_dump"));
        requireNone(how + ": arguments of processes", String.join("\n", seen.commands));

        String events = TestPostgres.docker(
                        "events",
                        "--filter",
                        "container=" + postgres.name(),
                        "--since",
                        since,
                        "--until",
                        Instant.now().toString())
                .stdout();
        assertThat(events).contains("exec_create");
        requireNone(how + ": docker events", events);

        String log = postgres.log();
        assertThat(log).contains("connection authorized", "duration: ");
        requireNone(how + ": the server's log", log);
        assertThat(log).as("verifiers are no business of a log either").doesNotContain("SCRAM-SHA-256$");
        String statements = postgres.psql("SELECT query FROM pg_stat_statements");
        assertThat(statements).contains("pg_authid");
        requireNone(how + ": pg_stat_statements", statements);
        assertThat(statements).doesNotContain("SCRAM-SHA-256$");

        requireNoneIn(folder.resolve(".dbguard"));
        requirePrivate(seen);
    }

    private String rotate(String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(
                List.of("-B", "-ntp", "-X", "dbguard:rotate-password", "-Ddbguard.container=" + postgres.name()));
        arguments.addAll(List.of(more));
        Path output = home.resolve("output");
        ProcessBuilder maven = MavenSandbox.in(home)
                .mvn(folder, arguments)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        maven.environment().put("NEWEST", NEWEST);
        Process process = maven.start();
        try {
            process.waitFor();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    private void requireNoneIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                requireNone(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        try (Stream<Path> journals = Files.list(directory.resolve("journal"))) {
            assertThat(journals).isEmpty();
        }
    }

    private void requirePrivate(Sampler seen) {
        Path journal = folder.resolve(".dbguard/journal");
        assertThat(seen.modes.get(journal)).containsExactly("rwx------");
        assertThat(seen.modes.get(folder.resolve(".dbguard"))).containsExactly("rwx------");
        List<Path> journals = seen.modes.keySet().stream()
                .filter(path -> path.getParent().equals(journal))
                .toList();
        assertThat(journals).as("the journal was seen").isNotEmpty();
        List<Path> envs = seen.modes.keySet().stream()
                .filter(path -> path.getParent().equals(folder))
                .filter(path -> path.getFileName().toString().contains(".env"))
                .toList();
        assertThat(envs).contains(folder.resolve(".env.previous"));
        assertThat(Stream.of(journals, envs).flatMap(Collection::stream).flatMap(path -> seen.modes.get(path).stream()))
                .containsOnly("rw-------");
    }

    private static void requireNone(String where, String text) {
        assertThat(text.lines()
                        .filter(line -> Stream.of(OLD, NEW, NEWEST).anyMatch(line::contains))
                        .toList())
                .as(where)
                .isEmpty();
    }
}
