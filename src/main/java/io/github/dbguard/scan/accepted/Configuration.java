package io.github.dbguard.scan.accepted;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.scan.Finding;
import io.github.dbguard.scan.Severity;
import io.github.dbguard.scan.files.Yaml;
import io.github.dbguard.scan.files.Yaml.Item;
import io.github.dbguard.scan.files.Yaml.Mapping;
import io.github.dbguard.scan.files.Yaml.Sequence;
import io.github.dbguard.scan.rules.Rules;
import io.github.dbguard.scan.text.Traced;
import io.github.dbguard.scan.tree.Glob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code .dbguard.yml} says of a scan.
 *
 * @param excluded paths that are not read
 * @param rules the severity of a rule; empty for one that is off
 * @param paths the severity of what is found in some paths; the first that fits counts
 * @param accepted findings that are known
 */
public record Configuration(
        List<Pattern> excluded, Map<String, Optional<Severity>> rules, List<InPath> paths, List<Acceptance> accepted) {

    public static final Configuration DEFAULT = new Configuration(List.of(), Map.of(), List.of(), List.of());

    /**
     * Another severity in some paths.
     *
     * @param rules which; empty for all
     * @param severity empty for off
     */
    public record InPath(Pattern path, Set<String> rules, Optional<Severity> severity) {}

    /**
     * Reads the file.
     *
     * @throws CannotProceed where it says something that dbguard does not know: a rule that was meant to be on would be off
     */
    public static Configuration read(Path file) {
        if (!Files.exists(file)) {
            return DEFAULT;
        }
        try {
            Yaml.Documents documents = Yaml.read(Traced.file(Files.readString(file)));
            if (documents.problem() != null) {
                throw wrong(file, documents.problem());
            }
            Item item = documents.items().isEmpty() ? null : documents.items().get(0);
            if (item instanceof Mapping top) {
                only(file, top, Set.of("scan"));
                return top.mapping("scan").map(scan -> scan(file, scan)).orElse(DEFAULT);
            }
            return DEFAULT;
        } catch (IOException e) {
            throw wrong(file, "it cannot be read: " + e);
        }
    }

    private static Configuration scan(Path file, Mapping scan) {
        only(file, scan, Set.of("exclude", "rules", "paths", "accept"));
        Map<String, Optional<Severity>> rules = new HashMap<>();
        scan.mapping("rules")
                .ifPresent(mapping -> mapping.items()
                        .forEach((id, value) -> rules.put(
                                rule(file, id),
                                severity(file, value.text().map(Traced::text).orElse("")))));
        List<InPath> paths = new ArrayList<>();
        for (Mapping each : mappings(scan.items().get("paths"))) {
            only(file, each, Set.of("path", "rules", "severity"));
            Set<String> ids = Set.copyOf(texts(each.items().get("rules")));
            ids.forEach(id -> rule(file, id));
            paths.add(new InPath(
                    Glob.compile(needed(file, each, "path")), ids, severity(file, needed(file, each, "severity"))));
        }
        List<Acceptance> accepted = new ArrayList<>();
        for (Mapping each : mappings(scan.items().get("accept"))) {
            only(file, each, Set.of("rule", "path", "command", "until", "reason"));
            String path = needed(file, each, "path");
            accepted.add(new Acceptance(
                    rule(file, needed(file, each, "rule")),
                    path,
                    Glob.compile(path),
                    each.scalar("command").map(Traced::text).orElse(null),
                    day(file, needed(file, each, "until")),
                    needed(file, each, "reason")));
        }
        List<Pattern> excluded = texts(scan.items().get("exclude")).stream()
                .map(path -> Glob.compile(path.endsWith("/") ? path + "**" : path))
                .toList();
        return new Configuration(excluded, Map.copyOf(rules), List.copyOf(paths), List.copyOf(accepted));
    }

    private static List<Mapping> mappings(Item item) {
        return item instanceof Sequence sequence
                ? sequence.items().stream()
                        .filter(Mapping.class::isInstance)
                        .map(Mapping.class::cast)
                        .toList()
                : List.of();
    }

    private static List<String> texts(Item item) {
        return item instanceof Sequence sequence
                ? sequence.items().stream()
                        .flatMap(each -> each.text().stream())
                        .map(Traced::text)
                        .toList()
                : List.of();
    }

    private static String needed(Path file, Mapping mapping, String key) {
        return mapping.scalar(key)
                .map(Traced::text)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> wrong(file, "an entry has no " + key));
    }

    private static String rule(Path file, String id) {
        if (Rules.byId(id).isEmpty()) {
            throw wrong(file, "there is no rule \"" + id + "\"");
        }
        return id;
    }

    private static Optional<Severity> severity(Path file, String word) {
        if (word.equals("off")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Severity.valueOf(word.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw wrong(file, "\"" + word + "\" is no severity: error, warning, note or off");
        }
    }

    private static LocalDate day(Path file, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw wrong(file, "until: " + text + " is no day: write YYYY-MM-DD");
        }
    }

    private static void only(Path file, Mapping mapping, Set<String> keys) {
        mapping.items().keySet().stream()
                .filter(key -> !keys.contains(key))
                .findFirst()
                .ifPresent(key -> {
                    throw wrong(
                            file,
                            "\"" + key + "\" means nothing here; known are "
                                    + String.join(", ", new java.util.TreeSet<>(keys)));
                });
    }

    private static CannotProceed wrong(Path file, String what) {
        return new CannotProceed(
                file + ": " + what + ". Nothing was scanned. Correct the file; docs/goals/scan.md describes it.");
    }

    /** The finding as this configuration has it; empty where it is off. */
    public Optional<Finding> applied(Finding finding) {
        Optional<Severity> severity = rules.getOrDefault(finding.rule(), Optional.of(finding.severity()));
        for (InPath each : paths) {
            boolean fits = each.path().matcher(finding.path()).matches()
                    && (each.rules().isEmpty() || each.rules().contains(finding.rule()));
            if (fits) {
                severity = each.severity();
                break;
            }
        }
        return severity.map(finding::withSeverity);
    }
}
