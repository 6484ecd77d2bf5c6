package io.github.dbguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.Docs.Block;
import io.github.dbguard.Docs.Page;
import io.github.dbguard.counts.Cause;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the pages say is there is there. That their commands work is {@link DocsIT}'s business. */
class DocsTest {

    private static final int WIDTH = 140;
    private static final Set<String> LANGUAGES = Set.of("sh", "console", "yaml", "xml", "sql", "text");
    private static final Pattern GOAL = Pattern.compile(
            "(?:(?<!github\\.)\\bdbguard:|dbguard-maven-plugin:[0-9][^:\\s]*:)(?!ignore\\b)([a-z][a-z-]+)");
    private static final Pattern PROPERTY = Pattern.compile("(?:-D|`)(dbguard\\.[a-zA-Z.]+)");
    private static final Pattern PROFILE = Pattern.compile("mvn [^`\n]*-P([a-z]+)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");

    /** The settable properties of each goal. */
    private static final Map<String, Set<String>> GOALS = new HashMap<>();

    @BeforeAll
    static void readThePlugin() throws Exception {
        Element plugin = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new File("target/classes/META-INF/maven/plugin.xml"))
                .getDocumentElement();
        NodeList mojos = plugin.getElementsByTagName("mojo");
        for (int i = 0; i < mojos.getLength(); i++) {
            Element mojo = (Element) mojos.item(i);
            String goal = mojo.getElementsByTagName("goal").item(0).getTextContent();
            String configuration =
                    mojo.getElementsByTagName("configuration").item(0).getTextContent();
            GOALS.put(
                    goal,
                    all(Pattern.compile("\\$\\{(dbguard\\.[^}]+)}"), configuration)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    private static Stream<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1));
    }

    @Test
    void everyBlockSaysWhatItIs() {
        for (Page page : Docs.pages()) {
            assertThat(page.blocks())
                    .allSatisfy(block -> assertThat(LANGUAGES)
                            .as("%s:%d", page, block.line())
                            .contains(block.language()));
        }
    }

    @Test
    void everyGoalThatIsCalledExists() {
        for (Page page : Docs.pages()) {
            assertThat(all(GOAL, page.text()))
                    .as("goals of %s", page)
                    .allSatisfy(goal -> assertThat(GOALS).containsKey(goal));
        }
    }

    @Test
    void everyPropertyThatIsNamedExists() {
        Set<String> properties =
                GOALS.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
        for (Page page : Docs.pages()) {
            assertThat(all(PROPERTY, page.text())).as("properties of %s", page).isSubsetOf(properties);
        }
    }

    @Test
    void everyGoalHasAPageThatNamesItsProperties() throws Exception {
        String shared = Files.readString(Path.of("docs/goals/README.md"));
        for (Map.Entry<String, Set<String>> goal : GOALS.entrySet()) {
            if (!goal.getKey().equals("help")) {
                String page = Files.readString(Path.of("docs/goals", goal.getKey() + ".md"));
                assertThat(goal.getValue())
                        .as(goal.getKey())
                        .allSatisfy(property -> assertThat(page + shared).contains("| `" + property + "` |"));
            }
        }
    }

    @Test
    void everyCauseIsExplained() throws Exception {
        String page = Files.readString(Path.of("docs/goals/verify-counts.md"));
        assertThat(Cause.values()).allSatisfy(cause -> assertThat(page).contains("| " + cause + " |"));
    }

    @Test
    void everyProfileThatIsNamedExists() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));
        for (Page page : Docs.pages()) {
            assertThat(all(PROFILE, page.text()))
                    .as("profiles of %s", page)
                    .allSatisfy(profile -> assertThat(pom).contains("<id>" + profile + "</id>"));
        }
    }

    @Test
    void everyLinkLeadsSomewhere() {
        for (Page page : Docs.pages()) {
            Path folder = page.path().toAbsolutePath().getParent();
            assertThat(all(LINK, page.text()).filter(link -> !link.contains("://")))
                    .as("links of %s", page)
                    .allSatisfy(
                            link -> assertThat(folder.resolve(link).normalize()).exists());
        }
    }

    @Test
    void textFitsTheWidth() {
        for (Page page : Docs.pages()) {
            List<String> wide = new ArrayList<>();
            boolean block = false;
            for (String line : page.lines()) {
                block ^= line.startsWith("```");
                if (!block && !line.startsWith("|") && line.length() > WIDTH) {
                    wide.add(line);
                }
            }
            assertThat(wide).as(page.toString()).isEmpty();
        }
    }

    @Test
    void theTranscriptsHoldNothingOfTheMachineThatMadeThem() {
        for (Page page : Docs.pages()) {
            assertThat(page.blocks().stream()
                            .filter(b -> b.language().equals("console"))
                            .map(Block::text))
                    .as(page.toString())
                    .allSatisfy(text -> assertThat(text)
                            .doesNotContain("/home/", "/root/", "/tmp/")
                            .contains("$ mvn "));
        }
    }
}
