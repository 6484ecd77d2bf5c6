package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.Refused;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.backup.DumpFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backup that is not as it was made is refused, and the live database does not notice. */
@EngineTest
class RestoreDamagedBackupIT {

    private static final Map<DumpFormat, Path> MADE = new EnumMap<>(DumpFormat.class);

    private static TestPostgres postgres;
    private static LiveApp live;

    @TempDir
    static Path made;

    @TempDir
    Path directory;

    private RestoreTrial trial;
    private String databases;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        live = new LiveApp(postgres).fill();
        for (DumpFormat format : DumpFormat.values()) {
            MADE.put(
                    format,
                    new RestoreTrial(made.resolve(format.name()), postgres.name())
                            .in(format)
                            .backup("app")
                            .folder());
        }
        live.goOn();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void look() {
        trial = new RestoreTrial(directory, postgres.name());
        databases = live.databases();
    }

    @AfterEach
    void nothingHappened() {
        assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
        assertThat(live.databases()).isEqualTo(databases);
        live.leftNothing();
        assertThat(trial.lines).noneMatch(line -> line.startsWith("Safety backup"));
        assertThat(directory.resolve("journal"))
                .satisfiesAnyOf(
                        j -> assertThat(j).doesNotExist(), j -> assertThat(j).isEmptyDirectory());
    }

    private BackupCopy copy(DumpFormat format) {
        return BackupCopy.of(
                MADE.get(format), new io.github.dbguard.backup.BackupStore(directory).folder(postgres.name()));
    }

    private Throwable failureAfter(DumpFormat format, Consumer<BackupCopy> damage) {
        BackupCopy copy = copy(format);
        damage.accept(copy);
        Throwable failure = trial.failure(copy.folder().getFileName().toString());
        io.github.dbguard.archive.Durable.deleteTree(copy.folder());
        return failure;
    }

    @ParameterizedTest
    @EnumSource
    void everyFileIsLookedAtByteByByte(DumpFormat format) {
        Map<String, BiConsumer<BackupCopy, String>> damages = new LinkedHashMap<>();
        damages.put("%s, a bit flipped", BackupCopy::flip);
        damages.put("%s cut", BackupCopy::cut);
        damages.put("%s emptied", (copy, file) -> copy.write(file, new byte[0]));
        damages.put("%s missing", BackupCopy::delete);
        for (String file : new BackupCopy(MADE.get(format)).files()) {
            damages.forEach((what, damage) -> {
                if (file.equals("manifest.json")) {
                    return; // Nothing tells a flipped bit of a comment: see below for what counts.
                }
                Throwable failure = failureAfter(format, copy -> damage.accept(copy, file));
                assertThat(failure)
                        .as(what, file)
                        .isInstanceOf(Refused.class)
                        .hasMessageContaining(file.equals("SHA256SUMS") ? "SHA256SUMS" : file)
                        .hasMessageContaining("damaged")
                        .hasMessageContaining("mvn dbguard:list-backups")
                        .hasMessageContaining("Nothing was changed");
            });
        }
    }

    @Test
    void aFileTooManyIsNamed() {
        assertThat(failureAfter(DumpFormat.DIRECTORY, copy -> copy.write("dump/app/9999.dat", new byte[] {1})))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("dump/app/9999.dat");
        assertThat(failureAfter(DumpFormat.PLAIN, copy -> copy.write("notes.txt", new byte[] {1})))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("notes.txt");
    }

    @Test
    void aManifestThatIsCutEmptyOrMissingNamesNoBackup() {
        assertThat(failureAfter(DumpFormat.CUSTOM, copy -> copy.cut("manifest.json")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("manifest.json");
        assertThat(failureAfter(DumpFormat.CUSTOM, copy -> copy.write("manifest.json", new byte[0])))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("manifest.json");
        assertThat(failureAfter(DumpFormat.CUSTOM, copy -> copy.delete("manifest.json")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("it is no backup of dbguard, or its manifest was deleted");
    }

    @Test
    void aManifestOfANewerFormatIsNotRead() {
        assertThat(failureAfter(DumpFormat.DIRECTORY, copy -> copy.telling("\"format\": 1,", "\"format\": 2,")))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("has format 2")
                .hasMessageContaining("Use the version of dbguard that wrote it (test)");
    }

    @Test
    void aManifestThatLeadsOutOfItsBackupIsRefused() {
        for (String path : new String[] {"../../../../etc/passwd", "/etc/passwd", "dump/../../x", "dump/./app.dump"}) {
            assertThat(failureAfter(DumpFormat.CUSTOM, copy -> copy.telling("dump/app.dump", path)))
                    .as(path)
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("damaged");
        }
        assertThat(failureAfter(DumpFormat.CUSTOM, copy -> copy.telling("dump/app.dump", "dump/a\\\\u0000b")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void aBackupThatWasNeverFinishedIsNotTaken() throws Exception {
        BackupCopy copy = copy(DumpFormat.DIRECTORY);
        Path partial = copy.folder().resolveSibling(copy.folder().getFileName() + ".partial");
        Files.move(copy.folder(), partial);

        for (String name : new String[] {partial.getFileName().toString(), partial.toString()}) {
            assertThat(trial.failure(name))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("never finished")
                    .hasMessageContaining("Nothing was changed");
        }
        assertThat(trial.failure("latest"))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("There is no backup");
    }

    @Test
    void aSymbolicLinkInABackupIsNotFollowed() throws Exception {
        assertThat(failureAfter(DumpFormat.CUSTOM, copy -> {
                    try {
                        Path elsewhere = directory.resolve("elsewhere.dump");
                        Files.move(copy.file("dump/app.dump"), elsewhere);
                        Files.createSymbolicLink(copy.file("dump/app.dump"), elsewhere);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("dump/app.dump");
        assertThat(failureAfter(DumpFormat.DIRECTORY, copy -> {
                    try {
                        Files.move(copy.file("dump/app"), directory.resolve("elsewhere"));
                        Files.createSymbolicLink(copy.file("dump/app"), directory.resolve("elsewhere"));
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("dump/app");
    }
}
