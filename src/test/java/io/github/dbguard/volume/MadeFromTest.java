package io.github.dbguard.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files Compose is asked with: those that the container was made from, all of them or none. */
class MadeFromTest {

    @TempDir
    Path folder;

    private Path base;
    private Path production;
    private Path variables;
    private MadeFrom made;

    @BeforeEach
    void aProjectOfTwoFiles() throws IOException {
        base = Files.createFile(folder.resolve("compose.yaml"));
        production = Files.createFile(folder.resolve("compose.production.yaml"));
        variables = Files.createFile(folder.resolve("production.env"));
        made = new MadeFrom(List.of(base, production), List.of(variables), List.of(folder));
    }

    private List<String> all() {
        return List.of(
                "-f",
                base.toString(),
                "-f",
                production.toString(),
                "--env-file",
                variables.toString(),
                "--project-directory",
                folder.toString());
    }

    @Test
    void oneOfTheFilesStandsForAllOfThem() {
        assertThat(made.arguments(null)).isEqualTo(all());
        assertThat(made.arguments(base)).isEqualTo(all());
        assertThat(made.arguments(folder.resolve("sub/../compose.production.yaml")))
                .isEqualTo(all());
    }

    @Test
    void anotherFileStandsForItself() throws IOException {
        Path other = Files.createFile(folder.resolve("other.yaml"));

        assertThat(made.arguments(other)).containsExactly("-f", other.toString());
    }

    @Test
    void aFileThatIsGoneIsNamedAndNoOtherTakesItsPlace() throws IOException {
        for (Path gone : List.of(variables, production, base)) {
            Files.delete(gone);
            for (Path named : new Path[] {null, base}) {
                assertThatThrownBy(() -> made.arguments(named))
                        .isInstanceOf(CannotProceed.class)
                        .hasMessageContaining(gone.toString())
                        .hasMessageContaining("not there any more");
            }
        }
    }

    @Test
    void whereNothingIsWrittenDownComposeLooksForItself() {
        assertThat(MadeFrom.of(Judged.container()).arguments(null)).isEmpty();
    }
}
