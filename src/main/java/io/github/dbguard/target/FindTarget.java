package io.github.dbguard.target;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the target that the options name, or the only one that they can mean. */
public final class FindTarget {

    static final String PROJECT = "com.docker.compose.project";
    static final String SERVICE = "com.docker.compose.service";
    private static final String WORKING_DIR = "com.docker.compose.project.working_dir";
    private static final String ONE_OFF = "com.docker.compose.oneoff";
    private static final String CONFIG_FILES = "com.docker.compose.project.config_files";
    private static final int POSTGRES_PORT = 5432;

    private FindTarget() {}

    /**
     * Finds the target and makes sure that it answers.
     *
     * @throws CannotProceed when there is none, several could be meant, or it is not up
     */
    public static Target find(TargetOptions options) {
        Target target = options.url() != null ? new UrlTarget(options) : inContainer(options);
        try {
            target.databases();
            return target;
        } catch (RuntimeException e) {
            try (target) {
                if (target instanceof ContainerTarget inside) {
                    // One that stopped meanwhile, or comes up and goes down, is told better than a connection that
                    // broke.
                    inside.engine()
                            .find(inside.container().id())
                            .ifPresent(now -> new NotUp(inside.engine()).explain(inside.container(), now, e));
                }
            }
            throw e;
        }
    }

    /**
     * Finds a target once more, whose container may have been made anew, or have got a neighbour that the options could mean
     * as well.
     *
     * @param before the target as it was found by the same options
     */
    public static Target again(Target before, TargetOptions options) {
        boolean byLabels = options.container() == null && options.url() == null;
        return find(
                byLabels && before instanceof ContainerTarget container
                        ? options.withService(container.container().labels().get(SERVICE))
                        : options);
    }

    /**
     * Finds the container that the options name, whether its server lets anybody in or not: for {@link HbaEdit}.
     *
     * @throws CannotProceed when there is none, several could be meant, it does not run, or the options name a URL
     */
    public static ContainerTarget findLocked(TargetOptions options) {
        if (options.url() != null) {
            throw new CannotProceed(
                    "The server behind dbguard.url lets nobody in, and its pg_hba.conf cannot be reached"
                            + " from here.\nNothing was changed. Name a role that may log in: -Ddbguard.user= and"
                            + " -Ddbguard.passwordEnv=, or -Ddbguard.serverId=.");
        }
        return inContainer(options);
    }

    private static ContainerTarget inContainer(TargetOptions options) {
        Engine engine = Engine.connect(options.dockerHost());
        try {
            Container container =
                    options.container() != null ? byName(engine, options.container()) : onlyOne(engine, options);
            new NotUp(engine).require(container);
            return new ContainerTarget(engine, container, options);
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static Container byName(Engine engine, String name) {
        return engine.find(name)
                .orElseThrow(
                        () -> new CannotProceed("There is no container \"" + name + "\" on " + engine.host() + ".\n"
                                + running(engine.containers())
                                + "Name one of them with -Ddbguard.container=, or start the one that is meant."));
    }

    private static Container onlyOne(Engine engine, TargetOptions options) {
        List<Container> candidates = engine.containers(labels -> inProject(labels, options)).stream()
                .filter(c -> options.service() == null
                        ? runsPostgres(c)
                        : options.service().equals(c.labels().get(SERVICE)))
                .toList();
        List<Container> up = candidates.stream().filter(FindTarget::isRunning).toList();
        List<Container> choice = up.isEmpty() ? candidates : up;
        if (choice.size() == 1) {
            return choice.get(0);
        }
        if (choice.isEmpty()) {
            throw new CannotProceed("No PostgreSQL container belongs to the Compose project in " + options.folder()
                    + (options.service() == null ? "" : " as service \"" + options.service() + "\"") + ".\n"
                    + running(engine.containers())
                    + "Start it with docker compose up -d, or name the target: -Ddbguard.container=<name>,"
                    + " -Ddbguard.composeFile=<file> -Ddbguard.service=<service>,"
                    + " or -Ddbguard.url=jdbc:postgresql://host:5432/database");
        }
        throw new CannotProceed("Several PostgreSQL containers could be the target:\n"
                + choice.stream()
                        .map(c -> "  -Ddbguard.container=" + c.name() + "  (" + c.image() + ", "
                                + c.state().status() + ")\n")
                        .collect(Collectors.joining())
                + "Pick one of them with the parameter shown.");
    }

    private static boolean inProject(Map<String, String> labels, TargetOptions options) {
        if (options.composeFile() != null) {
            String files = labels.getOrDefault(CONFIG_FILES, "");
            return Stream.of(files.split(","))
                    .anyMatch(f -> !f.isEmpty() && samePath(Path.of(f), options.composeFile()));
        }
        if (oneOff(labels)) {
            return false;
        }
        String folder = labels.get(WORKING_DIR);
        return folder != null && samePath(Path.of(folder), options.folder());
    }

    /** {@code docker compose run} starts containers of a service beside the service itself. */
    static boolean oneOff(Map<String, String> labels) {
        return "True".equalsIgnoreCase(labels.get(ONE_OFF));
    }

    private static boolean samePath(Path one, Path other) {
        try {
            return one.toRealPath().equals(other.toRealPath());
        } catch (IOException e) {
            return one.toAbsolutePath()
                    .normalize()
                    .equals(other.toAbsolutePath().normalize());
        }
    }

    /** A server, not an application that merely knows its password, nor a pin, which has a server's image. */
    private static boolean runsPostgres(Container container) {
        return !container.labels().containsKey(Engine.HOLDS) && looksLikePostgres(container);
    }

    private static boolean looksLikePostgres(Container container) {
        return container.environment().containsKey("PGDATA")
                || container.environment().containsKey("PG_MAJOR")
                || container.ports().containsKey(POSTGRES_PORT)
                || container.image().matches("(.*/)?(postgres|postgis|timescaledb[^/:]*|pgvector)([:@].*)?");
    }

    private static boolean isRunning(Container container) {
        return container.state().status().equals("running");
    }

    private static String running(List<Container> all) {
        List<Container> servers = all.stream()
                .filter(FindTarget::isRunning)
                .filter(container -> runsPostgres(container) && !container.ours())
                .toList();
        return servers.isEmpty()
                ? "No PostgreSQL container is running on this engine.\n"
                : servers.stream()
                        .map(c -> "  " + c.name() + "  (" + c.image() + ")\n")
                        .collect(Collectors.joining("", "PostgreSQL containers that are running:\n", ""));
    }
}
