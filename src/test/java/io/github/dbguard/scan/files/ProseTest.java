package io.github.dbguard.scan.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sentence before a command says of it. */
class ProseTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "If the database does not start:",
                "When the container cannot log in, begin again:",
                "If you do not need the rows, run:"
            })
    void aConditionForbidsNothing(String sentence) {
        assertThat(Prose.forbidsAfter(sentence)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "If the database does not start, do not run:",
                "When rows matter: never do this",
                "Never run this if the rows matter, or anybody needs them:"
            })
    void whatFollowsTheConditionDoes(String sentence) {
        assertThat(Prose.forbidsAfter(sentence)).isTrue();
    }
}
