package io.github.dbguard.volume;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.docker.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Compose made a container from, as it has written it down in the container's labels.
 *
 * @param files the Compose files, in their order; a later one changes what an earlier one says
 * @param variables the env files that were named
 * @param folder the project's; empty where it is not told
 */
record MadeFrom(List<Path> files, List<Path> variables, List<Path> folder) {

    static MadeFrom of(Container container) {
        return new MadeFrom(
                paths(container, "project.config_files"),
                paths(container, "project.environment_file"),
                paths(container, "project.working_dir").stream().limit(1).toList());
    }

    private static List<Path> paths(Container container, String label) {
        return Stream.of(container
                        .labels()
                        .getOrDefault(ComposeConfig.LABEL + label, "")
                        .split(","))
                .filter(path -> !path.isEmpty())
                .map(Path::of)
                .toList();
    }

    /**
     * What {@code docker compose} has to be told to see the same project; empty where nothing is written down.
     *
     * @param composeFile the file that the user names; null for none. One of {@link #files} stands for all of them, any other
     *     for itself alone
     * @throws CannotProceed when some of it is not there any more: without it, Compose would describe another project
     */
    List<String> arguments(Path composeFile) {
        if (composeFile != null && files.stream().noneMatch(file -> same(file, composeFile))) {
            return List.of("-f", composeFile.toString());
        }
        if (files.isEmpty()) {
            return List.of();
        }
        requireThere();
        List<String> arguments = new ArrayList<>();
        files.forEach(file -> arguments.addAll(List.of("-f", file.toString())));
        variables.forEach(file -> arguments.addAll(List.of("--env-file", file.toString())));
        folder.forEach(path -> arguments.addAll(List.of("--project-directory", path.toString())));
        return arguments;
    }

    private void requireThere() {
        List<String> gone = Stream.of(files, variables, folder)
                .flatMap(List::stream)
                .filter(path -> !Files.exists(path))
                .map(Path::toString)
                .toList();
        if (!gone.isEmpty()) {
            throw new CannotProceed("the container was made from " + String.join(", ", gone)
                    + ", which is not there any more (where the deploy has moved, name its file with"
                    + " -Ddbguard.composeFile and the database with -Ddbguard.container)");
        }
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException notThere) {
            return one.toAbsolutePath()
                    .normalize()
                    .equals(other.toAbsolutePath().normalize());
        }
    }
}
