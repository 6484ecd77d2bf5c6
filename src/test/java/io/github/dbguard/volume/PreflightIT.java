package io.github.dbguard.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.ComposeProject;
import io.github.dbguard.EngineTest;
import io.github.dbguard.Progress;
import io.github.dbguard.SilentLog;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.backup.BackupStore;
import io.github.dbguard.counts.CountOptions;
import io.github.dbguard.counts.FingerprintMode;
import io.github.dbguard.counts.Policies;
import io.github.dbguard.counts.RecordCounts;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preflight beside a Compose project: nothing wrong, and then one thing after the other. */
@EngineTest
class PreflightIT {

    private static final String COMPOSE = """
            services:
              db:
                image: dbguard-testbed/postgres:%s
                environment:
                  POSTGRES_USER: shop
                  POSTGRES_DB: shop
                  POSTGRES_PASSWORD: ${DB_PASSWORD}
                healthcheck:
                  test: pg_isready -h 127.0.0.1 -U shop
                  interval: 1s
                  retries: 120
                volumes: ["%s:/var/lib/postgresql/data"]
            volumes:
              data:
              other:
            """;

    @TempDir
    Path folder;

    private ComposeProject project;

    @AfterEach
    void remove() {
        if (project != null) {
            project.close();
        }
    }

    private void up(String password) throws IOException {
        compose("15", "data");
        project = ComposeProject.in(folder);
        environment(project.name(), password);
        project.up("--wait");
    }

    private void compose(String tag, String volume) throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), COMPOSE.formatted(tag, volume));
    }

    /** What Compose reads beside its file. */
    private void environment(String name, String password) throws IOException {
        Files.writeString(
                folder.resolve(".env"), "COMPOSE_PROJECT_NAME=" + name + "\nDB_PASSWORD='" + password + "'\n");
    }

    private Target find() {
        return FindTarget.find(
                new TargetOptions(folder, null, null, null, null, null, null, List.of(), null, Duration.ofSeconds(30)));
    }

    private Map<String, Line> look() {
        try (Target target = find()) {
            List<Line> lines = Preflight.of(
                            target, new BackupStore(folder.resolve(".dbguard")), folder, null, Instant.now())
                    .look();
            return lines.stream().collect(Collectors.toMap(Line::name, Function.identity()));
        }
    }

    @Test
    void aWellKeptProjectIsSafeToDeploy() throws IOException {
        up("first-secret");

        Map<String, Line> lines = look();

        assertThat(lines.values())
                .filteredOn(line -> line.severity() == Severity.ERROR)
                .isEmpty();
        assertThat(lines.get("server").found()).startsWith("PostgreSQL 15").endsWith("healthy");
        assertThat(lines.get("PGDATA").found())
                .isEqualTo("/var/lib/postgresql/data is on volume " + project.name() + "_data");
        for (String fine : List.of(
                "server",
                "tools",
                "PGDATA",
                "next volume",
                "next image",
                "volume settings",
                "shared volume",
                "engine",
                "password",
                "room",
                "connections",
                "transactions",
                "migrations",
                "init scripts")) {
            assertThat(lines.get(fine).severity())
                    .as(lines.get(fine).toString())
                    .isEqualTo(Severity.OK);
        }
        assertThat(lines.get("pin").severity()).isEqualTo(Severity.WARNING);
        assertThat(lines.get("backup").severity()).isEqualTo(Severity.WARNING);
        assertThat(lines.get("baseline").severity()).isEqualTo(Severity.NOTE);

        try (Target target = find()) {
            PinVolume.pin(target);
        }
        assertThat(look().get("pin").severity()).isEqualTo(Severity.OK);
    }

    @Test
    void aRenamedProjectAMovedMountAndAnotherImageAreSeenBeforeTheDeploy() throws IOException {
        up("first-secret");
        String name = project.name();

        environment(name + "-2", "first-secret");
        assertThat(look().get("next volume")).satisfies(line -> {
            assertThat(line.severity()).isEqualTo(Severity.ERROR);
            assertThat(line.found()).contains("volume " + name + "-2_data, and it lies on volume " + name + "_data");
        });

        environment(name, "first-secret");
        compose("15", "other");
        assertThat(look().get("next volume").found()).contains("volume " + name + "_other");

        compose("17", "data");
        assertThat(look().get("next image").found()).contains("holds PostgreSQL 17, and the data directory is of 15");

        // The image of 18 looks for its data below another folder.
        compose("18", "data");
        Map<String, Line> lines = look();
        assertThat(lines.get("next image").severity()).isEqualTo(Severity.ERROR);
        assertThat(lines.get("next volume").severity()).isEqualTo(Severity.ERROR);

        compose("no-such-tag", "data");
        assertThat(look().get("next image")).satisfies(line -> {
            assertThat(line.severity()).isEqualTo(Severity.ERROR);
            assertThat(line.found()).startsWith("could not look");
        });

        Files.writeString(
                folder.resolve("compose.yaml"),
                COMPOSE.formatted("15", "data").replace("  data:\n", "  data:\n    labels: {tier: gold}\n"));
        assertThat(look().get("volume settings").found()).contains("another set of labels");

        Files.delete(folder.resolve("compose.yaml"));
        assertThat(look().get("next volume").found())
                .startsWith("could not look: the container was made from " + folder.resolve("compose.yaml"));
    }

    @Test
    void passwordsThatHaveDriftedAreSeenAndNeverPrinted() throws IOException {
        up("first-$ecret");
        assertThat(look().get("password").severity()).isEqualTo(Severity.OK);

        environment(project.name(), "second-$ecret");
        Map<String, Line> drifted = look();
        assertThat(drifted.get("password")).satisfies(line -> {
            assertThat(line.severity()).isEqualTo(Severity.ERROR);
            assertThat(line.found())
                    .contains("the server refuses the password that the Compose file (with .env) has for role shop")
                    .contains("the container was made with another");
            assertThat(line.advice()).contains("Leave the volume alone");
        });
        assertThat(drifted.toString()).doesNotContain("$ecret");

        project.psql("ALTER ROLE shop PASSWORD 'second-$ecret'");
        assertThat(look().get("password")).satisfies(line -> {
            assertThat(line.severity()).isEqualTo(Severity.WARNING);
            assertThat(line.found()).contains("makes the database's container anew");
        });

        project.up("--wait");
        assertThat(look().get("password").severity()).isEqualTo(Severity.OK);

        project.psql("ALTER ROLE shop PASSWORD 'third-$ecret'");
        assertThat(look().get("password").found()).contains("refuses").doesNotContain("was made with another");
    }

    @Test
    void anEnvironmentFileThatIsMissingIsSeenBeforeAnybodyDeletesTheVolumeForIt() throws IOException {
        up("first-secret");
        Files.writeString(folder.resolve(".env"), "COMPOSE_PROJECT_NAME=" + project.name() + "\n");
        assertThat(look().get("password")).satisfies(line -> {
            assertThat(line.severity()).isEqualTo(Severity.ERROR);
            assertThat(line.found()).contains("an empty password");
            assertThat(line.advice()).contains("Leave the volume alone");
        });
    }

    @Test
    void aPasswordInASecretsFileIsTriedToo() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "first-secret\n");
        Files.writeString(
                folder.resolve("compose.yaml"),
                COMPOSE.formatted("15", "data")
                                .replace("POSTGRES_PASSWORD: ${DB_PASSWORD}", "POSTGRES_PASSWORD_FILE: /run/secrets/db")
                                .replace("    healthcheck:", "    secrets: [db]\n    healthcheck:")
                        + "secrets:\n  db:\n    file: ./secret.txt\n");
        project = ComposeProject.in(folder);
        environment(project.name(), "unused");
        project.up("--wait");
        assertThat(look().get("password"))
                .isEqualTo(Line.ok(
                        "password",
                        "the server takes the password that the Compose file (with .env) has for role shop"));

        // The container mounts the file itself: what it would read now is what the next one reads.
        Files.writeString(secret, "second-secret\n");
        assertThat(look().get("password").severity()).isEqualTo(Severity.ERROR);
    }

    @Test
    void anotherClusterThanTheBaselinesIsSeen() throws IOException {
        up("first-secret");
        CountOptions options = new CountOptions(
                FingerprintMode.COUNTS, Policies.STRICT, List.of(), 1, Duration.ofSeconds(10), Duration.ZERO);
        try (Target target = find()) {
            project.psql("CREATE DATABASE more");
        }
        try (Target target = find()) {
            BackupStore store = new BackupStore(folder.resolve(".dbguard"));
            store.prepare();
            new RecordCounts(options, new SilentLog(), Progress.NONE).record(target, store.baseline());
        }
        assertThat(look().get("baseline").severity()).isEqualTo(Severity.OK);

        project.psql("DROP DATABASE more");
        assertThat(look().get("baseline").found()).contains("gone since").contains("database more");

        project.compose("down", "-v", "-t", "1");
        project.up("--wait");
        assertThat(look().get("baseline")).satisfies(line -> {
            assertThat(line.severity()).isEqualTo(Severity.ERROR);
            assertThat(line.found()).startsWith("another cluster than that of the baseline of");
        });
    }

    @Test
    void whateverElseWritesToTheVolumeIsSeen() throws IOException {
        up("first-secret");
        String volume = project.name() + "_data";
        String other = "dbguard-test-" + UUID.randomUUID().toString().substring(0, 8);
        try {
            beside(other, volume + ":/backup:ro", "/var/lib/postgresql");
            assertThat(look().get("shared volume").severity()).isEqualTo(Severity.OK);
            beside(other, volume + ":/backup", "/etc/hosts");
            assertThat(look().get("shared volume").severity()).isEqualTo(Severity.WARNING);
            beside(other, volume + ":/backup", "/var/lib/postgresql");
            assertThat(look().get("shared volume")).satisfies(line -> {
                assertThat(line.severity()).isEqualTo(Severity.ERROR);
                assertThat(line.found()).contains(other + " runs on " + volume + " too");
            });
        } finally {
            TestPostgres.docker("rm", "-fv", other);
        }
    }

    /** With such an argument it has the looks of a server. A real second one would destroy the data. */
    private static void beside(String name, String mount, String argument) {
        TestPostgres.docker("rm", "-fv", name);
        TestPostgres.Output run = TestPostgres.docker(
                "run",
                "-d",
                "--name",
                name,
                "--label",
                "dbguard-test=1",
                "--network",
                "none",
                "-v",
                mount,
                "--entrypoint",
                "tail",
                "dbguard-testbed/postgres:15",
                "-f",
                "/etc/passwd",
                argument);
        assertThat(run.exitCode()).as(run.toString()).isZero();
    }

    @Test
    void migrationsThatWereNeverFinishedAndInitScriptsAgainstThemAreSeen() throws IOException {
        Path scripts = Files.createDirectory(folder.resolve("init"));
        Files.writeString(scripts.resolve("1.sql"), "CREATE TABLE users (id int);\n");
        Files.writeString(scripts.resolve("2.sh"), "echo nothing to make here\n");
        up("first-secret");
        Files.writeString(
                folder.resolve("compose.yaml"),
                COMPOSE.formatted("15", "data")
                        .replace("/data\"]", "/data\", \"./init:/docker-entrypoint-initdb.d:ro\"]"));
        project.up("--wait");
        assertThat(look().get("init scripts").found()).contains("2 there; no migration tool owns the schema");

        project.psql("CREATE TABLE _prisma_migrations (migration_name text, started_at timestamptz,"
                + " finished_at timestamptz, rolled_back_at timestamptz);"
                + " INSERT INTO _prisma_migrations VALUES ('1_init', now(), now(), NULL)");
        Map<String, Line> owned = look();
        assertThat(owned.get("migrations").severity()).isEqualTo(Severity.OK);
        assertThat(owned.get("init scripts").severity()).isEqualTo(Severity.WARNING);
        assertThat(owned.get("init scripts").found()).contains("1.sql has CREATE TABLE users, and Prisma owns");

        project.psql("INSERT INTO _prisma_migrations VALUES ('2_half', now(), NULL, NULL)");
        assertThat(look().get("migrations")).satisfies(line -> {
            assertThat(line.severity()).isEqualTo(Severity.ERROR);
            assertThat(line.found()).contains("2_half");
        });
    }
}
