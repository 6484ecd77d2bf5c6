package io.github.dbguard.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.scan.rules.About;
import io.github.dbguard.scan.rules.Rule;
import io.github.dbguard.scan.rules.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each rule has its page, and the pages say of themselves that they are no danger. */
class RulePagesTest {

    private static final Path PAGES = Path.of("docs/rules");

    private static List<About> rules() {
        return Rules.all().stream().map(Rule::about).toList();
    }

    @Test
    void everyRuleHasAPageWithItsSeverityAndItsMend() throws IOException {
        String list = Files.readString(Path.of("docs/goals/scan.md"));
        for (About rule : rules()) {
            String page = Files.readString(PAGES.resolve(rule.id() + ".md")).replaceAll("\\s+", " ");
            assertThat(page)
                    .startsWith("# " + rule.id() + " ")
                    .contains("Severity: " + rule.severity().word());
            assertThat(page).as(rule.id()).contains(rule.mend().substring(1).replaceAll("\\s+", " "));
            assertThat(list)
                    .contains("| [`" + rule.id() + "`](../rules/" + rule.id() + ".md) | "
                            + rule.severity().word() + " |");
        }
    }

    @Test
    void noPageIsAboutARuleThatIsGone() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            assertThat(pages.map(page -> page.getFileName().toString().replace(".md", "")))
                    .containsExactlyInAnyOrderElementsOf(
                            rules().stream().map(About::id).toList());
        }
    }

    @Test
    void idsAreUnique() {
        assertThat(rules()).extracting(About::id).doesNotHaveDuplicates();
    }
}
