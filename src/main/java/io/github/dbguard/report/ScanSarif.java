package io.github.dbguard.report;

import io.github.dbguard.scan.Finding;
import io.github.dbguard.scan.ScanResult;
import io.github.dbguard.scan.Severity;
import io.github.dbguard.scan.Unread;
import io.github.dbguard.scan.rules.About;
import io.github.dbguard.scan.rules.Rule;
import io.github.dbguard.scan.rules.Rules;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A scan in SARIF 2.1.0, which GitHub's code scanning and many editors read. */
public final class ScanSarif {

    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    private static final String HOME = "https://github.com/dbguard/dbguard-maven-plugin";

    private ScanSarif() {}

    /** @param version dbguard's; may be null */
    public static Map<String, Object> of(ScanResult result, String version) {
        List<String> ids = new ArrayList<>();
        List<Object> rules = new ArrayList<>();
        for (Rule rule : Rules.all()) {
            ids.add(rule.about().id());
            rules.add(rule(rule.about()));
        }
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "dbguard");
        driver.put("informationUri", HOME);
        if (version != null) {
            driver.put("version", version);
        }
        driver.put("rules", rules);
        Map<String, Integer> copies = new HashMap<>();
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("columnKind", "utf16CodeUnits");
        run.put(
                "results",
                result.findings().stream()
                        .map(finding -> result(finding, ids, copies))
                        .toList());
        run.put(
                "invocations",
                List.of(Map.of(
                        "executionSuccessful",
                        result.unread().isEmpty(),
                        "toolExecutionNotifications",
                        result.unread().stream().map(ScanSarif::notification).toList())));
        return Map.of("$schema", SCHEMA, "version", "2.1.0", "runs", List.of(run));
    }

    private static Map<String, Object> rule(About about) {
        return Map.of(
                "id", about.id(),
                "shortDescription", text(about.title()),
                "help", text("Instead: " + about.mend()),
                "helpUri", HOME + "/blob/main/docs/rules/" + about.id() + ".md",
                "defaultConfiguration", Map.of("level", about.severity().word()));
    }

    private static Map<String, Object> result(Finding finding, List<String> ids, Map<String, Integer> copies) {
        String fingerprint = finding.rule() + "|" + finding.path() + "|" + finding.command();
        int copy = copies.merge(fingerprint, 1, Integer::sum);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ruleId", finding.rule());
        int index = ids.indexOf(finding.rule());
        if (index >= 0) {
            result.put("ruleIndex", index);
        }
        result.put("level", level(finding.severity()));
        result.put("message", text(finding.message() + " Instead: " + finding.mend()));
        result.put("locations", List.of(Map.of("physicalLocation", location(finding))));
        result.put(
                "partialFingerprints", Map.of("dbguard/v1", Integer.toHexString(fingerprint.hashCode()) + ":" + copy));
        return result;
    }

    private static Map<String, Object> location(Finding finding) {
        Map<String, Object> region = new LinkedHashMap<>();
        region.put("startLine", finding.line());
        region.put("startColumn", finding.column());
        region.put("endLine", finding.endLine());
        region.put("endColumn", finding.endColumn());
        region.put("snippet", text(finding.excerpt()));
        return Map.of("artifactLocation", Map.of("uri", uri(finding.path())), "region", region);
    }

    private static Map<String, Object> notification(Unread unread) {
        return Map.of(
                "level",
                "error",
                "message",
                text("Not read: " + unread.why()),
                "locations",
                List.of(Map.of("physicalLocation", Map.of("artifactLocation", Map.of("uri", uri(unread.path()))))));
    }

    private static String level(Severity severity) {
        return severity.word();
    }

    private static Map<String, Object> text(String text) {
        return Map.of("text", text);
    }

    private static String uri(String path) {
        try {
            // A colon in the first part would make a scheme of what stands before it.
            return new URI(null, null, "/" + path, null)
                    .toASCIIString()
                    .substring(1)
                    .replace(":", "%3A");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("A path is always an URI's path", e);
        }
    }
}
