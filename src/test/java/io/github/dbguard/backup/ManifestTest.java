package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A manifest that was damaged or altered must neither pass for a whole one nor lead anybody out of its backup. */
class ManifestTest {

    @TempDir
    Path directory;

    private Path backup;
    private Path file;
    private String whole;

    @BeforeEach
    void aWholeBackup() throws IOException {
        backup = SampleBackup.of("shop-db", "2026-11-20T10:15:00Z")
                .labelled("v1.4")
                .pinnedByItsMaker()
                .write(directory);
        file = backup.resolve("manifest.json");
        whole = Files.readString(file);
    }

    private void altered(String from, String to) throws IOException {
        assertThat(whole).contains(from);
        Files.writeString(file, whole.replace(from, to));
    }

    @Test
    void aWholeOneIsReadAsItWasWritten() {
        Manifest manifest = Manifest.read(backup);
        assertThat(manifest.id()).isEqualTo("20261120T101500Z-v1.4");
        assertThat(manifest.pinned()).isTrue();
        assertThat(manifest.rowCounts().rows()).isEqualTo(100);
        assertThat(manifest.created()).isEqualTo("2026-11-20T10:15:00Z");
    }

    @Test
    void onlyABackupWithAManifestIsOne() throws IOException {
        Files.delete(file);
        assertThatThrownBy(() -> Manifest.read(backup))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("There is no manifest.json in " + backup)
                .hasMessageContaining("mvn dbguard:list-backups");
        assertThatThrownBy(() -> Manifest.read(directory.resolve("nowhere"))).isInstanceOf(Refused.class);
    }

    @Test
    void oneThatWasCutOffAnywhereCannotBeRead() throws IOException {
        for (int length = 0; length < whole.strip().length(); length += 7) {
            Files.writeString(file, whole.substring(0, length));
            assertThatThrownBy(() -> Manifest.read(backup))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void somethingElseCannotBeRead() throws IOException {
        for (String other : new String[] {"null", "[]", "{}", "\"manifest\"", "\u0000", "<html>"}) {
            Files.writeString(file, other);
            assertThatThrownBy(() -> Manifest.read(backup)).isInstanceOf(CannotProceed.class);
        }
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(() -> Manifest.read(backup)).isInstanceOf(CannotProceed.class);
    }

    @Test
    void aNewerFormatIsLeftToWhoWroteIt() throws IOException {
        altered("\"format\": 1,", "\"format\": 2,");
        assertThatThrownBy(() -> Manifest.read(backup))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("has format 2, and this dbguard reads up to 1")
                .hasMessageContaining("(test)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../other/dump", "..", "dump/../../x", "/etc/passwd", "./dump", "", "dump/\\u0000"})
    void aPathThatLeadsOutIsRefusedOfAFileAndOfADump(String path) throws IOException {
        altered("\"dump/app/toc.dat\"", "\"" + path + "\"");
        assertRefused("list of files");
        altered("\"dump\": \"dump/app\"", "\"dump\": \"" + path + "\"");
        assertRefused("entry for each database");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"id\": \"20261120T101500Z-v1.4\"  | \"id\": null            | format, id, target or time",
                "\"target\": \"shop-db\"            | \"target\": null        | format, id, target or time",
                "\"createdAt\": \"2026-11-20T10:15:00Z\" | \"createdAt\": null  | format, id, target or time",
                "\"createdAt\": \"2026-11-20T10:15:00Z\" | \"createdAt\": \"yesterday\" | format, id, target or time",
                "\"format\": 1,                     | \"format\": 0,          | format, id, target or time",
                "\"identity\"                       | \"identity_\"           | identity",
                "\"systemIdentifier\"               | \"systemIdentifier_\"   | identity",
                "\"mode\"                           | \"mode_\"               | list of databases",
                "\"databases\"                      | \"databases_\"          | list of databases",
                "\"files\"                          | \"files_\"              | list of files",
                "\"counts\"                         | \"counts_\"             | entry for each database",
                "\"tables\": [                      | \"tables\": [ null,     | entry for each database",
                "\"databases\": [                   | \"databases\": [ null,  | entry for each database",
                "\"files\": [                       | \"files\": [ null,      | list of files",
            })
    void whatLacksSomethingIsRefused(String from, String to, String missing) throws IOException {
        altered(from, to);
        assertRefused(missing);
    }

    @Test
    void aNegativeSizeIsRefused() throws IOException {
        String files = whole.substring(whole.lastIndexOf("\"files\""));
        Files.writeString(file, whole.replace(files, files.replace("\"bytes\": 1000", "\"bytes\": -1")));
        assertRefused("list of files");
    }

    @Test
    void aFileWithoutItsChecksumCannotBeRead() throws IOException {
        altered("\"sha256\"", "\"sha256_\"");
        assertThatThrownBy(() -> Manifest.read(backup)).isInstanceOf(CannotProceed.class);
    }

    private void assertRefused(String missing) {
        assertThatThrownBy(() -> Manifest.read(backup))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(file + " is damaged: it holds no usable " + missing);
    }
}
