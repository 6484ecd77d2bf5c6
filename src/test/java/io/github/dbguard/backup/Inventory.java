package io.github.dbguard.backup;

import static io.github.dbguard.TestPostgres.docker;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;

/** The throwaway containers and the volumes without a container that are on the engine at one moment. */
record Inventory(Set<String> things) {

    static Inventory now() {
        Set<String> things = new TreeSet<>(docker("ps", "-aq", "--filter", "label=io.github.dbguard.throwaway")
                .stdout()
                .lines()
                .toList());
        things.addAll(docker("volume", "ls", "-q", "--filter", "dangling=true")
                .stdout()
                .lines()
                .toList());
        return new Inventory(things);
    }

    /** Nothing has come, or what had come goes within ten seconds: others may be at work on this engine. */
    void assertNothingIsAdded() {
        for (int n = 0; n < 40 && !things.containsAll(now().things()); n++) {
            Trial.sleep(250);
        }
        assertThat(things).as("left on the engine").containsAll(now().things());
    }
}
