package io.github.dbguard.volume;

import static io.github.dbguard.volume.Judged.anonymous;
import static io.github.dbguard.volume.Judged.bind;
import static io.github.dbguard.volume.Judged.container;
import static io.github.dbguard.volume.Judged.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Container.Mount;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of each place that the data may lie on. */
class StorageCheckTest {

    private static final Path PROJECT = Path.of("/srv/shop");

    private static Line judge(String data, Mount... mounts) {
        Container container = container(mounts);
        return StorageCheck.judge(container, Storage.of(container, data), PROJECT);
    }

    @ParameterizedTest
    @CsvSource({
        "/var/lib/postgresql/data, /var/lib/postgresql/data",
        "/var/lib/postgresql/data/pgdata, /var/lib/postgresql/data",
        "/var/lib/postgresql/18/docker, /var/lib/postgresql",
        "/bitnami/postgresql/data, /bitnami/postgresql",
        "/home/postgres/pgdata/data, /home/postgres/pgdata",
    })
    void aNamedVolumeAtOrAboveItIsFineWhateverTheImage(String data, String mount) {
        assertThat(judge(data, volume("shop_data", mount)))
                .isEqualTo(Line.ok("PGDATA", data + " is on volume shop_data"));
    }

    @Test
    void theLongestMountHoldsIt() {
        Line line =
                judge("/var/lib/postgresql/data", volume("outer", "/var/lib"), volume("inner", "/var/lib/postgresql"));
        assertThat(line.found()).contains("volume inner");
        assertThat(judge("/data-2", volume("other", "/data")).severity()).isEqualTo(Severity.ERROR);
    }

    @Test
    void theMovedPathOf18ShowsAsDataBesideTheVolume() {
        Line line = judge(
                "/var/lib/postgresql/18/docker",
                volume("shop_data", "/var/lib/postgresql/data"),
                anonymous("/var/lib/postgresql"));
        assertThat(line.severity()).isEqualTo(Severity.ERROR);
        assertThat(line.found())
                .contains("is on the anonymous volume")
                .contains("shop_data is mounted at /var/lib/postgresql/data, and the data is not in it");
        assertThat(line.advice()).contains("mount a named volume at /var/lib/postgresql in");
    }

    @Test
    void soDoesItsMirrorImageBefore18() {
        Line line = judge(
                "/var/lib/postgresql/data",
                volume("shop_data", "/var/lib/postgresql"),
                anonymous("/var/lib/postgresql/data"));
        assertThat(line.severity()).isEqualTo(Severity.ERROR);
        assertThat(line.found()).contains("shop_data is mounted at /var/lib/postgresql, and the data is not in it");
        assertThat(line.advice()).contains("mount a named volume at /var/lib/postgresql/data in");
    }

    @Test
    void anUnrelatedVolumeIsNotBroughtUp() {
        Line line = judge("/var/lib/postgresql/data", anonymous("/var/lib/postgresql/data"), volume("dumps", "/dumps"));
        assertThat(line.severity()).isEqualTo(Severity.ERROR);
        assertThat(line.found()).doesNotContain("dumps");
    }

    @Test
    void theContainersOwnLayerAndATmpfsAreErrors() {
        assertThat(judge("/srv/pg").found()).contains("the container's own layer");
        assertThat(judge("/srv/pg").severity()).isEqualTo(Severity.ERROR);
        Line memory = judge("/srv/pg", new Mount("tmpfs", null, null, "/srv/pg", true));
        assertThat(memory.severity()).isEqualTo(Severity.ERROR);
        assertThat(memory.found()).contains("a restart of the container loses all of it");
    }

    @Test
    void aBindMountIsANoteAndOneInTheWorkspaceAWarning() {
        Line outside = judge("/var/lib/postgresql/data", bind("/var/pg", "/var/lib/postgresql/data"));
        Line inside = judge("/var/lib/postgresql/data", bind("/srv/shop/pg", "/var/lib/postgresql/data"));
        assertThat(outside.severity()).isEqualTo(Severity.NOTE);
        assertThat(inside.severity()).isEqualTo(Severity.WARNING);
        assertThat(inside.advice()).contains("git clean -fdx");
    }
}
