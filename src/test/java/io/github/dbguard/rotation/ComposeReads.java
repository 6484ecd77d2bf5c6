package io.github.dbguard.rotation;

import io.github.dbguard.archive.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What the real {@code docker compose} reads out of an env file; nothing is started. */
final class ComposeReads {

    /** What a key is that the file does not set. */
    private static final String UNSET = "<unset>";

    private final Path folder;
    private final List<String> keys;
    private final Map<String, String> environment;

    /**
     * @param folder empty
     * @param keys asked for; the process has no variables of these names
     * @param environment more variables of Compose's process
     */
    ComposeReads(Path folder, List<String> keys, Map<String, String> environment) throws IOException {
        this.folder = folder;
        this.keys = keys;
        this.environment = environment;
        String variables = keys.stream()
                .map(key -> "      " + key + ": ${" + key + "-" + UNSET + "}\n")
                .collect(Collectors.joining());
        Files.writeString(
                folder.resolve("compose.yaml"), "services:\n  x:\n    image: none\n    environment:\n" + variables);
    }

    /** What {@code docker compose config --format json} says, as far as it matters. */
    record Config(Map<String, Service> services) {
        record Service(Map<String, String> environment) {}
    }

    /** The values; empty where Compose refuses the file. */
    Optional<Map<String, Optional<String>>> read(byte[] envFile) throws IOException, InterruptedException {
        Files.write(folder.resolve(".env"), envFile);
        Path out = folder.resolve("config.json");
        Path err = folder.resolve("config.err");
        ProcessBuilder builder = new ProcessBuilder("docker", "compose", "config", "--format", "json")
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeAll(keys);
        builder.environment().putAll(environment);
        Process compose = builder.start();
        if (!compose.waitFor(1, TimeUnit.MINUTES)) {
            compose.destroyForcibly();
            throw new IllegalStateException("docker compose config hangs");
        }
        if (compose.exitValue() != 0) {
            String said = Files.readString(err);
            if (!said.contains(".env: ") && !said.contains("setenv: invalid argument")) {
                throw new IllegalStateException("not because of the env file: " + said);
            }
            return Optional.empty();
        }
        Map<String, String> all =
                Json.read(out, Config.class).services().get("x").environment();
        return Optional.of(keys.stream()
                .collect(Collectors.toMap(
                        key -> key,
                        key -> Optional.of(all.get(key).replace("$$", "$")).filter(value -> !value.equals(UNSET)))));
    }
}
