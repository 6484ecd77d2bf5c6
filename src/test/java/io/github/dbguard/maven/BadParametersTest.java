package io.github.dbguard.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.target.Target;
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

/** Values that no goal can use are named with the parameter and with what it takes, before the target is touched. */
@MojoTest
class BadParametersTest {

    private static final Target UNTOUCHED = null;

    @TempDir
    Path folder;

    @Inject
    private MavenSession session;

    @BeforeEach
    void aFolderWithoutAPom() {
        Mockito.when(session.getExecutionRootDirectory()).thenReturn(folder.toString());
    }

    private static void assertRefused(AbstractTargetMojo mojo, String... says) {
        assertThatThrownBy(() -> mojo.run(UNTOUCHED))
                .isInstanceOf(CannotProceed.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(says));
    }

    @Test
    @InjectMojo(goal = "pre-deploy-backup")
    @MojoParameter(name = "format", value = "zip")
    void aFormatThatThereIsNot(PreDeployBackupMojo mojo) {
        assertRefused(mojo, "dbguard.format is \"zip\"", "directory, custom, plain", "No backup was made");
    }

    @Test
    @InjectMojo(goal = "pre-deploy-backup")
    @MojoParameter(name = "compression", value = "lzma")
    void aCompressionThatThereIsNot(PreDeployBackupMojo mojo) {
        assertRefused(mojo, "dbguard.compression is \"lzma\"", "gzip, zstd, none");
    }

    @Test
    @InjectMojo(goal = "pre-deploy-backup")
    @MojoParameter(name = "jobs", value = "-1")
    void lessThanNoJobs(PreDeployBackupMojo mojo) {
        assertRefused(mojo, "dbguard.jobs is -1");
    }

    @Test
    @InjectMojo(goal = "pre-deploy-backup")
    @MojoParameter(name = "lockTimeout", value = "0")
    void noPatience(PreDeployBackupMojo mojo) {
        assertRefused(mojo, "dbguard.lockTimeout is 0");
    }

    @Test
    @InjectMojo(goal = "pre-deploy-backup")
    @MojoParameter(name = "fingerprint", value = "everything")
    void aFingerprintThatThereIsNot(PreDeployBackupMojo mojo) {
        assertRefused(mojo, "dbguard.fingerprint", "everything", "KEYS");
    }

    @Test
    @InjectMojo(goal = "pre-deploy-backup")
    @MojoParameter(name = "checksFile", value = "no-such-checks.sql")
    void aChecksFileThatIsNotThere(PreDeployBackupMojo mojo) {
        assertRefused(mojo, "no-such-checks.sql", "dbguard.checksFile");
    }

    @Test
    void aChecksFileWithoutAnyCheck() throws IOException {
        Path file = Files.writeString(folder.resolve("checks.sql"), "SELECT 1;\n");
        assertThatThrownBy(() -> ChecksFile.read(file))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("-- check:");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xc0});
        assertThatThrownBy(() -> ChecksFile.read(file)).isInstanceOf(CannotProceed.class);
        assertThatThrownBy(() -> ChecksFile.read(folder)).isInstanceOf(CannotProceed.class);
    }
}
