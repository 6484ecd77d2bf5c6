package io.github.dbguard.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.inject.Inject;
import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoParameter;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.execution.MavenSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;

/** Which of the passwords that lie beside a project a server is offered. */
@MojoTest
class OtherPasswordsTest {

    private static final String URL = "jdbc:postgresql://db.example.com/app";

    @TempDir
    Path folder;

    @Inject
    private MavenSession session;

    @BeforeEach
    void aProjectWithItsPasswords() throws IOException {
        Mockito.when(session.getExecutionRootDirectory()).thenReturn(folder.toString());
        Files.writeString(folder.resolve(".env"), "POSTGRES_PASSWORD=now\n");
        Files.writeString(folder.resolve(".env.previous"), "POSTGRES_PASSWORD=before\n");
    }

    @Test
    @InjectMojo(goal = "verify-counts")
    void theProjectsOwnContainerIsOfferedThemAll(VerifyCountsMojo mojo) {
        assertThat(mojo.otherPasswords()).containsExactly("now", "before");
    }

    @Test
    @InjectMojo(goal = "verify-counts")
    @MojoParameter(name = "url", value = URL)
    void aServerBehindAUrlIsOfferedNone(VerifyCountsMojo mojo) {
        assertThat(mojo.otherPasswords()).isEmpty();
    }

    @Test
    @InjectMojo(goal = "rotate-password")
    @MojoParameter(name = "url", value = URL)
    void aServerWhosePasswordTheEnvFileIsToHoldIsOfferedIt(RotatePasswordMojo mojo) {
        assertThat(mojo.otherPasswords()).containsExactly("now", "before");
    }
}
