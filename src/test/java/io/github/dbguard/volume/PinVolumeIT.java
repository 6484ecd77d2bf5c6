package io.github.dbguard.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.Refused;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.report.PinReport;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import io.github.dbguard.volume.PinVolume.Pinned;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pin-volume and unpin-volume do with each kind of storage, and with pins that are there already. */
@EngineTest
class PinVolumeIT {

    private static final String PGDATA = "/var/lib/postgresql/data";

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final String volume = "dbguard-test-" + id;
    private final List<String> pins = new ArrayList<>(List.of("dbguard-pin-" + volume));

    @TempDir
    Path folder;

    @AfterEach
    void removePins() {
        pins.forEach(pin -> TestPostgres.docker("rm", "-f", pin));
        Stream.of(volume, volume + "-b").forEach(v -> TestPostgres.docker("volume", "rm", v));
    }

    @Test
    void theVolumeOfPgdataIsPinnedOnceHoweverOftenItIsAskedFor() {
        try (TestPostgres postgres = onVolume()) {
            Pinned first = pin(postgres).get(0);
            Pinned second = pin(postgres).get(0);

            assertThat(first.made()).isTrue();
            assertThat(first.pin().name()).isEqualTo("dbguard-pin-" + volume);
            assertThat(first.pin().target()).isEqualTo(postgres.name());
            assertThat(first.pin().stands()).isTrue();
            assertThat(second.made()).isFalse();
            assertThat(second.pin()).isEqualTo(first.pin());
            assertThat(PinReport.pinned(List.of(first)))
                    .anySatisfy(line -> assertThat(line).contains("Not stopped: docker rm -f dbguard-pin-" + volume));
            assertThat(PinReport.pinned(List.of(second)))
                    .anySatisfy(line -> assertThat(line).contains("is pinned already"));
        }
        assertThat(TestPostgres.docker("volume", "rm", "-f", volume).exitCode()).isNotZero();
    }

    @Test
    void aPinIsNeverOfferedAsATarget() {
        try (TestPostgres postgres = onVolume()) {
            pin(postgres);
            assertThatThrownBy(() -> FindTarget.find(new TargetOptions(
                            folder, null, null, null, null, null, null, List.of(), null, Duration.ofSeconds(1))))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining(postgres.name())
                    .hasMessageNotContaining("dbguard-pin-" + volume);
        }
    }

    @Test
    void twoRunsAtOnceMakeOnePin() {
        try (TestPostgres postgres = onVolume()) {
            List<CompletableFuture<Pinned>> runs = Stream.generate(() ->
                            CompletableFuture.supplyAsync(() -> pin(postgres).get(0)))
                    .limit(2)
                    .toList();
            List<Pinned> both = new ArrayList<>();
            for (CompletableFuture<Pinned> run : runs) {
                // Whoever comes second meets one that is just being started: it says so, and the next run finds it.
                run.handle((pinned, failure) -> failure == null ? both.add(pinned) : failure.getMessage())
                        .join();
            }
            assertThat(both).filteredOn(Pinned::made).hasSize(1);
            assertThat(pin(postgres).get(0).made()).isFalse();
        }
    }

    @Test
    void aPinThatDoesNotHoldIsReplaced() {
        try (TestPostgres postgres = onVolume()) {
            pin(postgres);
            TestPostgres.docker("stop", "-t", "0", "dbguard-pin-" + volume);
            Pinned again = pin(postgres).get(0);
            assertThat(again.made()).isTrue();
            assertThat(again.replaced()).contains("it is exited");

            TestPostgres.docker("update", "--restart", "no", "dbguard-pin-" + volume);
            assertThat(pin(postgres).get(0).replaced()).contains("does not come back when the engine is restarted");

            TestPostgres.docker("pause", "dbguard-pin-" + volume);
            assertThat(pin(postgres).get(0).replaced()).contains("it is paused");
            assertThat(pin(postgres).get(0).pin().stands()).isTrue();
        }
    }

    @Test
    void aContainerOfThatNameWhichIsNoPinIsLeftAloneAndSaid() {
        try (TestPostgres postgres = onVolume()) {
            TestPostgres.docker(
                    "create",
                    "--name",
                    "dbguard-pin-" + volume,
                    "--label",
                    "dbguard-test=1",
                    "dbguard-testbed/postgres:15");
            assertThatThrownBy(() -> pin(postgres))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("is there already, and is no pin that stands")
                    .hasMessageContaining("The volume is as it was");
            assertThat(TestPostgres.docker("inspect", "dbguard-pin-" + volume).exitCode())
                    .isZero();
            TestPostgres.docker("rm", "-fv", "dbguard-pin-" + volume);
        }
    }

    @Test
    void theVolumesOfTablespacesArePinnedToo() {
        String spaces = volume + "-b";
        pins.add("dbguard-pin-" + spaces);
        try (TestPostgres postgres = onVolume("-v", spaces + ":/spaces")) {
            postgres.exec("chown", "postgres", "/spaces");
            postgres.psql("CREATE TABLESPACE big LOCATION '/spaces'");

            assertThat(pin(postgres))
                    .extracting(pinned -> pinned.storage().source())
                    .containsExactly(volume, spaces);
        }
    }

    @Test
    void twoTargetsHaveEachTheirOwnPin() {
        try (TestPostgres one = onVolume();
                TestPostgres other = TestPostgres.start("15", List.of("-v", volume + "-b:" + PGDATA))) {
            pins.add("dbguard-pin-" + volume + "-b");
            pin(one);
            pin(other);

            unpin(one);

            assertThat(TestPostgres.docker("inspect", "dbguard-pin-" + volume).exitCode())
                    .isNotZero();
            assertThat(pin(other).get(0).made()).isFalse();
        }
    }

    @Test
    void anAnonymousVolumeIsPinnedWithAWarning() {
        try (TestPostgres postgres = TestPostgres.start("15")) {
            List<Pinned> pinned = pin(postgres);
            pins.add(pinned.get(0).pin().name());
            assertThat(PinReport.warnings(pinned)).singleElement().asString().contains("is anonymous");
            postgres.close();
            String anonymous = pinned.get(0).storage().source();
            assertThat(TestPostgres.docker("volume", "inspect", anonymous).exitCode())
                    .isZero();
            TestPostgres.docker("rm", "-f", pinned.get(0).pin().name());
            TestPostgres.docker("volume", "rm", anonymous);
        }
    }

    @Test
    void whatIsNoVolumeIsRefusedWithWhatToDoInstead() {
        try (TestPostgres bound = TestPostgres.start("15", List.of("-v", folder + ":" + PGDATA))) {
            assertThatThrownBy(() -> pin(bound))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("lies on the host's folder " + folder)
                    .hasMessageContaining("git clean -fdx");
            bound.exec("sh", "-c", "rm -rf " + PGDATA + "/*");
        }
        try (TestPostgres own = TestPostgres.start("15", List.of("-e", "PGDATA=/srv/pg"))) {
            assertThatThrownBy(() -> pin(own))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("lies on the container's own layer")
                    .hasMessageContaining("mount a named volume at /srv/pg");
        }
        try (TestPostgres memory = TestPostgres.start("15", List.of("--tmpfs", PGDATA))) {
            assertThatThrownBy(() -> pin(memory))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("a tmpfs at " + PGDATA);
        }
    }

    @Test
    void unpinningTakesThePinAndNothingElseAndOnlyAfterAYes() {
        try (TestPostgres postgres = onVolume()) {
            assertThat(unpin(postgres)).isEmpty();
            pin(postgres);

            assertThatThrownBy(() -> {
                        try (Target target = find(postgres)) {
                            UnpinVolume.unpin(target, found -> {
                                throw new CannotProceed("nobody said yes");
                            });
                        }
                    })
                    .hasMessage("nobody said yes");
            assertThat(pin(postgres).get(0).made()).isFalse();

            assertThat(unpin(postgres))
                    .extracting(removed -> removed.pin().volume())
                    .containsExactly(volume);
            assertThat(TestPostgres.docker("volume", "inspect", volume).exitCode())
                    .isZero();
            assertThat(postgres.psql("SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aPinIsReadForWhatItIs() {
        try (TestPostgres postgres = onVolume()) {
            pin(postgres);
            try (Target target = find(postgres)) {
                assertThat(PinState.of(target)).hasValueSatisfying(state -> {
                    assertThat(state.pinned()).isTrue();
                    assertThat(state.sentence()).contains("volume " + volume).contains("is pinned");
                });
                TestPostgres.docker("stop", "-t", "0", "dbguard-pin-" + volume);
                assertThat(PinState.of(target)).hasValueSatisfying(state -> {
                    assertThat(state.pinned()).isFalse();
                    assertThat(state.sentence()).contains("does not hold: it is exited");
                });
                TestPostgres.docker("rm", "-f", "dbguard-pin-" + volume);
                assertThat(PinState.of(target))
                        .hasValueSatisfying(
                                state -> assertThat(state.sentence()).contains("is not pinned"));
            }
        }
    }

    private TestPostgres onVolume(String... more) {
        List<String> arguments = new ArrayList<>(List.of("-v", volume + ":" + PGDATA));
        arguments.addAll(List.of(more));
        return TestPostgres.start("15", arguments);
    }

    private Target find(TestPostgres postgres) {
        return FindTarget.find(new TargetOptions(
                folder, postgres.name(), null, null, null, null, null, List.of(), null, Duration.ofSeconds(30)));
    }

    private List<Pinned> pin(TestPostgres postgres) {
        try (Target target = find(postgres)) {
            return PinVolume.pin(target);
        }
    }

    private List<UnpinVolume.Unpinned> unpin(TestPostgres postgres) {
        try (Target target = find(postgres)) {
            return UnpinVolume.unpin(target, found -> {});
        }
    }
}
