package io.github.dbguard.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlWordsTest {

    @Test
    void wordsAreWhatPostgresTakesThemFor() {
        assertThat(SqlWords.of(
                        "ALTER Table \"A b\"\"c\".d$1 OWNER TO U&\"x\", E'a\\'b', 'it''s', $q$ $$; $q$, $1 -1.5;"))
                .extracting(word -> word.kind() + " " + word.text())
                .containsExactly(
                        "PLAIN alter",
                        "PLAIN table",
                        "QUOTED A b\"c",
                        "SIGN .",
                        "PLAIN d$1",
                        "PLAIN owner",
                        "PLAIN to",
                        "QUOTED x",
                        "SIGN ,",
                        "STRING a\\'b",
                        "SIGN ,",
                        "STRING it's",
                        "SIGN ,",
                        "STRING  $$; ",
                        "SIGN ,",
                        "SIGN $",
                        "PLAIN 1",
                        "SIGN -",
                        "PLAIN 1",
                        "SIGN .",
                        "PLAIN 5",
                        "SIGN ;");
        for (String unfinished : new String[] {"'", "\"", "$$", "$a$", "E'\\", "e'", "u&", "u&'", "$", ""}) {
            assertThat(SqlWords.of(unfinished)).hasSizeLessThan(3);
        }
    }
}
