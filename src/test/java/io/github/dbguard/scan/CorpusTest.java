package io.github.dbguard.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.archive.Json;
import io.github.dbguard.scan.files.FileKind;
import io.github.dbguard.scan.text.Lines;
import io.github.dbguard.scan.tree.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Snippets as they stand in real repositories, dangers and what looks like them, each with its verdict. */
class CorpusTest {

    private static final Map<String, String> PATHS = Map.ofEntries(
            Map.entry("github-workflow", ".github/workflows/main.yml"),
            Map.entry("gitlab-ci", ".gitlab-ci.yml"),
            Map.entry("azure-pipelines", "azure-pipelines.yml"),
            Map.entry("circleci", ".circleci/config.yml"),
            Map.entry("bitbucket", "bitbucket-pipelines.yml"),
            Map.entry("makefile", "Makefile"),
            Map.entry("justfile", "justfile"),
            Map.entry("taskfile", "Taskfile.yml"),
            Map.entry("jenkinsfile", "Jenkinsfile"),
            Map.entry("shell", "scripts/run.sh"),
            Map.entry("powershell", "scripts/run.ps1"),
            Map.entry("batch", "run.bat"),
            Map.entry("markdown", "README.md"),
            Map.entry("agents", "AGENTS.md"),
            Map.entry("package.json", "package.json"),
            Map.entry("composer.json", "composer.json"),
            Map.entry("javascript", "scripts/run.js"),
            Map.entry("python", "scripts/run.py"),
            Map.entry("ruby", "lib/tasks/run.rake"),
            Map.entry("go", "cmd/run.go"),
            Map.entry("spring-yaml", "src/main/resources/application.yml"),
            Map.entry("properties", "src/main/resources/application.properties"),
            Map.entry("compose", "compose.yaml"),
            Map.entry("dockerfile", "Dockerfile"),
            Map.entry("sql", "db/run.sql"),
            Map.entry("procfile", "Procfile"),
            Map.entry("pom", "pom.xml"),
            Map.entry("gradle", "build.gradle"),
            Map.entry("crontab", "crontab"),
            Map.entry("yaml", "k8s/job.yaml"));

    /**
     * A snippet.
     *
     * @param path where the kind of file alone does not say; else null
     * @param expected {@code danger} or {@code safe}
     * @param line that of a finding; null where any is right
     * @param rule one that must be found; null where any is right
     * @param severity of one of the findings; null where any is right
     */
    record Snippet(
            String text,
            String filetype,
            String path,
            String expected,
            Integer line,
            String rule,
            String severity,
            String why) {

        @Override
        public String toString() {
            return filetype + ": " + why;
        }
    }

    static Stream<Snippet> snippets() throws IOException {
        return Stream.concat(read("field.jsonl"), read("own.jsonl"));
    }

    private static Stream<Snippet> read(String file) throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/scan", file)).stream()
                .map(line -> Json.parse(line, Snippet.class));
    }

    static Stream<Snippet> dangers() throws IOException {
        return snippets().filter(snippet -> snippet.expected().equals("danger"));
    }

    private static String path(Snippet snippet) {
        return snippet.path() == null ? PATHS.get(snippet.filetype()) : snippet.path();
    }

    private static List<Finding> findings(Snippet snippet) {
        String path = path(snippet);
        return Inspection.of(path, FileKind.ofPath(path).orElseThrow(), snippet.text(), new Lines(snippet.text()))
                .findings();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dangers")
    void noDangerIsSkippedForItsWords(Snippet snippet) {
        FileKind kind = FileKind.ofPath(path(snippet)).orElseThrow();

        assertThat(kind.words().anyIn(snippet.text())).as(snippet.text()).isTrue();
        if (kind == FileKind.SHELL) {
            // Nor would it be where a page tells to run it, or a program runs it.
            assertThat(findings(snippet)).allSatisfy(finding -> {
                assertThat(Words.IN_PAGES.anyIn(finding.command()))
                        .as(finding.command())
                        .isTrue();
                assertThat(Words.IN_CODE.anyIn(finding.command()))
                        .as(finding.command())
                        .isTrue();
            });
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("snippets")
    void theVerdictIsRight(Snippet snippet) {
        List<Finding> findings = findings(snippet);

        if (snippet.expected().equals("safe")) {
            assertThat(findings).as(snippet.text()).isEmpty();
            return;
        }
        assertThat(findings).as(snippet.text()).isNotEmpty();
        assertThat(findings)
                .as(snippet.text())
                .anyMatch(finding -> (snippet.line() == null || finding.line() == snippet.line())
                        && (snippet.rule() == null || finding.rule().equals(snippet.rule()))
                        && (snippet.severity() == null
                                || finding.severity().word().equals(snippet.severity())));
    }
}
