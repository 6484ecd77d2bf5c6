package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal is read whole, or not at all: then it stays, and is told. */
class RotationJournalTest {

    @TempDir
    Path directory;

    private Path file;
    private String whole;

    @BeforeEach
    void writeOne() throws IOException {
        file = RotationJournal.file(directory, "shop-db");
        FileEdit edit = FileEdit.of(directory.resolve(".env"), null, new byte[] {'A'}, false);
        new RotationJournal(
                        RotationJournal.FORMAT,
                        "shop-db",
                        "7000000000000000001",
                        "shop",
                        "2026-01-02T03:04:05Z",
                        true,
                        null,
                        "SCRAM-SHA-256$",
                        "POSTGRES_PASSWORD",
                        null,
                        List.of(edit))
                .write(file);
        whole = Files.readString(file);
    }

    @Test
    void whatWasWrittenIsRead() {
        assertThat(RotationJournal.read(file))
                .hasValueSatisfying(journal -> assertThat(journal.edits())
                        .singleElement()
                        .satisfies(edit -> assertThat(edit.bytesAfter()).containsExactly('A')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "null",
                "[1]",
                "\0\0\0\0",
                "{\"format\":1,\"target\":\"x\"}",
                "{\"format\":\"one\"}"
            })
    void aDamagedOneIsToldAndKept(String content) throws IOException {
        requireTold(content);
    }

    @Test
    void oneThatEndsTooEarlyIsToldAndKept() throws IOException {
        for (int length = 0; length < whole.stripTrailing().length(); length += 7) {
            requireTold(whole.substring(0, length));
        }
    }

    private void requireTold(String content) throws IOException {
        Files.writeString(file, content);
        assertThatThrownBy(() -> RotationJournal.read(file))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("mvn dbguard:rotate-password");
        assertThat(file).hasContent(content);
    }

    @Test
    void aNewerOneIsToldAndKept() throws IOException {
        Files.writeString(file, whole.replaceFirst("\"format\"\\s*:\\s*1", "\"format\": 99"));

        assertThatThrownBy(() -> RotationJournal.read(file))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("has format 99");
        assertThat(file).exists();
    }
}
