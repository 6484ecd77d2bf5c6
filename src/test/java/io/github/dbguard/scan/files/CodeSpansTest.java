package io.github.dbguard.scan.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CodeSpansTest {

    @Test
    void asManyBackticksCloseAsOpened() {
        assertThat(inside("a `b` c ``d ` e`` f")).containsExactly("b", "d ` e");
    }

    @Test
    void backticksThatNothingClosesAreText() {
        assertThat(inside("a ``b` c `d` e")).containsExactly(" c ");
    }

    @Test
    void anEscapedBacktickOpensNothingAndABackslashInCodeEscapesNothing() {
        assertThat(inside("a \\`b` c` d `e\\` f")).containsExactly(" c", "e\\");
    }

    private static List<String> inside(String paragraph) {
        return CodeSpans.in(paragraph).stream()
                .map(span -> paragraph.substring(span.from() + span.ticks(), span.to() - span.ticks()))
                .toList();
    }
}
