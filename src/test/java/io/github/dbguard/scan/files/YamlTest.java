package io.github.dbguard.scan.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.scan.text.Traced;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scalars of every style, each character at its place. */
class YamlTest {

    private static Traced run(String yaml) {
        Yaml.Documents documents = Yaml.read(Traced.file(yaml));
        assertThat(documents.problem()).isNull();
        return ((Yaml.Mapping) documents.items().get(0)).scalar("run").orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: 1\nrun: one two\n",
                "run: 'one ''two'''\n",
                "run: \"one \\\"two\\\" \\u00e9 \\\n    three\"\n",
                "run: |\n  one\n    two\n\n  three\n",
                "run: |2-\n    one\n  two\n",
                "run: >\n  one\n  two\n\n  three\n    four\n  five\n",
                "run: >-\n  one\n\n\n  two\n",
                "run: one\n  two\n\n  three\n",
                "x: \ud83d\ude00\nrun: |\n  one \ud83d\ude00\n  two\n",
                "run: |\r\n  one\r\n  two\r\n",
                "- x\n- {run: one two}\n"
            })
    void eachCharacterIsTracedToOneOfTheFile(String yaml) {
        String text = yaml.startsWith("-") ? yaml.replace("- x\n- {run: one two}", "run: one two") : yaml;
        Traced value = run(text);

        for (String word : List.of("one", "two", "three", "four", "five")) {
            int at = value.text().indexOf(word);
            if (at >= 0) {
                assertThat(value.offset(at)).as(word).isEqualTo(text.indexOf(word));
            }
        }
        assertThat(value.text()).contains("one", "two");
    }

    @Test
    void aPairOfCharactersAtTheEndOfTheEnginesBufferIsNoProblem() {
        for (int length = 1015; length < 1035; length++) {
            String yaml = "# " + "x".repeat(length) + "\ud83d\ude00\nrun: one\n";
            assertThat(run(yaml).offset(0)).isEqualTo(yaml.indexOf("one"));
        }
    }

    @Test
    void aliasesThatStandForBillionsAreWalkedOnce() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            yaml.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(Yaml.read(Traced.file(yaml.toString())).items()).hasSize(1);
    }
}
