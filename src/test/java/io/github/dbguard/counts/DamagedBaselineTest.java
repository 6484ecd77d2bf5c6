package io.github.dbguard.counts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.target.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Half a baseline must never pass for a whole one: with it, a lost table would look like a new one. */
class DamagedBaselineTest {

    @TempDir
    Path folder;

    private Path file;
    private String whole;

    @BeforeEach
    void aWholeBaseline() throws IOException {
        file = folder.resolve("baseline.json");
        Identity identity = new Identity(
                "7300000000000000000", "2026-01-01T00:00:00Z", "15.1", 150001, "/data", null, null, Map.of("app", 5L));
        TableCount table = new TableCount(
                "public",
                "t",
                16384,
                16384,
                TableCount.Kind.TABLE,
                3,
                List.of("id"),
                List.of("id integer"),
                null,
                null,
                null,
                -1,
                null,
                null);
        DatabaseCounts database = new DatabaseCounts(
                "app", 5, "730:731:", "0/1", "2026-01-01T00:00:00Z", List.of(table), List.of(), List.of(), List.of());
        new Baseline(
                        Baseline.FORMAT,
                        "shop-db",
                        "2026-01-01T00:00:00Z",
                        null,
                        new RowCounts(identity, FingerprintMode.KEYS, List.of(database)))
                .write(file);
        whole = Files.readString(file);
    }

    @Test
    void aWholeOneIsRead() {
        assertThat(Baseline.read(file).counts().rows()).isEqualTo(3);
    }

    @Test
    void oneThatIsMissingNamesTheCommandThatMakesOne() {
        assertThatThrownBy(() -> Baseline.read(folder.resolve("none.json")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("none.json")
                .hasMessageContaining("mvn dbguard:record-counts");
        assertThatThrownBy(() -> Baseline.read(folder)).isInstanceOf(CannotProceed.class);
    }

    @Test
    void oneThatWasCutAnywhereIsDamaged() throws IOException {
        int end = whole.stripTrailing().length();
        for (int length = 0; length < end; length += 7) {
            assertDamaged(whole.substring(0, length));
        }
        assertDamaged(whole.substring(0, end - 1));
    }

    @Test
    void garbageIsDamaged() throws IOException {
        for (String text : List.of("garbage", "null", "[]", "{}", "4711", "\"text\"", "\u0000\u0000", whole + whole)) {
            assertDamaged(text);
        }
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> Baseline.read(file)).isInstanceOf(CannotProceed.class);
    }

    @Test
    void oneOfANewerDbguardAsksForThat() throws IOException {
        Files.writeString(file, whole.replace("\"format\": 1", "\"format\": 2"));
        assertThatThrownBy(() -> Baseline.read(file))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining("Use the version of dbguard that wrote it");
    }

    @Test
    void aFieldThatIsNullOrGoneOrOfAnotherTypeIsDamage() throws IOException {
        for (String field : List.of(
                "format",
                "target",
                "createdAt",
                "counts",
                "identity",
                "systemIdentifier",
                "databaseOids",
                "mode",
                "databases",
                "database",
                "oid",
                "snapshot",
                "tables",
                "leftOut",
                "migrations",
                "checks",
                "schema",
                "name",
                "kind",
                "rows",
                "keyColumns",
                "columns")) {
            String start = "\"" + field + "\": ";
            assertThat(whole).contains(start);
            assertDamaged(whole.replaceFirst(
                    start + "(\"[^\"]*\"|-?\\d+|[\\[{])", start + "null, \"was-" + field + "\": $1"));
            assertDamaged(whole.replaceFirst(start, "\"was-" + field + "\": "));
        }
        assertDamaged(whole.replace("\"rows\": 3", "\"rows\": \"three\""));
        assertDamaged(whole.replace("\"rows\": 3", "\"rows\": 3.5"));
        assertDamaged(whole.replace("\"rows\": 3", "\"rows\": -3"));
        assertDamaged(whole.replace("\"rows\": 3", "\"rows\": [3]"));
        assertDamaged(whole.replace("\"TABLE\"", "\"CHAIR\""));
        assertDamaged(whole.replace("730:731:", "0'; DROP TABLE t"));
    }

    private void assertDamaged(String text) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(() -> Baseline.read(file))
                .as(text)
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining(file.toString());
        assertThat(file).hasContent(text);
    }
}
