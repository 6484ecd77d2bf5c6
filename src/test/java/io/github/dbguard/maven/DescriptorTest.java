package io.github.dbguard.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The plugin's descriptor, out of which dbguard:help makes what it prints. */
class DescriptorTest {

    private static Element plugin;

    @BeforeAll
    static void read() throws Exception {
        plugin = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new File("target/classes/META-INF/maven/plugin.xml"))
                .getDocumentElement();
    }

    @Test
    void everyGoalSaysWhatItDoes() {
        assertThat(goals()).extracting(goal -> text(goal, "goal")).contains("help", "verify-counts");
        assertThat(goals())
                .allSatisfy(goal -> assertThat(text(goal, "description"))
                        .as(text(goal, "goal"))
                        .endsWith("."));
    }

    @Test
    void everyParameterSaysWhatItIsFor() {
        for (Element goal : ours()) {
            assertThat(settable(goal))
                    .allSatisfy(parameter -> assertThat(text(parameter, "description"))
                            .as("%s: %s", text(goal, "goal"), text(parameter, "name"))
                            .isNotBlank()
                            .endsWith("."));
        }
    }

    @Test
    void everyPropertyBeginsWithDbguard() {
        for (Element goal : ours()) {
            Element configuration =
                    (Element) goal.getElementsByTagName("configuration").item(0);
            assertThat(children(configuration))
                    .allSatisfy(parameter -> assertThat(parameter.getTextContent())
                            .as(parameter.getTagName())
                            .matches("|\\$\\{dbguard\\.[a-zA-Z.]+}|\\$\\{(session|project|mojoExecution)}"));
        }
    }

    @Test
    void noGoalNeedsAPomAndEachCanBeSkipped() {
        assertThat(ours()).allSatisfy(goal -> {
            assertThat(text(goal, "requiresProject")).isEqualTo("false");
            assertThat(settable(goal).stream().map(p -> text(p, "name")))
                    .contains("skip")
                    .anyMatch(name -> name.length() > "skip".length() && name.startsWith("skip"));
        });
    }

    @Test
    void theRulesOfRetentionMeanTheSameInEveryGoalThatHasThem() {
        for (String rule : List.of("keepLast", "keepDaily", "keepWeekly", "keepMonthly")) {
            List<Element> goals = ours().stream()
                    .filter(goal -> settable(goal).stream()
                            .anyMatch(p -> text(p, "name").equals(rule)))
                    .toList();
            assertThat(goals).hasSizeGreaterThan(1);
            assertThat(goals.stream().map(goal -> meaning(goal, rule)).distinct())
                    .as(rule)
                    .hasSize(1);
        }
    }

    /** In .mvn/maven.config it is given to every goal, and Maven takes a word for false where a yes or no is meant. */
    @Test
    void aPropertyIsOfOneTypeInEveryGoalThatHasIt() {
        Map<String, Set<String>> types = new TreeMap<>();
        for (Element goal : ours()) {
            Element configuration =
                    (Element) goal.getElementsByTagName("configuration").item(0);
            children(configuration).stream()
                    .filter(parameter -> !parameter.getTextContent().isEmpty())
                    .forEach(parameter -> types.computeIfAbsent(parameter.getTextContent(), property -> new TreeSet<>())
                            .add(parameter.getAttribute("implementation")));
        }
        assertThat(types).containsKey("${dbguard.safetyBackup}");
        assertThat(types)
                .allSatisfy(
                        (property, ofGoals) -> assertThat(ofGoals).as(property).hasSize(1));
    }

    /** In maven.config a property is there for every goal: the deploy command must not run as a seed, unguarded. */
    @Test
    void theCommandOfOneGoalIsNoOthers() {
        for (String command : List.of("dbguard.command", "dbguard.seedCommand")) {
            assertThat(ours())
                    .filteredOn(goal -> children((Element)
                                    goal.getElementsByTagName("configuration").item(0))
                            .stream()
                            .anyMatch(value -> value.getTextContent().equals("${" + command + "}")))
                    .as(command)
                    .hasSize(1);
        }
    }

    /** Property, default and what help says. */
    private static String meaning(Element goal, String parameter) {
        Element value = (Element) goal.getElementsByTagName(parameter).item(0);
        return value.getTextContent() + " " + value.getAttribute("default-value") + " "
                + settable(goal).stream()
                        .filter(p -> text(p, "name").equals(parameter))
                        .map(p -> text(p, "description"))
                        .toList();
    }

    /** All but help, which is generated. */
    private static List<Element> ours() {
        return goals().stream()
                .filter(goal -> !text(goal, "goal").equals("help"))
                .toList();
    }

    private static List<Element> goals() {
        return elements(plugin.getElementsByTagName("mojo"));
    }

    private static List<Element> settable(Element goal) {
        return elements(goal.getElementsByTagName("parameter")).stream()
                .filter(parameter -> text(parameter, "editable").equals("true"))
                .toList();
    }

    private static List<Element> children(Element parent) {
        return elements(parent.getChildNodes());
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static String text(Element parent, String tag) {
        return children(parent).stream()
                .filter(child -> child.getTagName().equals(tag))
                .findFirst()
                .map(child -> child.getTextContent().strip())
                .orElse("");
    }
}
