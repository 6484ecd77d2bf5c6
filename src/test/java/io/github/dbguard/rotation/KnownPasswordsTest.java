package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.target.UrlTarget;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose the passwords of a change in flight are. */
class KnownPasswordsTest {

    @TempDir
    Path directory;

    private void inFlight(String target, String before, String after) {
        FileEdit edit = FileEdit.of(directory.resolve(".env"), env(before), env(after), false);
        new RotationJournal(
                        RotationJournal.FORMAT,
                        target,
                        "7000000000000000001",
                        "shop",
                        "2026-01-02T03:04:05Z",
                        true,
                        null,
                        "SCRAM-SHA-256$",
                        "POSTGRES_PASSWORD",
                        null,
                        List.of(edit))
                .write(RotationJournal.file(directory, target));
    }

    private static byte[] env(String password) {
        return ("POSTGRES_PASSWORD=" + password + "\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aServerIsOfferedThoseOfAChangeOnItselfAlone() {
        inFlight("shop-db", "shop-before", "shop-after");
        inFlight("db.example.com-5432", "before", "after");

        assertThat(KnownPasswords.inFlight(directory, UrlTarget.nameOf("jdbc:postgresql://db.example.com/app")))
                .containsExactly("after", "before");
        assertThat(KnownPasswords.inFlight(directory, UrlTarget.nameOf("jdbc:postgresql://db.example.com:5433/app")))
                .isEmpty();
        assertThat(KnownPasswords.inFlight(directory, null)).hasSize(4);
    }
}
