package io.github.dbguard.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.dbguard.scan.files.FileKind;
import io.github.dbguard.scan.text.Lines;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bad input: no reader breaks down over it or hangs, and every finding lies in the file. */
class FuzzTest {

    private static final int ROUNDS = 200;
    /** Far more than it takes: what is not linear takes hours. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String[] PIECES = {
        "'",
        "\"",
        "`",
        "$(",
        "${",
        "$((",
        "))",
        ")",
        "}",
        "{",
        "(",
        "[",
        "]",
        "\\",
        "\n",
        "\r\n",
        "\t",
        "<<EOF\n",
        "EOF\n",
        "<<-'X'",
        "|",
        "||",
        "&&",
        ";;",
        ";",
        "#",
        "# ",
        "--",
        "/*",
        "*/",
        "//",
        "$$",
        "$q$",
        "E'",
        "case x in",
        "esac",
        "if ",
        "fi",
        "do ",
        "done",
        "then ",
        "\u0000",
        "\ufeff",
        "\ud83d\ude00",
        "é",
        "- ",
        ": ",
        "run: |\n",
        "&a",
        "*a",
        "<<: *a",
        "!!x ",
        "%",
        "^",
        "@'\n",
        "\n'@",
        "```",
        "~~~sh\n",
        "> ",
        "<!--",
        "-->",
        "docker compose down -v",
        "psql -c ",
        "DROP TABLE x;",
        "ssh h ",
        "sh -c ",
        "eval ",
        "alias a=",
        "a() {",
        "\"${x[@]}\"",
        "=\"",
        "<exec ",
        "/>",
        "\"scripts\": {",
        "COPY t FROM stdin;\n",
        "\\.\n",
        "f\"{",
        "%x(",
        "xargs ",
        "find . -exec ",
        "\\;",
        "-",
        "--"
    };

    @ParameterizedTest
    @EnumSource(FileKind.class)
    void noMutationOfARealSnippetBreaksAReader(FileKind kind) throws IOException {
        List<String> seeds = new ArrayList<>();
        CorpusTest.snippets().forEach(snippet -> seeds.add(snippet.text()));
        Random random = new Random(20261121L + kind.ordinal());
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                String text = mutated(seeds.get(random.nextInt(seeds.size())), random);
                Lines lines = new Lines(text);
                Inspection.Result result = Inspection.of("fuzz", kind, text, lines);
                for (Finding finding : result.findings()) {
                    assertThat(finding.line()).as(text).isBetween(1, lines.count());
                    assertThat(finding.column()).as(text).isBetween(1, text.length() + 1);
                    assertThat(finding.endLine()).as(text).isBetween(finding.line(), lines.count());
                }
            }
        });
    }

    private static String mutated(String seed, Random random) {
        StringBuilder text = new StringBuilder(seed);
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end));
                case 2 -> text.insert(at, (char) random.nextInt(256));
                default -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
            }
        }
        return text.toString();
    }

    @Test
    void whatIsRepeatedWithoutEndTakesLinearTime() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            for (String piece : PIECES) {
                String text = piece.repeat(20_000 / piece.length());
                for (FileKind kind : FileKind.values()) {
                    Inspection.of("fuzz", kind, text, new Lines(text));
                }
            }
        });
    }
}
