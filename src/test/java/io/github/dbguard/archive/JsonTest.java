package io.github.dbguard.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    record Table(String name, long rows, Long added) {}

    record Document(int format, boolean verified, List<Table> tables, Map<String, Long> oids, Mismatch.Kind kind) {}

    private static final Document DOCUMENT = new Document(
            1,
            true,
            List.of(new Table("users ü \n", 9_007_199_254_740_993L, null)),
            Map.of("b", 2L, "a", 1L, "c", 3L),
            Mismatch.Kind.SHORT);

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() {
        Path file = folder.resolve("manifest.json");
        Json.write(file, DOCUMENT);
        assertThat(Json.read(file, Document.class)).isEqualTo(DOCUMENT);
        assertThat(Json.parse(Json.text(DOCUMENT), Document.class)).isEqualTo(DOCUMENT);
    }

    @Test
    void theTextIsPrettyInAStableOrderAndEndsWithANewline() throws Exception {
        Path file = folder.resolve("manifest.json");
        Json.write(file, DOCUMENT);
        assertThat(Files.readString(file)).isEqualTo(Json.text(DOCUMENT)).isEqualTo("""
                {
                  "format": 1,
                  "verified": true,
                  "tables": [
                    {
                      "name": "users ü \\n",
                      "rows": 9007199254740993,
                      "added": null
                    }
                  ],
                  "oids": {
                    "a": 1,
                    "b": 2,
                    "c": 3
                  },
                  "kind": "SHORT"
                }
                """);
    }

    @Test
    void theFileIsPrivateAndNothingElseIsLeftBeside() throws Exception {
        Path file = folder.resolve("manifest.json");
        Files.writeString(file, "old");
        Json.write(file, DOCUMENT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryContaining(child -> child.equals(file));
        assertThat(folder.toFile().list()).hasSize(1);
    }

    @Test
    void aDocumentThatCannotBeWrittenLeavesTheOldFile() throws Exception {
        Path file = folder.resolve("manifest.json");
        Files.writeString(file, "old");
        assertThatThrownBy(() -> Json.write(file, Map.of("a", new Object()))).isInstanceOf(CannotProceed.class);
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("manifest.json");
    }

    @Test
    void aDocumentCutAnywhereIsAnError() {
        String whole = Json.text(DOCUMENT).strip();
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> Json.parse(cut, Document.class)).isInstanceOf(CannotProceed.class);
        }
    }

    @Test
    void aCutFileIsNamedWithTheLineWhereItEnds() throws Exception {
        Path file = folder.resolve("baseline.json");
        Files.writeString(file, "{\n  \"format\": 1,\n  \"tables\": [");
        assertThatThrownBy(() -> Json.read(file, Document.class))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("cut off")
                .hasMessageContaining("line 3")
                .hasMessageContaining("less ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "null", "[]", "7", "\"text\"", "{} {}", "\u0000\u0000\u0000", "{\"format\":1"})
    void whatIsNotADocumentIsAnError(String text) throws Exception {
        Path file = folder.resolve("baseline.json");
        Files.writeString(file, text);
        assertThatThrownBy(() -> Json.read(file, Document.class))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aMissingFileIsAnError() {
        assertThatThrownBy(() -> Json.read(folder.resolve("none.json"), Document.class))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("none.json")
                .hasMessageContaining("does not exist");
    }

    @Test
    void whatANewerVersionAddedIsSkipped() {
        Table table = Json.parse("{\"name\":\"a\",\"rows\":3,\"colour\":{\"deep\":[1]}}", Table.class);
        assertThat(table).isEqualTo(new Table("a", 3, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"a\"}",
                "{\"name\":\"a\",\"rows\":null}",
                "{\"name\":\"a\",\"rows\":\"3\"}",
                "{\"name\":\"a\",\"rows\":3.5}",
                "{\"name\":\"a\",\"rows\":true}",
                "{\"name\":\"a\",\"rows\":3,\"rows\":4}",
                "{\"name\":\"a\",\"rows\":99999999999999999999}"
            })
    void aRowCountThatIsNotThereIsNeverReadAsANumber(String text) {
        assertThatThrownBy(() -> Json.parse(text, Table.class)).isInstanceOf(CannotProceed.class);
    }

    @Test
    void theMessageNamesThePlaceAndNeverTheValue() {
        assertThatThrownBy(() -> Json.parse(
                        "{\"format\":1,\"verified\":true,\"tables\":[{\"name\":\"a\",\"rows\":\"SCRAM-SHA-256$secret\"}]}",
                        Document.class))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("tables[0].rows")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }
}
