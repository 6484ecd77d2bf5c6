package io.github.dbguard.scan.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.scan.text.Traced;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a shell reads its words. */
class ShellParserTest {

    private static Script parse(String script) {
        return ShellParser.parse(Traced.file(script));
    }

    private static List<List<String>> words(String script) {
        return parse(script).commands().stream()
                .map(command -> command.words().stream().map(Word::value).toList())
                .toList();
    }

    @Test
    void quotesAreTakenOffAndBlanksInThemStay() {
        assertThat(words("a 'b c' \"d \\\"e\\\"\" f\\ g $'h\\ni' ''"))
                .containsExactly(List.of("a", "b c", "d \"e\"", "f g", "h\ni", ""));
    }

    @Test
    void aLineGoesOnBehindABackslash() {
        assertThat(words("a \\\n  b\\\nc\r\nd \\\r\n e")).containsExactly(List.of("a", "bc"), List.of("d", "e"));
    }

    @Test
    void commentsAreNoWords() {
        assertThat(words("# a\nb # c\nd#e")).containsExactly(List.of("b"), List.of("d#e"));
    }

    @Test
    void variablesThatAreKnownArePutInAndPartWordsWhereTheyAreNotQuoted() {
        assertThat(words("X='a b'\n$X \"$X\" ${X} '$X' $Y ${Y:-c d} ${X:+e}"))
                .endsWith(List.of("a", "b", "a b", "a", "b", "$X", "$Y", "c", "d", "e"));
    }

    @Test
    void anArrayIsItsElements() {
        assertThat(words("X=(a 'b c')\nrun \"${X[@]}\" d")).endsWith(List.of("run", "a", "b c", "d"));
    }

    @Test
    void variablesFromElsewhereAreKnown() {
        assertThat(ShellParser.parse(Traced.file("$A c"), Map.of("A", "a b"))
                        .commands()
                        .get(0)
                        .words())
                .extracting(Word::value)
                .containsExactly("a", "b", "c");
    }

    @Test
    void whatASubstitutionRunsIsTold() {
        assertThat(words("a $(b \"$(c)\") `d \\`e\\`` $((1 + 2))"))
                .extracting(words -> words.get(0))
                .contains("b", "c", "d", "e", "a");
    }

    @Test
    void aHereDocumentBelongsToItsCommand() {
        Script script = parse("X=1\na <<E1 <<-'E2' | b\none $X\nE1\n\ttwo $X\n\tE2\nc\n");

        assertThat(script.commands()).hasSize(4);
        assertThat(script.commands().get(1).redirects())
                .extracting(redirect -> redirect.body().text())
                .containsExactly("one 1\n", "two $X\n");
        assertThat(script.commands().get(2).input())
                .containsExactly(script.commands().get(1));
    }

    @Test
    void whatDecidesWhetherACommandRunsIsKnown() {
        Script script =
                parse("if [ -f x ]; then a; else b; fi\nc && d || e\nf\ncase $g in h) i;; esac\n[[ ! -f y ]] && j");

        assertThat(guards(script, "a")).containsExactly("[ -f x ]");
        assertThat(guards(script, "b")).containsExactly("[ -f x ]");
        assertThat(guards(script, "e")).containsExactly("c", "d");
        assertThat(guards(script, "f")).isEmpty();
        assertThat(guards(script, "i")).containsExactly("$g");
        assertThat(guards(script, "j")).containsExactly("[[ ! -f y ]]");
    }

    private static List<String> guards(Script script, String name) {
        return script.commands().stream()
                .filter(command -> command.words().get(0).is(name))
                .findFirst()
                .orElseThrow()
                .guards()
                .stream()
                .map(guard ->
                        String.join(" ", guard.words().stream().map(Word::value).toList()))
                .toList();
    }

    @Test
    void functionsAreKnownByTheirNames() {
        assertThat(parse("a() { b; c \"$@\"; }\nfunction d-e { f; }\ng")
                        .functions()
                        .keySet())
                .containsExactlyInAnyOrder("a", "d-e");
    }

    @Test
    void aDefaultThatIsASubstitutionIsReadOnce() {
        assertThat(words("X=${Y:-$(a \"$@\")}\nb")).endsWith(List.of("b"));
        assertThat(parse("X=${Y:-$(a \"$@\")}\nb").unread()).isEmpty();
    }

    @Test
    void everyWordKnowsItsPlace() {
        String text = "a 'b c'\n  d \"e\" | f";
        for (Command command : parse(text).commands()) {
            for (Word word : command.words()) {
                String raw = text.substring(word.from(), word.to());
                assertThat(raw.replaceAll("['\"]", "")).isEqualTo(word.value());
            }
        }
    }

    @Test
    void whatIsNotClosedIsToldAndWhatCameBeforeCounts() {
        assertThat(parse("a\nb 'c").unread()).isPresent();
        assertThat(words("a\nb 'c")).contains(List.of("a"));
        assertThat(parse("a $(b").unread()).isPresent();
        assertThat(parse("a <<E\nb").unread()).isPresent();
        assertThat(parse("a \"${b\"").unread()).isPresent();
    }

    @Test
    void valuesThatDoubleDoNotFillTheMemory() {
        String text = "A=xxxxxxxxxxxxxxxx\n" + "A=\"$A$A\"\n".repeat(100) + "b " + "$A".repeat(10_000);
        assertThat(parse(text).commands()).isNotEmpty();
    }
}
