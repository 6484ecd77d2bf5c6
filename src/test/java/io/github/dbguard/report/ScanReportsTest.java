package io.github.dbguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.dbguard.archive.Json;
import io.github.dbguard.scan.Finding;
import io.github.dbguard.scan.ScanResult;
import io.github.dbguard.scan.Severity;
import io.github.dbguard.scan.Unread;
import java.io.InputStream;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** A scan's findings in every format. Paths and commands are somebody else's: none may break a format. */
class ScanReportsTest {

    private static final Finding FINDING = new Finding(
            "compose-down-volumes",
            Severity.ERROR,
            "a b/%\u00e9,:\n.sh",
            3,
            3,
            3,
            25,
            "It deletes it.",
            "docker compose down",
            "docker compose down -v",
            "\t docker compose down -v # \u001b[31m");

    private static final ScanResult RESULT = new ScanResult(
            List.of(FINDING, FINDING, FINDING.withSeverity(Severity.NOTE)),
            List.of(new Unread("x.yml", "it is not valid YAML")),
            List.of("a remark"),
            7,
            2,
            1);

    @Test
    void theConsoleShowsTheLineWithACaretBelowTheCommand() {
        List<String> lines = ScanConsole.lines(FINDING);

        assertThat(lines.get(0)).isEqualTo("error[compose-down-volumes]: It deletes it.");
        assertThat(lines.get(1)).contains(":3:3");
        assertThat(lines.get(3))
                .contains("docker compose down -v")
                .doesNotContain("\u001b")
                .startsWith("3 | ");
        int caret = lines.get(4).indexOf('^');
        assertThat(lines.get(3).substring(caret, caret + 22)).isEqualTo("docker compose down -v");
        assertThat(lines.get(4).chars().filter(c -> c == '^').count()).isEqualTo(22);
        assertThat(ScanConsole.conclusion(RESULT))
                .isEqualTo("7 files read: 2 errors, 0 warnings, 1 note; 2 suppressed; 1 known; 1 file not read.");
    }

    @Test
    void aLongLineIsCutAroundTheCommand() {
        String line = "x".repeat(300) + "docker volume rm a" + "y".repeat(100);
        Finding finding =
                new Finding("volume-rm", Severity.ERROR, "a", 1, 301, 1, 319, "m", "i", "docker volume rm a", line);

        List<String> lines = ScanConsole.lines(finding);

        int caret = lines.get(4).indexOf('^');
        assertThat(lines.get(3).substring(caret, caret + 18)).isEqualTo("docker volume rm a");
        assertThat(lines.get(3)).hasSizeLessThan(140);
    }

    @Test
    @SuppressWarnings("unchecked")
    void sarifHoldsRulesResultsAndWhatWasNotRead() {
        Map<String, Object> log = Json.parse(Json.text(ScanSarif.of(RESULT, "1.0")), Map.class);

        assertThat(log).containsEntry("version", "2.1.0");
        Map<String, Object> run = ((List<Map<String, Object>>) log.get("runs")).get(0);
        Map<String, Object> driver = (Map<String, Object>) ((Map<String, Object>) run.get("tool")).get("driver");
        List<Map<String, Object>> rules = (List<Map<String, Object>>) driver.get("rules");
        List<Map<String, Object>> results = (List<Map<String, Object>>) run.get("results");
        assertThat(results).hasSize(3);
        for (Map<String, Object> result : results) {
            assertThat(rules.get((int) result.get("ruleIndex"))).containsEntry("id", result.get("ruleId"));
            assertThat(result.get("level")).isIn("error", "warning", "note");
        }
        assertThat(results.get(0).get("partialFingerprints"))
                .isNotEqualTo(results.get(1).get("partialFingerprints"));
        String text = Json.text(results.get(0));
        assertThat(text).contains("\"uri\": \"a%20b/%25%C3%A9,%3A%0A.sh\"").contains("\"startLine\": 3");
        assertThat(Json.text(run.get("invocations"))).contains("x.yml").contains("\"executionSuccessful\": false");
    }

    @Test
    void sarifFitsItsSchema() throws Exception {
        JsonSchema schema;
        try (InputStream in = getClass().getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(in);
        }

        assertThat(schema.validate(Json.text(ScanSarif.of(RESULT, "1.0")), InputFormat.JSON))
                .isEmpty();
        assertThat(schema.validate("{\"version\": \"2.1.0\"}", InputFormat.JSON))
                .as("the schema refuses what is no SARIF")
                .isNotEmpty();
    }

    @Test
    void junitCountsWhatFails() throws Exception {
        Element suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(ScanJunit.xml(RESULT, Severity.ERROR))))
                .getDocumentElement();

        assertThat(suite.getAttribute("failures")).isEqualTo("2");
        assertThat(suite.getElementsByTagName("failure").getLength()).isEqualTo(2);
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(suite.getElementsByTagName("testcase").getLength())
                .isEqualTo(Integer.parseInt(suite.getAttribute("tests")));
        assertThat(ScanJunit.xml(RESULT, null)).contains("failures=\"0\"");
    }

    @Test
    void anAnnotationIsOneLineThatNoPathEnds() {
        assertThat(ScanAnnotations.lines(RESULT))
                .hasSize(4)
                .allSatisfy(line -> assertThat(line).doesNotContain("\n").startsWith("::"));
        assertThat(ScanAnnotations.lines(RESULT).get(0))
                .startsWith("::error file=a b/%25\u00e9%2C%3A%0A.sh,line=3,endLine=3,col=3,title=")
                .endsWith("::It deletes it. Instead: docker compose down");
    }

    @Test
    void theSummaryIsATableThatNoPathBreaks() {
        String page = ScanSummary.markdown(RESULT, "scan.json");
        assertThat(page.lines().filter(line -> line.startsWith("| "))).hasSize(4);
        assertThat(page).contains("Not read");
    }
}
