package io.github.dbguard.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.Refused;
import io.github.dbguard.SilentLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command of the user's is run to its end, or ended with all that it started. */
class ShellCommandTest {

    private static final Duration SHORT = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private void run(String command, Duration limit, Log log) {
        ShellCommand.run(command, folder, limit, log, "All is well otherwise.");
    }

    @Test
    void whatItWritesIsPassedOn() {
        List<String> lines = new ArrayList<>();
        run("echo out; echo err >&2; pwd", Duration.ofSeconds(30), new Log() {
            @Override
            public void info(String line) {
                lines.add(line);
            }

            @Override
            public void warn(String line) {}
        });
        assertThat(lines)
                .hasSize(3)
                .startsWith("out", "err")
                .last()
                .asString()
                .endsWith(folder.getFileName().toString());
    }

    @Test
    void itsExitCodeIsNamed() {
        assertThatThrownBy(() -> run("exit 3", Duration.ofSeconds(30), new SilentLog()))
                .isInstanceOf(Refused.class)
                .hasMessage("The command ended with exit code 3: exit 3\nAll is well otherwise.");
    }

    @Test
    void aShellThatIsEndedDoesNotGoOnWithItsNextCommand() {
        // The race is lost now and then where the child is told first; so a few times.
        for (int n = 0; n < 3; n++) {
            assertThatThrownBy(() -> run("(sleep 600; touch inner); touch outer", SHORT, new SilentLog()))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("did not end within 1 s, and was ended")
                    .hasMessageContaining("-Ddbguard.timeout=<seconds>");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatItStartedIsToldAndHasTimeToCleanUp() {
        assertThatThrownBy(() -> run(
                        "sh -c 'trap \"sleep 0.5; touch cleaned-up; exit 1\" TERM; sleep 600 & wait'; true",
                        SHORT,
                        new SilentLog()))
                .isInstanceOf(CannotProceed.class);
        assertThat(folder.resolve("cleaned-up")).exists();
    }

    @Test
    void whoeverIsToldOfItsProcessAndFailsEndsIt() {
        List<ProcessHandle> shells = new ArrayList<>();
        assertThatThrownBy(() -> ShellCommand.run(
                        "sleep 600; true", folder, Duration.ofSeconds(30), new SilentLog(), "", shell -> {
                            shells.add(shell);
                            await(() -> shell.children().findAny().isPresent());
                            throw new CannotProceed("no journal");
                        }))
                .hasMessage("no journal");
        assertThat(shells).singleElement().matches(shell -> !shell.isAlive());
    }

    private static void await(BooleanSupplier there) {
        while (!there.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
