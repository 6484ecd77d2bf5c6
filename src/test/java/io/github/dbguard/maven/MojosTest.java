package io.github.dbguard.maven;

import static org.apache.maven.api.plugin.testing.MojoExtension.getVariableValueFromObject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import javax.inject.Inject;
import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoParameter;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.MojoExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** What Maven makes of parameters. An URL that is none keeps these goals from looking at anything. */
@MojoTest
class MojosTest {

    private static final String NO_URL = "mysql://localhost/app";

    @Inject
    private MavenSession session;

    @BeforeEach
    void aFolderWithoutAPom() {
        Mockito.when(session.getExecutionRootDirectory()).thenReturn("target");
    }

    @Test
    @InjectMojo(goal = "verify-counts")
    @MojoParameter(name = "skip", value = "true")
    @MojoParameter(name = "url", value = NO_URL)
    void everyGoalIsSkippedByDbguardSkip(VerifyCountsMojo mojo) {
        assertThatCode(mojo::execute).doesNotThrowAnyException();
    }

    @Test
    @InjectMojo(goal = "verify-counts")
    @MojoParameter(name = "skipVerifyCounts", value = "true")
    @MojoParameter(name = "url", value = NO_URL)
    void verifyCountsIsSkippedByItsOwnParameter(VerifyCountsMojo mojo) {
        assertThatCode(mojo::execute).doesNotThrowAnyException();
    }

    @Test
    @InjectMojo(goal = "record-counts")
    @MojoParameter(name = "skipRecordCounts", value = "true")
    @MojoParameter(name = "url", value = NO_URL)
    void recordCountsIsSkippedByItsOwnParameter(RecordCountsMojo mojo) {
        assertThatCode(mojo::execute).doesNotThrowAnyException();
    }

    @Test
    @InjectMojo(goal = "pre-deploy-backup")
    @MojoParameter(name = "skipPreDeployBackup", value = "true")
    @MojoParameter(name = "url", value = NO_URL)
    void preDeployBackupIsSkippedByItsOwnParameter(PreDeployBackupMojo mojo) {
        assertThatCode(mojo::execute).doesNotThrowAnyException();
    }

    @Test
    @InjectMojo(goal = "verify-counts")
    @MojoParameter(name = "url", value = NO_URL)
    void whatCannotBeDoneIsNoRefusal(VerifyCountsMojo mojo) {
        assertThatThrownBy(mojo::execute)
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining("dbguard.url is not a PostgreSQL URL");
    }

    @Test
    @InjectMojo(goal = "record-counts")
    @MojoParameter(name = "url", value = "jdbc:postgresql://localhost/app?password=hunter2")
    void aPasswordInTheUrlIsRefusedWithoutBeingPrinted(RecordCountsMojo mojo) {
        assertThatThrownBy(mojo::execute)
                .hasMessageContaining("dbguard.passwordEnv")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    @InjectMojo(goal = "record-counts")
    @MojoParameter(name = "passwordEnv", value = "DBGUARD_TEST_PASSWORD")
    void aVariableThatIsNotSetIsNamed(RecordCountsMojo mojo) {
        assertThatThrownBy(mojo::execute)
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining("DBGUARD_TEST_PASSWORD");
    }

    @Test
    @InjectMojo(goal = "record-counts")
    @MojoParameter(name = "passwordEnv", value = "correct horse battery staple")
    void aPasswordInPlaceOfAVariablesNameIsNotPrinted(RecordCountsMojo mojo) {
        assertThatThrownBy(mojo::execute).hasMessageNotContaining("horse");
    }

    @Test
    @InjectMojo(goal = "verify-counts")
    @MojoParameter(name = "allowedLoss", value = "2.5%")
    @MojoParameter(name = "requireRows", value = "users,roles")
    void parametersAreBound(VerifyCountsMojo mojo) throws Exception {
        assertThat((String) getVariableValueFromObject(mojo, "allowedLoss")).isEqualTo("2.5%");
        assertThat((List<?>) getVariableValueFromObject(mojo, "requireRows")).isEqualTo(List.of("users", "roles"));
    }

    @Test
    @InjectMojo(goal = "pre-deploy-backup")
    @MojoParameter(name = "format", value = "plain")
    void theFormatIsBound(PreDeployBackupMojo mojo) throws Exception {
        assertThat((String) getVariableValueFromObject(mojo, "format")).isEqualTo("plain");
    }
}
