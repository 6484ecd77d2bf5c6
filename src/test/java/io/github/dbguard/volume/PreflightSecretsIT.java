package io.github.dbguard.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.ComposeProject;
import io.github.dbguard.EngineTest;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.TargetOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A password from a secret: the next one is judged, or nothing is; never the one that the container has still. */
@EngineTest
class PreflightSecretsIT {

    private static final String COMPOSE = """
            services:
              db:
                image: dbguard-testbed/postgres:15
                environment:
                  POSTGRES_USER: shop
                  POSTGRES_DB: shop
                  POSTGRES_PASSWORD_FILE: /run/secrets/db
                secrets: [db]
                volumes: ["data:/var/lib/postgresql/data"]
            volumes:
              data:
            secrets:
              db:
                %s
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

    private void secret(String source) throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), COMPOSE.formatted(source));
    }

    private Line look() {
        TargetOptions options =
                new TargetOptions(folder, null, null, null, null, null, null, List.of(), null, Duration.ofSeconds(30));
        try (ContainerTarget target = (ContainerTarget) FindTarget.find(options)) {
            return new PasswordCheck(target, new Deploy(target, folder, null)).look();
        }
    }

    @Test
    void whatTheNextContainerWouldGetIsTriedAndWhatIsNotKnownHereIsNoPass() throws IOException {
        // The one variable that this process and those that it starts surely share, with a value that fits a password.
        secret("environment: HOME");
        project = ComposeProject.in(folder);
        Files.writeString(folder.resolve(".env"), "COMPOSE_PROJECT_NAME=" + project.name() + "\n");
        project.up();
        assertThat(look())
                .isEqualTo(Line.ok(
                        "password",
                        "the server takes the password that the Compose file (with .env) has for role shop"));

        Files.writeString(folder.resolve("next.txt"), "another-secret\n");
        secret("file: ./next.txt");
        assertThat(look().found()).contains("refuses", "the container was made with another");

        for (String elsewhere : List.of("external: true", "environment: DBGUARD_TEST_NOT_SET")) {
            secret(elsewhere);
            assertThat(look()).as(elsewhere).satisfies(line -> {
                assertThat(line.severity()).isEqualTo(Severity.ERROR);
                assertThat(line.found())
                        .startsWith("could not look: the Compose file takes the password from a secret");
            });
        }
    }
}
