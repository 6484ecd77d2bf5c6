package io.github.dbguard.backup;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.Log;
import io.github.dbguard.archive.FileDigest;
import io.github.dbguard.counts.Snapshot;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.docker.Throwaway;
import io.github.dbguard.docker.ThrowawaySpec;
import io.github.dbguard.target.UrlTarget;
import java.nio.file.Path;

/**
 * Dumps a server behind a URL with the tools of a throwaway container, where this machine has none that are as new as the
 * server. The container is on the network of the engine's machine, and goes with the dump.
 */
final class ClientDump implements Dump {

    static final String PARAMETER = "dbguard.clientImage";

    private final Engine engine;
    private final Throwaway container;
    private final ContainerDump dump;

    private ClientDump(Engine engine, Throwaway container, ContainerDump dump) {
        this.engine = engine;
        this.container = container;
        this.dump = dump;
    }

    /**
     * Starts the container, and proves that its tools are new enough and get to the same server as the counting does.
     *
     * @param noTools why the tools of this machine will not do; part of the message when this way is closed as well
     * @throws CannotProceed when no engine answers, there is no such image, or the container does not get to the server
     */
    static ClientDump start(UrlTarget target, DumpOptions options, Log log, CannotProceed noTools) {
        Access access = Access.along(target);
        if (access.needsCertificates()) {
            throw instead(noTools, "it would not have the certificate files that the URL asks for.");
        }
        if (access.login().user() == null) {
            access = access.as(System.getProperty("user.name"));
        }
        Engine engine = connect(target, noTools);
        Throwaway container = null;
        try {
            container = start(engine, target, options, log, noTools);
            String image = image(target, options);
            ContainerTools tools =
                    new ContainerTools(engine, container.id(), "the client container of image " + image, access);
            requireNewEnough(tools, image, target.identity().major());
            requireSameServer(tools, target, engine);
            return new ClientDump(engine, container, new ContainerDump(tools, options, log));
        } catch (RuntimeException e) {
            end(container, engine);
            throw e;
        }
    }

    private static String image(UrlTarget target, DumpOptions options) {
        return options.clientImage() == null ? "postgres:" + target.identity().major() : options.clientImage();
    }

    private static Engine connect(UrlTarget target, CannotProceed noTools) {
        try {
            return target.connectEngine();
        } catch (CannotProceed e) {
            // What to do about an engine is too much here: its first sentence says what is the matter.
            throw instead(noTools, e.getMessage().split("\\. ", 2)[0] + ".");
        }
    }

    private static Throwaway start(
            Engine engine, UrlTarget target, DumpOptions options, Log log, CannotProceed noTools) {
        String image = image(target, options);
        for (String left : engine.reapThrowaways()) {
            log.warn("Removed container " + left + ", which an earlier run left.");
        }
        log.info("No pg_dump here is as new as the server (PostgreSQL "
                + target.identity().major() + "): a client container of image " + image + " dumps it.");
        try {
            if (engine.image(image).isEmpty()) {
                log.info("Pulling " + image + ", which is not on the Docker engine yet.");
            }
            engine.requireImage(image, PARAMETER);
            return engine.throwaway(ThrowawaySpec.of("client", image).onNetwork("host"));
        } catch (CannotProceed e) {
            throw instead(noTools, e.getMessage());
        }
    }

    private static CannotProceed instead(CannotProceed noTools, String reason) {
        return new CannotProceed(
                noTools.getMessage() + "\nA client container cannot make the dump instead: " + reason, noTools);
    }

    private static void requireNewEnough(ContainerTools tools, String image, int major) {
        String version = tools.pgDumpVersion();
        if (PgDump.major(version) < major) {
            throw new CannotProceed(
                    "The server is PostgreSQL " + major + ", and image " + image + " has only " + version
                            + ". pg_dump cannot dump a server that is newer than itself.\nNothing was changed. Name an image of"
                            + " PostgreSQL " + major + " or later: -D" + PARAMETER + "=postgres:" + major);
        }
    }

    /** The engine may be on another machine, where the same address leads elsewhere. */
    private static void requireSameServer(ContainerTools tools, UrlTarget target, Engine engine) {
        String where = "the client container on the Docker engine at " + engine.host();
        ExecResult answer =
                tools.ask(target.mainDatabase(), "SELECT system_identifier FROM pg_catalog.pg_control_system()");
        if (!answer.ok()) {
            throw new CannotProceed("The server lets " + where + " not in, or is not to be reached from there:\n  "
                    + PgDump.errors(answer.stderr() + answer.stdout())
                    + "\nNothing was changed. The container is on the network of the engine's machine, and has the"
                    + " password of dbguard.passwordEnv or dbguard.serverId alone. Else install the client tools of"
                    + " PostgreSQL " + target.identity().major() + " here.");
        }
        String there = Long.toUnsignedString(Long.parseLong(answer.stdout().strip()));
        if (!there.equals(target.identity().systemIdentifier())) {
            throw new CannotProceed("From " + where + ", " + target.url().host() + ":"
                    + target.url().port()
                    + " is another server than from here.\nNothing was changed. Write the URL with"
                    + " a name or an address that leads to the same server from both machines.");
        }
    }

    @Override
    public String tool() {
        return dump.tool();
    }

    @Override
    public FileDigest globals(Path folder, String file) {
        return dump.globals(folder, file);
    }

    @Override
    public Dumped dump(Snapshot snapshot, long dataBytes, Path folder, DumpProgress progress) {
        return dump.dump(snapshot, dataBytes, folder, progress);
    }

    @Override
    public void cancel() {
        dump.cancel();
    }

    @Override
    public void close() {
        dump.close();
        end(container, engine);
    }

    private static void end(Throwaway container, Engine engine) {
        try (engine) {
            if (container != null) {
                container.close();
            }
        }
    }
}
