package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of the passwords that a run knows, nothing is to be found in what it says, writes, and asks of the engine. */
@EngineTest
class SecretsIT {

    private static final String ROLE_PASSWORD = "another-known-secret";

    @TempDir
    Path folder;

    @Test
    void noSecretIsSaidOrWrittenAnywhere() throws IOException {
        try (ComposeProject shop = ComposeProject.write(folder, "15").up().seed()) {
            shop.psql("CREATE ROLE guard SUPERUSER LOGIN PASSWORD '" + ROLE_PASSWORD + "'");
            // Without trust, passwords are really needed.
            shop.server()
                    .exec(
                            "sh",
                            "-c",
                            "sed -i 's/trust$/scram-sha-256/; s/^local.*/local all shop trust\\nlocal all all scram-sha-256/'"
                                    + " \"$PGDATA/pg_hba.conf\"");
            shop.psql("SELECT pg_reload_conf()");
            String since = Instant.now().toString();

            StringBuilder said = new StringBuilder();
            for (String goal : List.of("pre-deploy-backup", "verify-counts")) {
                MavenRun.Ended compose = MavenRun.in(folder).goal(goal, "-X");
                MavenRun.Ended named = MavenRun.in(folder)
                        .with("GUARD_PASSWORD", ROLE_PASSWORD)
                        .goal(goal, "-X", "-Ddbguard.user=guard", "-Ddbguard.passwordEnv=GUARD_PASSWORD");
                assertThat(compose.success()).as(compose.output()).isTrue();
                assertThat(named.success()).as(named.output()).isTrue();
                said.append(compose.output()).append(named.output());
            }
            MavenRun.Ended wrong = MavenRun.in(folder)
                    .with("GUARD_PASSWORD", ROLE_PASSWORD + "-mistyped")
                    .goal("verify-counts", "-X", "-e", "-Ddbguard.user=guard", "-Ddbguard.passwordEnv=GUARD_PASSWORD");
            assertThat(wrong.success()).isFalse();
            assertThat(wrong.output()).contains("refuses the login", "no volume needs to go for this");
            said.append(wrong.output());

            assertThat(secretLines(said.toString())).isEmpty();
            String events = TestPostgres.docker(
                            "events",
                            "--filter",
                            "container=" + shop.server().name(),
                            "--since",
                            since,
                            "--until",
                            Instant.now().toString())
                    .stdout();
            assertThat(events).contains("exec_create");
            assertThat(secretLines(events)).isEmpty();
            assertThat(secretLines(shop.server().log())).isEmpty();
            try (Stream<Path> files = Files.walk(folder.resolve(".dbguard"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                    assertThat(secretLines(content)).as(file.toString()).isEmpty();
                    assertThat(content.contains("SCRAM-SHA-256$"))
                            .as(file.toString())
                            .isEqualTo(file.endsWith("globals.sql"));
                }
            }
        }
    }

    private static List<String> secretLines(String text) {
        return text.lines()
                .filter(line -> line.contains(TestPostgres.PASSWORD) || line.contains(ROLE_PASSWORD))
                .toList();
    }
}
