package io.github.dbguard.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.volume.ComposeConfig.Definition;
import io.github.dbguard.volume.ComposeConfig.Mount;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The volume that Compose would mount now, against the one in use. */
class NextStorageCheckTest {

    private static final String DATA = "/var/lib/postgresql/data";
    private static final Storage IN_USE = new Storage(Storage.Kind.NAMED_VOLUME, "shop_data", DATA, DATA);

    private static ComposeConfig config(String project, Mount mount) {
        return new ComposeConfig(
                project,
                "db",
                "postgres:15",
                Map.of(),
                mount == null ? List.of() : List.of(mount),
                Map.of("data", new Definition(project + "_data", null, null, null, null)),
                Map.of());
    }

    @Test
    void theSameVolumeAtTheSamePlaceIsFine() {
        Line line = NextStorageCheck.judge(config("shop", new Mount("volume", "data", DATA)), IN_USE, DATA);
        assertThat(line).isEqualTo(Line.ok("next volume", "docker compose up would mount volume shop_data again"));
    }

    @Test
    void aRenamedProjectWouldBeginEmpty() {
        Line line = NextStorageCheck.judge(config("shop2", new Mount("volume", "data", DATA)), IN_USE, DATA);
        assertThat(line.severity()).isEqualTo(Severity.ERROR);
        assertThat(line.found())
                .contains("would put the data on volume shop2_data, and it lies on volume shop_data")
                .contains("begin empty");
        assertThat(line.advice()).contains("COMPOSE_PROJECT_NAME").contains("name: shop_data");
    }

    @Test
    void aMountThatIsGoneFromTheFileWouldBeginEmpty() {
        Line line = NextStorageCheck.judge(config("shop", null), IN_USE, DATA);
        assertThat(line.severity()).isEqualTo(Severity.ERROR);
        assertThat(line.found()).contains("no volume of the Compose file");
        assertThat(line.advice()).contains("Put the mount back");
    }

    @Test
    void aBindMountInPlaceOfTheVolumeWouldBeginEmpty() {
        Line line = NextStorageCheck.judge(config("shop", new Mount("bind", "/srv/pg", DATA)), IN_USE, DATA);
        assertThat(line.severity()).isEqualTo(Severity.ERROR);
        assertThat(line.found()).contains("the host's folder /srv/pg");
    }

    @Test
    void theSameVolumeLookedIntoAtAnotherPlaceWouldBeginEmpty() {
        // From postgres:15 to an image whose PGDATA is a folder further down.
        Line line = NextStorageCheck.judge(config("shop", new Mount("volume", "data", DATA)), IN_USE, DATA + "/pgdata");
        assertThat(line.severity()).isEqualTo(Severity.ERROR);
        assertThat(line.found()).contains("at /pgdata of volume shop_data, and it lies at /");
    }

    @Test
    void theSameVolumeMountedElsewhereTogetherWithPgdataIsFine() {
        Line line = NextStorageCheck.judge(
                config("shop", new Mount("volume", "data", "/bitnami/postgresql/")), IN_USE, "/bitnami/postgresql");
        assertThat(line.severity()).isEqualTo(Severity.OK);
    }

    @Test
    void whatIsOnTheImagesOwnVolumeStaysThereWhereTheFileNamesNone() {
        Storage anonymous = new Storage(Storage.Kind.ANONYMOUS_VOLUME, "ab".repeat(32), DATA, DATA);
        assertThat(NextStorageCheck.judge(config("shop", null), anonymous, DATA).severity())
                .isEqualTo(Severity.OK);
    }
}
