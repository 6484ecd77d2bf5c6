package io.github.dbguard.volume;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.archive.Json;
import io.github.dbguard.docker.Container;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs {@code docker compose} on this machine, to hear what it makes of a project. It changes nothing. */
final class AskCompose {

    private static final long PATIENCE_SECONDS = 60;

    private AskCompose() {}

    /** {@code docker compose config --format json}, as far as it is of interest. */
    record Model(
            String name,
            Map<String, Service> services,
            Map<String, ComposeConfig.Definition> volumes,
            Map<String, ComposeConfig.Secret> secrets) {}

    record Service(
            String image, Map<String, String> environment, List<ComposeConfig.Mount> volumes, List<SecretUse> secrets) {
        @Override
        public String toString() {
            return "Service[" + image + "]";
        }
    }

    /** @param target where the service finds it: a path, or a name below {@code /run/secrets}; null for the source's */
    record SecretUse(String source, String target) {

        String path() {
            String name = target == null || target.isEmpty() ? source : target;
            return name.startsWith("/") ? name : "/run/secrets/" + name;
        }
    }

    /**
     * What the project is by now.
     *
     * @param folder where the goal runs
     * @param composeFile {@code dbguard.composeFile}; null where it was left out
     * @throws CannotProceed when Compose is not there, refuses, or does not know the service, or a file that the container
     *     was made from is gone
     */
    static ComposeConfig config(Container container, Path folder, Path composeFile) {
        List<String> command = new ArrayList<>(List.of("docker", "compose"));
        command.addAll(MadeFrom.of(container).arguments(composeFile));
        command.addAll(List.of("config", "--format", "json"));
        Model model = Json.parse(run(command, folder), Model.class);
        String service = container.labels().get(ComposeConfig.LABEL + "service");
        Service found = model.services() == null ? null : model.services().get(service);
        if (found == null) {
            throw new CannotProceed("the Compose project " + model.name() + " in " + folder + " has no service "
                    + service + ", which container " + container.name()
                    + " was made for (perhaps a profile has it: COMPOSE_PROFILES)");
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

    private static Map<String, ComposeConfig.Secret> secrets(Model model, Service service) {
        Map<String, ComposeConfig.Secret> secrets = new HashMap<>();
        for (SecretUse use : service.secrets() == null ? List.<SecretUse>of() : service.secrets()) {
            ComposeConfig.Secret secret =
                    model.secrets() == null ? null : model.secrets().get(use.source());
            secrets.put(use.path(), secret == null ? new ComposeConfig.Secret(null, null) : secret);
        }
        return secrets;
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
}
