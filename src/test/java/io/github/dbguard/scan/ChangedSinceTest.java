package io.github.dbguard.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Progress;
import io.github.dbguard.scan.accepted.Configuration;
import io.github.dbguard.scan.accepted.KnownFindings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pull request changed, in a repository of real git. */
class ChangedSinceTest {

    private static final String DOWN = "docker compose down -v\n";

    @TempDir
    Path root;

    @BeforeEach
    void aRepositoryWithAScriptOnMain() throws Exception {
        git("init", "--quiet", "--initial-branch=main");
        file("old.sh", DOWN);
        file("mended.sh", DOWN);
        file("gone.sh", DOWN);
        commit();
        git("switch", "--quiet", "--create", "change");
    }

    @Test
    void onlyWhatTheBranchChangedIsScanned() throws Exception {
        file("deploy/new.sh", DOWN);
        file("mended.sh", "echo mended\n");
        Files.delete(root.resolve("gone.sh"));
        commit();
        file("under way 1.sh", DOWN);

        assertThat(paths("main")).containsExactly("deploy/new.sh", "under way 1.sh");
        assertThat(scan("main").files()).isEqualTo(3);
    }

    @Test
    void whatMainGotSinceIsNotTheBranchs() throws Exception {
        file("new.sh", DOWN);
        commit();
        git("switch", "--quiet", "main");
        file("theirs.sh", DOWN);
        commit();
        git("switch", "--quiet", "change");

        assertThat(paths("main")).containsExactly("new.sh");
    }

    @Test
    void aFolderOfARepositoryIsScannedByItsOwnPaths() throws Exception {
        file("app/run.sh", DOWN);
        file("beside.sh", DOWN);
        commit();

        assertThat(paths(root.resolve("app"), "main")).containsExactly("run.sh");
    }

    @Test
    void anImageThatJumpsAMajorVersionIsFound() throws Exception {
        file("compose.yaml", compose("16.4"));
        commit();
        git("tag", "before");
        file("compose.yaml", compose("17.0"));
        commit();

        assertThat(scan("before").findings()).extracting(Finding::rule).contains("image-major-upgrade");
        assertThat(scan("HEAD").findings()).extracting(Finding::rule).doesNotContain("image-major-upgrade");
    }

    @Test
    void aCommitThatIsNotThereIsNoScanWithoutFindings() {
        assertThatThrownBy(() -> scan("origin/main"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("origin/main")
                .hasMessageContaining("git fetch");
        assertThatThrownBy(() -> scan("--output=/etc/passwd"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("is no commit");
    }

    @Test
    void aFolderWithoutGitIsNoScanWithoutFindings(@TempDir Path elsewhere) throws Exception {
        Files.writeString(elsewhere.resolve("a.sh"), DOWN);

        assertThatThrownBy(() -> scan(elsewhere, "main")).isInstanceOf(CannotProceed.class);
    }

    @Test
    void whatOneCloneAloneIgnoresIsNotRead() throws Exception {
        Files.writeString(root.resolve(".git/info/exclude"), "/mine/\n");
        file("mine/run.sh", DOWN);

        assertThat(scan(root, null).findings())
                .extracting(Finding::path)
                .containsExactly("gone.sh", "mended.sh", "old.sh");
    }

    private static String compose(String version) {
        return """
                services:
                  db:
                    image: postgres:%s
                    volumes:
                      - data:/var/lib/postgresql/data
                volumes:
                  data:
                """.formatted(version);
    }

    private List<String> paths(String ref) {
        return paths(root, ref);
    }

    private static List<String> paths(Path folder, String ref) {
        return scan(folder, ref).findings().stream().map(Finding::path).toList();
    }

    private ScanResult scan(String ref) {
        return scan(root, ref);
    }

    private static ScanResult scan(Path folder, String ref) {
        Configuration configuration = Configuration.read(folder.resolve(".dbguard.yml"));
        LocalDate today = LocalDate.of(2026, 11, 21);
        return new Scan(new ScanOptions(folder, configuration, KnownFindings.NONE, ref, today), Progress.NONE).run();
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void commit() throws Exception {
        git("add", "--all");
        git(
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                "-c",
                "commit.gpgsign=false",
                "commit",
                "--quiet",
                "-m",
                "x");
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(command + "\n" + output).isZero();
    }
}
