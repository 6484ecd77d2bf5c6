package io.github.dbguard.scan;

import io.github.dbguard.scan.commands.Place;
import java.util.Locale;
import java.util.Set;

/** How grave a finding is where it stands: decided by names, as a person would. */
final class Gravity {

    private static final Set<String> SERVED = Set.of("prod", "production", "live", "prd");
    private static final Set<String> DEPLOYED = Set.of("deploy", "deployment", "release", "staging");
    private static final Set<String> TEST = Set.of(
            "test",
            "tests",
            "testing",
            "spec",
            "conftest",
            "specs",
            "e2e",
            "integration",
            "fixture",
            "fixtures",
            "mock",
            "sandbox",
            "throwaway",
            "testdata",
            "smoke",
            "bench",
            "benchmark",
            "testcontainers",
            "playwright",
            "cypress");
    /** Of files and folders that come and go; a step that cleans them up may do it anywhere. */
    private static final Set<String> TEMPORARY = Set.of("tmp", "temp");

    private static final Set<String> DEVELOPMENT = Set.of(
            "dev", "development", "local", "localhost", "devcontainer", "example", "examples", "demo", "playground");

    private enum Signal {
        SERVED,
        TEST,
        DEVELOPMENT,
        NONE
    }

    private Gravity() {}

    /**
     * @param severity the rule's own
     * @param containers it is about containers and volumes of the machine that it runs on, and no database elsewhere
     */
    static Severity of(Severity severity, Place place, boolean containers) {
        if (place.kind() == Place.Kind.DOCS) {
            return severity.atMost(Severity.WARNING);
        }
        if (place.names().contains("rollback of a migration")) {
            return Severity.NOTE;
        }
        Signal signal = signal(place);
        boolean elsewhere = !containers && place.names().contains(Place.ELSEWHERE);
        if (place.kind() == Place.Kind.IMAGE) {
            return severity.atMost(Severity.WARNING);
        }
        if (signal == Signal.TEST && !elsewhere) {
            return place.remote() ? severity.atMost(Severity.WARNING) : Severity.NOTE;
        }
        if (place.ephemeral() && !place.remote() && !elsewhere && (containers || signal != Signal.SERVED)) {
            return Severity.NOTE;
        }
        if (place.names().contains(Place.THROWAWAY) && !place.remote() && !elsewhere) {
            return Severity.NOTE;
        }
        if (signal == Signal.DEVELOPMENT && !place.remote()) {
            return severity.atMost(Severity.WARNING);
        }
        boolean migration = place.kind() == Place.Kind.SQL || place.kind() == Place.Kind.CODE;
        return migration && signal != Signal.SERVED && isMigration(place.path())
                ? severity.atMost(Severity.WARNING)
                : severity;
    }

    private static boolean isMigration(String path) {
        return path.matches("(?i)(.*/)?(\\w*migrations?|migrate|alembic|versions|changelog|flyway|liquibase)/.*");
    }

    /** The nearest name that says something decides. */
    private static Signal signal(Place place) {
        // Many deploy out of ci.yml; what runs on a server is not thrown away after the job.
        boolean stays = place.remote() || place.server();
        for (int i = place.names().size() - 1; i >= 0; i--) {
            Signal signal = signal(place.names().get(i), i == 0, stays);
            if (signal != Signal.NONE) {
                return signal;
            }
        }
        return Signal.NONE;
    }

    private static Signal signal(String name, boolean path, boolean stays) {
        boolean test = name.contains("src/it/");
        boolean pipeline = false;
        boolean development = false;
        boolean deployed = false;
        String words = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
        for (String word : words.split("[^a-z0-9]+")) {
            if (SERVED.contains(word)) {
                return Signal.SERVED;
            }
            deployed |= DEPLOYED.contains(word);
            test |= TEST.contains(word) || path && TEMPORARY.contains(word);
            pipeline |= word.equals("ci") && !stays;
            development |= DEVELOPMENT.contains(word);
        }
        if (test) {
            return Signal.TEST;
        }
        return deployed ? Signal.SERVED : pipeline ? Signal.TEST : development ? Signal.DEVELOPMENT : Signal.NONE;
    }
}
