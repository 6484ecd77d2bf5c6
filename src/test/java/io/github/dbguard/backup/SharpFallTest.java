package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharpFallTest {

    private static String warning(long rowsBefore, long rows, int bytesBefore, int bytes) {
        return SharpFall.warning(
                SampleBackup.of("shop-db", "2026-11-19T10:00:00Z")
                        .holding(rowsBefore, bytesBefore)
                        .stored(),
                SampleBackup.of("shop-db", "2026-11-20T10:00:00Z")
                        .holding(rows, bytes)
                        .stored());
    }

    @Test
    void growthAndSmallFallsAreNoNews() {
        assertThat(warning(1000, 1000, 1000, 1000)).isNull();
        assertThat(warning(0, 5000, 1, 9000)).isNull();
        assertThat(warning(1000, 999, 1000, 999)).isNull();
    }

    @Test
    void aFifthOfTheRowsMayGoAndNotOneMore() {
        assertThat(warning(1000, 800, 1000, 1000)).isNull();
        assertThat(warning(1000, 799, 1000, 1000))
                .contains("20261120T100000Z", "20261119T100000Z", "799 rows instead of 1,000")
                .doesNotContain("bytes instead");
        assertThat(warning(1004, 803, 1000, 1000)).as("20.02 %").isNotNull();
    }

    @Test
    void aHundredRowsMayGoWhateverTheirShare() {
        assertThat(warning(100, 0, 1000, 1000)).isNull();
        assertThat(warning(101, 0, 1000, 1000)).contains("0 rows instead of 101");
    }

    @Test
    void halfTheBytesMayGoAndNotOneMore() {
        assertThat(warning(100, 100, 1000, 500)).isNull();
        assertThat(warning(100, 100, 1000, 499)).contains("499 bytes instead of 1.0 kB");
    }

    @Test
    void bothAreTold() {
        assertThat(warning(5000, 10, 1000, 10)).contains("10 rows instead of 5,000, 10 bytes instead of 1.0 kB.");
    }

    @Test
    void anotherFormatPacksInAnotherSize() {
        StoredBackup plain = SampleBackup.of("shop-db", "2026-11-19T10:00:00Z")
                .in(DumpFormat.PLAIN)
                .holding(100, 9000)
                .stored();
        StoredBackup folder = SampleBackup.of("shop-db", "2026-11-20T10:00:00Z")
                .holding(100, 900)
                .stored();
        assertThat(SharpFall.warning(plain, folder)).isNull();
    }

    @Test
    void aDatabaseThatIsNotInItIsNamed() {
        StoredBackup before = SampleBackup.of("shop-db", "2026-11-19T10:00:00Z")
                .holding(1000, 1000)
                .stored();
        StoredBackup.Contents all = before.contents();
        StoredBackup two = new StoredBackup(
                before.target(),
                before.id(),
                before.folder(),
                before.state(),
                before.at(),
                new StoredBackup.Contents(
                        List.of("app", "stats"), all.rows(), all.bytes(), all.format(), null, null, false, false),
                null);
        StoredBackup now = SampleBackup.of("shop-db", "2026-11-20T10:00:00Z")
                .holding(10, 1000)
                .stored();
        assertThat(SharpFall.warning(two, now)).contains("It has no database stats.", "\"pinned\": true");
    }
}
