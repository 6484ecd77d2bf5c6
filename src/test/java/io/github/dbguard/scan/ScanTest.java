package io.github.dbguard.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Progress;
import io.github.dbguard.scan.accepted.Configuration;
import io.github.dbguard.scan.accepted.KnownFindings;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository as a whole: what is read of it, and what people accept. */
class ScanTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
    private static final String DOWN = "docker compose down -v\n";

    @TempDir
    Path root;

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private ScanResult scan(KnownFindings known) {
        Configuration configuration = Configuration.read(root.resolve(".dbguard.yml"));
        return new Scan(new ScanOptions(root, configuration, known, null, TODAY), Progress.NONE).run();
    }

    private ScanResult scan() {
        return scan(KnownFindings.NONE);
    }

    private List<String> rules() {
        return scan().findings().stream().map(Finding::rule).toList();
    }

    @Test
    void whatGitIgnoresAndWhatWasBroughtInIsNotRead() throws IOException {
        file(".gitignore", "/build/\n*.tmp.sh\n!kept.tmp.sh\n");
        file("build/a.sh", DOWN);
        file("x.tmp.sh", DOWN);
        file("sub/kept.tmp.sh", DOWN);
        file("sub/.gitignore", "local.sh\n");
        file("sub/local.sh", DOWN);
        file("node_modules/x/a.sh", DOWN);
        file("vendor/a.sh", DOWN);

        assertThat(scan().findings()).extracting(Finding::path).containsExactly("sub/kept.tmp.sh");
    }

    @Test
    void aScriptWithoutAnEndingIsKnownByItsFirstLine() throws IOException {
        file("bin/reset", "#!/usr/bin/env bash\n" + DOWN);
        file("bin/readme", DOWN);

        assertThat(scan().findings()).extracting(Finding::path).containsExactly("bin/reset");
    }

    @Test
    void aLoopOfSymbolicLinksEnds() throws IOException {
        file("a/run.sh", DOWN);
        Files.createSymbolicLink(root.resolve("a/loop"), root);
        Files.createSymbolicLink(root.resolve("gone.sh"), root.resolve("nowhere"));

        assertThat(scan().findings()).hasSize(1);
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        file("broken.sh", "set -e\ndocker compose up -d \"never closed\n");
        file(".github/workflows/x.yml", "jobs: [docker\n");
        file("package.json", "{ \"scripts\": { \"a\": \"docker compose up\" \n");
        Files.write(root.resolve("binary.sh"), new byte[] {'#', 0, 1, 2});

        assertThat(scan().unread())
                .filteredOn(unread -> unread.path().equals("broken.sh"))
                .extracting(Unread::why)
                .containsExactly("a double quote is not closed (opened in line 2)");
        assertThat(scan().unread())
                .extracting(Unread::path)
                .containsExactlyInAnyOrder("broken.sh", ".github/workflows/x.yml", "package.json", "binary.sh");
    }

    @Test
    void whatAProgramGivesToSomeRunIsNoScriptThatMustBeWhole() throws IOException {
        file("say.py", "raise CommandError(\"Can't migrate: the seed is missing\")\n");

        assertThat(scan().unread()).isEmpty();
    }

    @Test
    void constantsThatAreMadeOfEachOtherFillNoMemory() throws IOException {
        StringBuilder program = new StringBuilder("// docker\nconst a0 = 'x';\n");
        for (int i = 1; i < 60; i++) {
            program.append("const a" + i + " = `${a" + (i - 1) + "}${a" + (i - 1) + "}`;\n");
        }
        file(
                "grow.js",
                program + "t = a ? \"xxxxxxxx\" : \"yyyyyyyy\";\n".repeat(20_000) + "exec('" + DOWN.strip() + "');\n");

        assertThat(scan().findings()).extracting(Finding::rule).containsExactly("compose-down-volumes");
    }

    @Test
    void aScriptWhoseNameHasADotIsKnownByItsFirstLine() throws IOException {
        file("bin/deploy.prod", "#!/bin/bash\n" + DOWN);
        file("deploy.fish", DOWN);

        assertThat(scan().findings()).extracting(Finding::path).containsExactly("bin/deploy.prod", "deploy.fish");
    }

    @Test
    void aCommandInAPageThatGoesOnInTheNextLineIsRead() throws IOException {
        file("README.md", """
                > To start over, run `docker compose
                > down -v` and then begin again.

                A \\`docker volume rm\\` that is escaped is no code.
                """);

        assertThat(scan().findings()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("compose-down-volumes");
            assertThat(finding.line()).isEqualTo(1);
        });
    }

    @Test
    void aTemplateIsReadAsItWouldBeFilledIn() throws IOException {
        file("chart/Chart.yaml", "name: shop\n");
        file("chart/templates/job.yaml", """
                {{- if .Values.wipe }}
                kind: Job
                metadata:
                  name: {{ include "shop.name" . }}-wipe
                spec:
                  template:
                    spec:
                      containers:
                        {{- range .Values.jobs }}
                        - name: {{ .name | quote }}
                          command: ["psql", {{ .url | quote }}, "-c", "TRUNCATE orders"]
                        {{- end }}
                {{- end }}
                """);

        ScanResult result = scan();

        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("sql-truncate");
            assertThat(finding.line()).isEqualTo(11);
        });
        assertThat(result.unread()).isEmpty();
        assertThat(result.remarks()).isEmpty();
    }

    @Test
    void aTemplateThatIsNoYamlIsReadLineByLineAndNamed() throws IOException {
        file("chart/templates/run.yaml", """
                command:
                {{ if .Values.wipe }}  - a
                 {{ else }}- b: "{{ .x }}
                   - docker compose down -v
                """);

        ScanResult result = scan();

        assertThat(result.findings()).extracting(Finding::line).containsExactly(4);
        assertThat(result.unread()).isEmpty();
        assertThat(result.remarks()).singleElement().asString().startsWith("chart/templates/run.yaml: ");
    }

    @Test
    void yamlOfNoKnownToolThatIsBrokenIsNamed() throws IOException {
        file("k8s/job.yaml", "command: [psql, -c\nkind: Job\n");

        assertThat(scan().unread()).extracting(Unread::path).containsExactly("k8s/job.yaml");
    }

    @Test
    void whatWasFoundBeforeAMistakeIsToldAllTheSame() throws IOException {
        file("broken.sh", DOWN + "echo \"never closed\n");

        assertThat(scan().unread()).hasSize(1);
        assertThat(scan().findings()).hasSize(1);
    }

    @Test
    void otherEncodingsAreRead() throws IOException {
        Files.write(root.resolve("a.ps1"), ("\ufeff" + DOWN).getBytes(StandardCharsets.UTF_16LE));
        Files.write(root.resolve("b.sh"), ("# gr\u00fc\u00dfe\n" + DOWN).getBytes(StandardCharsets.ISO_8859_1));

        assertThat(scan().findings()).hasSize(2);
        assertThat(scan().unread()).isEmpty();
    }

    @Test
    void aLongDumpIsReadThroughAndALongLineIsLookedThrough() throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(root.resolve("dump.sql"))) {
            out.write("COPY t (a) FROM stdin;\n");
            for (int i = 0; i < 400_000; i++) {
                out.write("DROP TABLE x;\n");
            }
            out.write("\\.\nDROP TABLE orders;\n");
        }
        Files.writeString(root.resolve("bundle.js"), "var a=1;".repeat(500_000));
        Files.writeString(root.resolve("generated.sh"), "echo docker;".repeat(500_000));

        ScanResult result = scan();

        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("sql-drop-table");
            assertThat(finding.line()).isEqualTo(400_003);
        });
        assertThat(result.unread()).extracting(Unread::path).containsExactly("generated.sh");
    }

    @Test
    void aCommentWithAReasonAndAnEndAcceptsAFinding() throws IOException {
        file("a.sh", "# dbguard:ignore compose-down-volumes until=2027-01-31 reason=\"throwaway\"\n" + DOWN);
        file("b.sql", "TRUNCATE t; -- dbguard:ignore sql-truncate until=2027-01-31 reason=\"a cache\"\n");
        file(
                ".github/workflows/a.yml",
                "jobs:\n  a:\n    steps:\n      - run: |\n          # dbguard:ignore volume-rm until=2027-01-31 reason='x'\n"
                        + "          docker volume rm a\n");

        ScanResult result = scan();

        assertThat(result.findings()).isEmpty();
        assertThat(result.suppressed()).isEqualTo(3);
    }

    @Test
    void aSuppressionThatIsOverStaleOrIncompleteIsReported() throws IOException {
        file("over.sh", "# dbguard:ignore compose-down-volumes until=2026-01-31 reason=\"x\"\n" + DOWN);
        assertThat(rules()).containsExactlyInAnyOrder("suppression-expired", "compose-down-volumes");

        Files.delete(root.resolve("over.sh"));
        file("stale.sh", "# dbguard:ignore compose-down-volumes until=2027-01-31 reason=\"x\"\ndocker compose down\n");
        assertThat(rules()).containsExactly("suppression-stale");

        Files.delete(root.resolve("stale.sh"));
        file("vague.sh", "docker compose down -v # dbguard:ignore compose-down-volumes\n");
        assertThat(rules()).containsExactlyInAnyOrder("suppression-invalid", "compose-down-volumes");

        Files.delete(root.resolve("vague.sh"));
        file("other.sh", "# dbguard:ignore volume-rm until=2027-01-31 reason=\"x\"\n" + DOWN);
        assertThat(rules()).containsExactlyInAnyOrder("suppression-stale", "compose-down-volumes");
    }

    @Test
    void aSuppressionInATextOrInAnExampleOfAPageIsNone() throws IOException {
        file("a.py", "write(\"# dbguard:ignore volume-rm until=2026-01-31 reason='x'\")\n");
        file("a.md", "```text\n# dbguard:ignore volume-rm until=2026-01-31 reason='x'\ndocker volume rm x\n```\n");
        file("b.md", "```sh\n# dbguard:ignore volume-rm until=2027-01-31 reason='x'\ndocker volume rm x\n```\n");

        ScanResult result = scan();

        assertThat(result.findings()).isEmpty();
        assertThat(result.suppressed()).isEqualTo(1);
    }

    @Test
    void theConfigurationLeavesOutAndWeighsAnew() throws IOException {
        file("a/run.sh", DOWN);
        file("b/run.sh", DOWN);
        file("c/run.sh", "docker volume rm x\n");
        file("d/run.sh", "docker volume prune -f\n");
        file(".dbguard.yml", """
                scan:
                  exclude: ["b/"]
                  rules:
                    volume-prune: "off"
                  paths:
                    - path: "a/**"
                      severity: note
                  accept:
                    - rule: volume-rm
                      path: "c/*.sh"
                      command: "docker  volume rm x"
                      until: 2027-01-31
                      reason: a cache
                """);

        ScanResult result = scan();

        assertThat(result.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.path()).isEqualTo("a/run.sh");
            assertThat(finding.severity()).isEqualTo(Severity.NOTE);
        });
        assertThat(result.suppressed()).isEqualTo(1);
    }

    @Test
    void aConfigurationThatSaysSomethingUnknownIsRefused() throws IOException {
        file(".dbguard.yml", "scan:\n  rules:\n    volume-rn: off\n");
        assertThatThrownBy(this::scan).isInstanceOf(CannotProceed.class).hasMessageContaining("volume-rn");

        file(".dbguard.yml", "scan:\n  excludes: [a]\n");
        assertThatThrownBy(this::scan).isInstanceOf(CannotProceed.class).hasMessageContaining("excludes");
    }

    @Test
    void knownFindingsAreMatchedByCommandAndNeverByLine() throws IOException {
        file("a.sh", DOWN);
        KnownFindings known = KnownFindings.of(scan().findings());
        file("a.sh", "echo more\n\n  docker   compose   down   -v\n");
        assertThat(scan(known).findings()).isEmpty();
        assertThat(scan(known).known()).isEqualTo(1);

        file("a.sh", DOWN + DOWN);
        assertThat(scan(known).findings()).as("a copy is new").hasSize(1);

        file("a.sh", "docker compose down\n");
        assertThat(scan(known).remarks()).singleElement().asString().contains("not there any more");
    }

    @Test
    void aFolderThatComposeMountsAsDataIsKnownInScripts() throws IOException {
        file("compose.yaml", """
                services:
                  db:
                    image: postgres:17
                    volumes:
                      - ./state:/var/lib/postgresql/data
                      - ./first:/docker-entrypoint-initdb.d
                """);
        file("clean.sh", "rm -rf ./state ./dist\n");
        file("first/tables.sql", "CREATE TABLE users (id int);\n");
        file("migrations/001.sql", "CREATE TABLE users (id int);\n");

        assertThat(rules()).containsExactlyInAnyOrder("data-folder-delete", "init-script-owned-tables");
    }

    @Test
    void aCommandAloneCanBeLookedAt() {
        assertThat(Scan.command("docker compose up -d")).isEmpty();
        assertThat(Scan.command("ssh prod 'docker compose down -v'"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.severity()).isEqualTo(Severity.ERROR));
    }

    @Test
    void noPasswordOfACommandIsReported() throws IOException {
        file(
                "a.sh",
                "PGPASSWORD=hunter2 psql postgres://app:hunter3@db/app -c 'DROP TABLE x'; "
                        + "docker run --rm -e POSTGRES_PASSWORD=hunter4 -v db_data:/d alpine rm -rf /d/x\n");

        assertThat(scan().findings())
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.toString()).doesNotContain("hunter"));
    }
}
