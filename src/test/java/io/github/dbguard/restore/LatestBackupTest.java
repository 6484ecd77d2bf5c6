package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import io.github.dbguard.backup.DumpFormat;
import io.github.dbguard.backup.StoredBackup;
import io.github.dbguard.backup.StoredBackup.Contents;
import io.github.dbguard.backup.StoredBackup.State;
import io.github.dbguard.backup.TargetBackups;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatestBackupTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Path FOLDER = Path.of("backups/shop-db");

    private static StoredBackup whole(String at, boolean safety, String... databases) {
        Contents contents =
                new Contents(List.of(databases), 100, 1000, DumpFormat.DIRECTORY, null, null, false, safety);
        return new StoredBackup("shop-db", id(at), FOLDER, State.WHOLE, Instant.parse(at), contents, null);
    }

    private static StoredBackup not(State state, String at) {
        return new StoredBackup("shop-db", id(at), FOLDER, state, Instant.parse(at), null, "it is a test");
    }

    private static String id(String at) {
        return at.replaceAll("[-:]", "");
    }

    private static LatestBackup of(List<String> wanted, StoredBackup... newestFirst) {
        return LatestBackup.of(
                new TargetBackups("shop-db", Arrays.asList(newestFirst), List.of("lost+found"), null), wanted, NOW);
    }

    private static String taken(LatestBackup latest) {
        return latest.require("shop-db", FOLDER).id();
    }

    @Test
    void theNewestThatHoldsWhatIsWantedIsTakenAndTheNewerOnesAreNamed() {
        LatestBackup latest = of(
                List.of("app1"),
                whole("2026-11-20T12:00:00Z", true, "app1"),
                whole("2026-11-20T11:00:00Z", false, "app2", "app3"),
                not(State.UNFINISHED, "2026-11-20T10:00:00Z"),
                whole("2026-11-20T09:00:00Z", false, "app1", "app2"),
                not(State.DAMAGED, "2026-11-20T08:00:00Z"));

        assertThat(taken(latest)).isEqualTo("20261120T090000Z");
        assertThat(latest.passedOver())
                .containsExactly(
                        "20261120T120000Z: a restore made it, of what it put aside",
                        "20261120T110000Z: it holds no database \"app1\". It holds: app2, app3",
                        "20261120T100000Z: it is unfinished, it is a test");
    }

    @Test
    void whereNothingIsWantedTheNewestIsTakenWhateverItHolds() {
        assertThat(taken(of(
                        List.of(),
                        whole("2026-11-20T11:00:00Z", false, "app2"),
                        whole("2026-11-20T09:00:00Z", false, "app1"))))
                .isEqualTo("20261120T110000Z");
    }

    @Test
    void anOlderOneIsNotTakenInThePlaceOfADamagedOne() {
        LatestBackup latest = of(
                List.of(),
                whole("2026-11-20T12:00:00Z", true, "app"),
                not(State.DAMAGED, "2026-11-20T11:00:00Z"),
                whole("2026-11-20T10:00:00Z", false, "app"));

        assertThatThrownBy(() -> taken(latest))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("20261120T110000Z: it is a test")
                .hasMessageContaining("Nothing was changed")
                .hasMessageContaining("-Ddbguard.backup=20261120T100000Z");
    }

    @Test
    void whereAllAreDamagedNoneIsOffered() {
        assertThatThrownBy(() -> taken(of(List.of(), not(State.DAMAGED, "2026-11-20T11:00:00Z"))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("20261120T110000Z")
                .hasMessageContaining("no older one")
                .hasMessageContaining("mvn dbguard:list-backups");
    }

    @Test
    void whereNoneHoldsWhatIsWantedEachIsNamed() {
        assertThatThrownBy(() -> taken(of(List.of("app"), whole("2026-11-20T11:00:00Z", false, "ap"))))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is no backup of shop-db")
                .hasMessageContaining("20261120T110000Z: it holds no database \"app\". It holds: ap")
                .hasMessageContaining("-Ddbguard.databases=");
        assertThatThrownBy(() -> taken(of(List.of())))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is no backup of shop-db in backups/shop-db.");
    }

    @Test
    void aBackupOfTheFutureIsPassedOverWhetherItIsWholeOrNot() {
        LatestBackup latest = of(
                List.of(),
                whole("2031-01-01T00:00:00Z", false, "app"),
                not(State.DAMAGED, "2030-01-01T00:00:00Z"),
                whole("2026-11-20T12:00:00Z", false, "app"));

        assertThat(taken(latest)).isEqualTo("20261120T120000Z");
        assertThat(latest.passedOver())
                .containsExactly(
                        "20310101T000000Z: it is dated in the future, 2031-01-01T00:00:00Z",
                        "20300101T000000Z: it is dated in the future, 2030-01-01T00:00:00Z");
    }

    @Test
    void whereAllAreOfTheFutureTheUserHasToNameOne() {
        assertThatThrownBy(() -> taken(of(
                        List.of("app"),
                        whole("2031-01-01T00:00:00Z", false, "ap"),
                        whole("2030-01-01T00:00:00Z", false, "app"),
                        whole("2026-11-20T11:00:00Z", false, "ap"))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("A clock was wrong")
                .hasMessageContaining("-Ddbguard.backup=20300101T000000Z");
    }
}
