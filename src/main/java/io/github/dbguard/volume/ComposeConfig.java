package io.github.dbguard.volume;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Json;
import io.github.dbguard.docker.Container;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What {@code docker compose up} would make of the target's service now: {@code docker compose config} in the project's
 * folder, with every variable of this environment and of {@code .env} put in.
 *
 * @param project the project's name, as Compose resolves it here
 * @param service the target's service
 * @param image null where it is built
 * @param environment holds secrets
 * @param mounts of the service
 * @param volumes of the project, by their keys in the file
 * @param secrets files on this machine, by the path that the service finds each under
 */
record ComposeConfig(
        String project,
        String service,
        String image,
        Map<String, String> environment,
        List<Mount> mounts,
        Map<String, Definition> volumes,
        Map<String, Path> secrets) {

    private static final String LABEL = "com.docker.compose.";
    private static final long PATIENCE_SECONDS = 60;

    /** {@code docker compose config --format json}, as far as it is of interest. */
    record Model(
            String name,
            Map<String, Service> services,
            Map<String, Definition> volumes,
            Map<String, SecretFile> secrets) {}

    record Service(String image, Map<String, String> environment, List<Mount> volumes, List<SecretUse> secrets) {
        @Override
        public String toString() {
            return "Service[" + image + "]";
        }
    }

    /**
     * @param type {@code volume}, {@code bind} or {@code tmpfs}
     * @param source a volume's key, or a folder; null for an anonymous volume
     */
    record Mount(String type, String source, String target) {}

    /**
     * @param name the volume's on the engine
     * @param external null for false
     * @param driver_opts named as Compose names it
     */
    record Definition(
            String name,
            Boolean external,
            String driver,
            Map<String, String> driver_opts,
            Map<String, String> labels) {}

    /** @param file on this machine; null for a secret that comes from elsewhere */
    record SecretFile(String file) {}

    /** @param target where the service finds it: a path, or a name below {@code /run/secrets}; null for the source's */
    record SecretUse(String source, String target) {

        String path() {
            String name = target == null || target.isEmpty() ? source : target;
            return name.startsWith("/") ? name : "/run/secrets/" + name;
        }
    }

    /** Whether Compose made the container. */
    static boolean made(Container container) {
        return !container.labels().getOrDefault(LABEL + "service", "").isEmpty();
    }

    /**
     * Asks Compose.
     *
     * @param folder where the goal runs
     * @param composeFile {@code dbguard.composeFile}; null where it was left out
     * @throws CannotProceed when Compose is not there, refuses, or does not know the service
     */
    static ComposeConfig read(Container container, Path folder, Path composeFile) {
        List<String> command = new ArrayList<>(List.of("docker", "compose"));
        command.addAll(where(container, composeFile));
        command.addAll(List.of("config", "--format", "json"));
        Model model = Json.parse(run(command, folder), Model.class);
        String service = container.labels().get(LABEL + "service");
        Service found = model.services() == null ? null : model.services().get(service);
        if (found == null) {
            throw new CannotProceed("the Compose project " + model.name() + " in " + folder + " has no service "
                    + service + ", which container " + container.name() + " was made for");
        }
        return new ComposeConfig(
                model.name(),
                service,
                found.image(),
                literal(found.environment()),
                found.volumes() == null ? List.of() : found.volumes(),
                model.volumes() == null ? Map.of() : model.volumes(),
                secrets(model, found));
    }

    private static Map<String, Path> secrets(Model model, Service service) {
        Map<String, Path> files = new HashMap<>();
        for (SecretUse use : service.secrets() == null ? List.<SecretUse>of() : service.secrets()) {
            SecretFile secret = model.secrets() == null ? null : model.secrets().get(use.source());
            if (secret != null && secret.file() != null) {
                files.put(use.path(), Path.of(secret.file()));
            }
        }
        return files;
    }

    /** Compose doubles every dollar sign that it prints, so that what it prints may be read as a Compose file. */
    private static Map<String, String> literal(Map<String, String> environment) {
        Map<String, String> values = new HashMap<>(environment == null ? Map.of() : environment);
        values.replaceAll((name, value) -> value == null ? null : value.replace("$$", "$"));
        return values;
    }

    /**
     * Compose's own: {@code 2.26.1-4}.
     *
     * @throws CannotProceed when it is not there
     */
    static String version() {
        return run(List.of("docker", "compose", "version", "--short"), Path.of(""))
                .strip();
    }

    /** The files that the container was made from, where they are still there; else what Compose finds in the folder. */
    private static List<String> where(Container container, Path composeFile) {
        if (composeFile != null) {
            return List.of("-f", composeFile.toString());
        }
        List<String> arguments = new ArrayList<>();
        List<String> files = Arrays.stream(container
                        .labels()
                        .getOrDefault(LABEL + "project.config_files", "")
                        .split(","))
                .filter(file -> !file.isEmpty())
                .toList();
        String folder = container.labels().getOrDefault(LABEL + "project.working_dir", "");
        if (!files.isEmpty() && files.stream().allMatch(file -> Files.isRegularFile(Path.of(file)))) {
            files.forEach(file -> arguments.addAll(List.of("-f", file)));
            String variables = container.labels().getOrDefault(LABEL + "project.environment_file", "");
            Arrays.stream(variables.split(","))
                    .filter(file -> !file.isEmpty() && Files.isRegularFile(Path.of(file)))
                    .forEach(file -> arguments.addAll(List.of("--env-file", file)));
            if (!folder.isEmpty() && Files.isDirectory(Path.of(folder))) {
                arguments.addAll(List.of("--project-directory", folder));
            }
        }
        return arguments;
    }

    /** Its output holds secrets: it goes through memory alone. */
    private static String run(List<String> command, Path folder) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toAbsolutePath().toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            CompletableFuture<String> errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new CannotProceed("docker compose config did not end within " + PATIENCE_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new CannotProceed("docker compose config in " + folder + " ended with exit code "
                        + process.exitValue() + ": " + withoutValues(errors.join()));
            }
            return output.join();
        } catch (IOException e) {
            throw new CannotProceed("docker compose could not be run here: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotProceed("interrupted while docker compose ran", e);
        }
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compose quotes what it stumbles over, and that may be a password with a dollar sign in it. */
    static String withoutValues(String said) {
        String line = said.lines()
                .map(String::strip)
                .filter(text -> !text.isEmpty() && !text.contains("level=warning"))
                .findFirst()
                .orElse("it gave no reason");
        return line.replaceFirst("[\"'`\\[].*", "…");
    }

    /** What a folder would lie on: as {@link Storage} tells it of a container that runs. */
    Storage storageOf(String folder) {
        Optional<Mount> mount = mounts.stream()
                .filter(m -> m.target() != null
                        && (folder + "/").startsWith(m.target().replaceAll("/+$", "") + "/"))
                .max(Comparator.comparingInt(m -> m.target().length()));
        if (mount.isEmpty()) {
            return new Storage(Storage.Kind.OWN_LAYER, null, null, folder);
        }
        Mount found = mount.get();
        return switch (String.valueOf(found.type())) {
            case "bind" -> new Storage(Storage.Kind.BIND_MOUNT, found.source(), found.target(), folder);
            case "tmpfs" -> new Storage(Storage.Kind.TMPFS, null, found.target(), folder);
            case "volume" ->
                found.source() == null
                        ? new Storage(Storage.Kind.ANONYMOUS_VOLUME, null, found.target(), folder)
                        : new Storage(Storage.Kind.NAMED_VOLUME, name(found.source()), found.target(), folder);
            default -> new Storage(Storage.Kind.OTHER, found.source(), found.target(), folder);
        };
    }

    private String name(String key) {
        Definition definition = volumes.get(key);
        return definition == null || definition.name() == null ? project + "_" + key : definition.name();
    }

    /** How the file defines a volume of the engine. */
    Optional<Definition> definitionOf(String volume) {
        return volumes.values().stream()
                .filter(Objects::nonNull)
                .filter(definition -> volume.equals(definition.name()))
                .findFirst();
    }

    /** A variable that the service would get; null where it has none of these. */
    String variable(String... names) {
        return Stream.of(names)
                .map(environment::get)
                .filter(value -> value != null && !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    /**
     * What stands in the file that a variable of the service names, without the line ends behind it, as the images read it.
     * A secret, or a file that is mounted.
     *
     * @return null when no variable names one, or it is not a file of this machine
     * @throws CannotProceed when it cannot be read
     */
    String fileOf(String... names) {
        String path = variable(names);
        if (path == null) {
            return null;
        }
        Path file = Optional.ofNullable(secrets.get(path))
                .or(() -> mounts.stream()
                        .filter(mount -> "bind".equals(mount.type()) && path.equals(mount.target()))
                        .map(mount -> Path.of(mount.source()))
                        .findFirst())
                .orElse(null);
        if (file == null) {
            return null;
        }
        try {
            return Files.readString(file).replaceAll("[\\r\\n]+$", "");
        } catch (IOException e) {
            throw new CannotProceed("the file that " + names[0] + " names, " + file + ", cannot be read: " + e, e);
        }
    }

    @Override
    public String toString() {
        return "ComposeConfig[" + project + ", " + service + ", " + image + "]";
    }
}
