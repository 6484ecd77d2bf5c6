package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads and writes env files beside the real {@code docker compose config}: nobody else decides what they say. */
@EngineTest
class EnvFileIT {

    private static final List<String> KEYS = List.of("KEY", "A", "B");
    private static final Map<String, String> ENVIRONMENT = Map.of("DBGUARD_IT", "pro$cess", "DBGUARD_EMPTY", "");
    private static final int RANDOM_FILES = 100 * Integer.getInteger("dbguard.it.rounds", 1);
    private static final long SEED = 20261121;

    @TempDir
    Path folder;

    private ComposeReads compose;

    @BeforeEach
    void projectWithoutContainers() throws Exception {
        compose = new ComposeReads(folder, KEYS, ENVIRONMENT);
    }

    @Test
    void uglyFilesSayWhatComposeReads() throws Exception {
        for (String text : UglyEnv.FILES) {
            assertReadAlike(text);
        }
    }

    @Test
    void randomFilesSayWhatComposeReads() throws Exception {
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < RANDOM_FILES; i++) {
            refused += assertReadAlike(UglyEnv.randomFile(random)).isEmpty() ? 1 : 0;
        }
        assertThat(refused).as("files that say something").isLessThan(RANDOM_FILES * 3 / 4);
    }

    @Test
    void everyValueIsReadBackByComposeFromEveryStyle() throws Exception {
        for (String style : List.of("KEY=old # c\n", "KEY='old' # c\n", "export KEY=\"old\"\r\n", "A=1")) {
            for (String value : UglyEnv.VALUES) {
                assertWritten(style, value);
            }
        }
    }

    @Test
    void randomValuesAreReadBackFromRandomFiles() throws Exception {
        Random random = new Random(SEED + 1);
        int written = 0;
        while (written < RANDOM_FILES) {
            String text = UglyEnv.randomFile(random);
            if (read(text).isPresent()) {
                assertWritten(text, UglyEnv.randomText(random));
                written++;
            }
        }
    }

    private Optional<Map<String, Optional<String>>> assertReadAlike(String text) throws Exception {
        Optional<Map<String, Optional<String>>> expected = compose.read(text.getBytes(StandardCharsets.UTF_8));
        assertThat(read(text)).as(shown(text)).isEqualTo(expected);
        return expected;
    }

    private void assertWritten(String before, String value) throws Exception {
        EnvFile file = EnvFile.parse(before.getBytes(StandardCharsets.UTF_8), ".env", ENVIRONMENT::get);
        EnvFile changed = file.with("KEY", value);
        String after = new String(changed.bytes(), StandardCharsets.UTF_8);
        Map<String, Optional<String>> expected = new HashMap<>(read(after).orElseThrow());
        expected.put("KEY", Optional.of(value));
        assertThat(compose.read(changed.bytes()))
                .as(shown(before) + " with " + shown(value) + " is " + shown(after))
                .contains(expected);
        assertThat(changed.with("KEY", value).bytes()).isEqualTo(changed.bytes());
    }

    private static Optional<Map<String, Optional<String>>> read(String text) {
        try {
            EnvFile file = EnvFile.parse(text.getBytes(StandardCharsets.UTF_8), ".env", ENVIRONMENT::get);
            return Optional.of(KEYS.stream().collect(Collectors.toMap(key -> key, file::value)));
        } catch (CannotProceed refused) {
            return Optional.empty();
        }
    }

    private static String shown(String text) {
        return "[" + text.replace("\r", "\u240d").replace("\n", "\u2424\n") + "]";
    }
}
