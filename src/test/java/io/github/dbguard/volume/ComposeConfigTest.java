package io.github.dbguard.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.volume.ComposeConfig.Mount;
import io.github.dbguard.volume.ComposeConfig.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the next container would have its password from, when a variable names a file. */
class ComposeConfigTest {

    private static final String FILE = "POSTGRES_PASSWORD_FILE";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void aFile() throws IOException {
        file = Files.writeString(folder.resolve("db"), "next-secret\r\n");
    }

    private static String next(String path, List<Mount> mounts, Map<String, Secret> secrets) {
        return new ComposeConfig("shop", "db", "postgres:15", Map.of(FILE, path), mounts, Map.of(), secrets)
                .fileOf(FILE);
    }

    private static String secret(Secret secret) {
        return next("/run/secrets/db", List.of(), Map.of("/run/secrets/db", secret));
    }

    private static String mounted(String path, Mount... mounts) {
        return next(path, List.of(mounts), Map.of());
    }

    @Test
    void aSecretsFileAndAMountedFileOrFolderAreRead() {
        assertThat(secret(new Secret(file.toString(), null))).isEqualTo("next-secret");
        assertThat(mounted("/pw", new Mount("bind", file.toString(), "/pw"))).isEqualTo("next-secret");
        assertThat(mounted("/etc/pw/db", new Mount("bind", folder.toString(), "/etc/pw")))
                .isEqualTo("next-secret");
    }

    @Test
    void aSecretOfTheEnvironmentIsThatOfThisProcess() {
        assertThat(secret(new Secret(null, "PATH"))).isEqualTo(System.getenv("PATH"));
    }

    @Test
    void whatComesFromElsewhereIsNotKnown() {
        assertThat(secret(new Secret(null, null))).isNull();
        assertThat(secret(new Secret(null, "DBGUARD_TEST_NOT_SET"))).isNull();
        assertThat(mounted("/etc/pw/db", new Mount("volume", "secrets", "/etc/pw")))
                .isNull();
        assertThat(mounted("/etc/pw/db")).isNull();
    }

    @Test
    void aFileThatCannotBeReadIsNoPassword() {
        assertThatThrownBy(() -> secret(new Secret(folder.resolve("gone").toString(), null)))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("gone");
    }
}
