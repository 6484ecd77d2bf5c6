package io.github.dbguard.target;

import io.github.dbguard.docker.Container;
import io.github.dbguard.docker.Engine;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.Session;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server in a container, reached through {@link Relay}, else by a port that is proven to be its own: {@link ContainerWays}. */
public final class ContainerTarget implements Target {

    private static final int DEFAULT_PORT = 5432;

    private final Engine engine;
    private final Container container;
    private final Login login;
    private final int port;
    private final boolean mayEditHba;
    private final Connecting connecting;

    ContainerTarget(Engine engine, Container container, TargetOptions options) {
        this.engine = engine;
        this.container = container;
        this.port = port(container);
        this.login = login(engine, container, options);
        this.mayEditHba = options.allowHbaEdit();
        this.connecting = new Connecting(
                description(),
                new ContainerWays(engine, container, port, login, options.candidates()),
                options.patience(),
                options.databases(),
                options.mayLack(),
                environment("POSTGRES_DB"),
                options.allowHbaEdit()
                        ? ""
                        : " Where nobody knows it: rotate-password -Ddbguard.allowHbaEdit=true lets itself in by a line"
                                + " of pg_hba.conf, and takes it out again.");
    }

    private static int port(Container container) {
        String port = container.environment().getOrDefault("PGPORT", "");
        return port.matches("\\d{1,5}") ? Integer.parseInt(port) : DEFAULT_PORT;
    }

    private static Login login(Engine engine, Container container, TargetOptions options) {
        Map<String, String> environment = container.environment();
        String user = first(
                options.user(), environment.get("POSTGRES_USER"), environment.get("POSTGRESQL_USERNAME"), "postgres");
        String password =
                first(options.password(), environment.get("POSTGRES_PASSWORD"), environment.get("POSTGRESQL_PASSWORD"));
        String file = first(environment.get("POSTGRES_PASSWORD_FILE"), environment.get("POSTGRESQL_PASSWORD_FILE"));
        if (password == null && file != null) {
            ExecResult read = engine.run(container.id(), ExecCommand.of("cat", file));
            password = read.ok() ? read.stdout().strip() : null;
        }
        return new Login(user, password);
    }

    private static String first(String... candidates) {
        return Stream.of(candidates)
                .filter(Objects::nonNull)
                .filter(c -> !c.isEmpty())
                .findFirst()
                .orElse(null);
    }

    @Override
    public String name() {
        return name(container);
    }

    /** The names that the running containers of the engine have, or would have, as targets: this one among them. */
    public Set<String> namesOnEngine() {
        return engine.containers().stream()
                .filter(other -> other.state().running() && !other.ours())
                .filter(other -> !FindTarget.oneOff(other.labels()))
                .map(ContainerTarget::name)
                .collect(Collectors.toSet());
    }

    private static String name(Container container) {
        String project = container.labels().get(FindTarget.PROJECT);
        String service = container.labels().get(FindTarget.SERVICE);
        String name = project == null || service == null ? container.name() : project + "-" + service;
        return name.replaceAll("[^A-Za-z0-9._-]+", "_");
    }

    @Override
    public String description() {
        return "container " + container.name() + " (" + container.image() + ")";
    }

    public Engine engine() {
        return engine;
    }

    public Container container() {
        return container;
    }

    /** The running containers of the same Compose project, this one among them; empty outside Compose. */
    public List<Container> project() {
        String project = container.labels().get(FindTarget.PROJECT);
        return project == null ? List.of() : engine.containers(Map.of(FindTarget.PROJECT, project));
    }

    /** The containers of a service of the same Compose project; empty outside Compose. */
    public List<Container> service(String name) {
        String project = container.labels().get(FindTarget.PROJECT);
        return project == null
                ? List.of()
                : engine.containers(Map.of(FindTarget.PROJECT, project, FindTarget.SERVICE, name));
    }

    /** Who logs in: with the password that was proven, once one was. */
    @Override
    public Login login() {
        return connecting.proven() == null ? login : connecting.proven().login();
    }

    /** Where the server listens inside the container. */
    int port() {
        return port;
    }

    boolean mayEditHba() {
        return mayEditHba;
    }

    /** How PostgreSQL's own tools get in from inside the container: where and as whom the sessions do. */
    public ToolLogin toolLogin() {
        Way proven = connecting.proven();
        if (proven == null) {
            return new ToolLogin(Relay.LOOPBACK, port, login, null);
        }
        UnixSocket socket = proven.socket();
        if (socket != null) {
            return new ToolLogin(socket.folder(), port, proven.login(), socket.owner());
        }
        String host = proven.address() == null ? Relay.LOOPBACK : proven.address();
        return new ToolLogin(host, port, proven.login(), null);
    }

    /** How sessions get in, for people. */
    public String way() {
        return connecting.way();
    }

    @Override
    public List<LoginRoad> loginRoads() {
        Way proven = connecting.proven();
        return new ContainerRoads(engine, container, port, proven == null ? null : proven.port()).all();
    }

    @Override
    public Session open(String database) {
        return connecting.open(database);
    }

    @Override
    public Session openMaintenance() {
        return connecting.openMaintenance();
    }

    @Override
    public Session openOutside(Collection<String> databases) {
        return connecting.openOutside(databases);
    }

    @Override
    public Catalogue.Cluster cluster() {
        return connecting.cluster();
    }

    @Override
    public List<String> databases() {
        return connecting.databases();
    }

    @Override
    public List<String> wanted() {
        return connecting.wanted();
    }

    @Override
    public String mainDatabase() {
        return connecting.mainDatabase(first(environment("POSTGRES_DB"), environment("POSTGRES_USER")));
    }

    @Override
    public Identity identity() {
        Catalogue.Cluster cluster = connecting.cluster();
        String directory = first(cluster.dataDirectory(), environment("PGDATA"));
        return new Identity(
                cluster.systemIdentifier(),
                cluster.initialisedAt(),
                cluster.version(),
                cluster.versionNum(),
                directory,
                mountOf(directory),
                new Identity.ContainerIdentity(
                        container.id(), container.name(), container.image(), container.imageId()),
                connecting.oids());
    }

    /** The mount with the longest destination that holds the folder; null when it lies in the container's own layer. */
    private Identity.Mount mountOf(String directory) {
        return directory == null
                ? null
                : container
                        .mountOf(directory)
                        .map(m ->
                                new Identity.Mount(m.type(), m.name() != null ? m.name() : m.source(), m.destination()))
                        .orElse(null);
    }

    private String environment(String name) {
        return container.environment().get(name);
    }

    @Override
    public void close() {
        connecting.close();
        engine.close();
    }
}
