package io.github.dbguard.target;

import io.github.dbguard.docker.Engine;
import io.github.dbguard.postgres.Catalogue;
import io.github.dbguard.postgres.JdbcUrl;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.OpenedAhead;
import io.github.dbguard.postgres.Server;
import io.github.dbguard.postgres.Session;
import io.github.dbguard.postgres.TcpRoad;
import java.util.Collection;
import java.util.List;

/** A server that a JDBC URL leads to. */
public final class UrlTarget implements Target {

    private final JdbcUrl url;
    private final Login login;
    private final String dockerHost;
    private final List<String> candidates;
    private final Connecting connecting;

    UrlTarget(TargetOptions options) {
        this.url = JdbcUrl.parse(options.url());
        this.login = new Login(options.user() == null ? url.option("user") : options.user(), options.password());
        this.dockerHost = options.dockerHost();
        this.candidates = options.candidates();
        List<String> wanted = options.databases();
        this.connecting = new Connecting(
                description(),
                new Ways(),
                options.patience(),
                wanted.isEmpty() && url.database() != null ? List.of(url.database()) : wanted,
                options.mayLack(),
                url.database(),
                "");
    }

    /** The URL itself, with one password after the other. */
    private final class Ways implements Connecting.Ways {

        @Override
        public List<Way> first() {
            return List.of(Way.along(url.host() + ":" + url.port(), Server.at(url, login), login));
        }

        @Override
        public List<Way> further(Way refusing) {
            return ContainerWays.others(
                    login,
                    candidates,
                    (with, other) -> List.of(Way.along(refusing.name() + with, Server.at(url, other), other)));
        }
    }

    @Override
    public String name() {
        return nameOf(url);
    }

    /**
     * The {@link #name} of the target that a URL leads to.
     *
     * @throws io.github.dbguard.CannotProceed when it is no PostgreSQL URL
     */
    public static String nameOf(String url) {
        return nameOf(JdbcUrl.parse(url));
    }

    private static String nameOf(JdbcUrl url) {
        return (url.host() + "-" + url.port()).replaceAll("[^A-Za-z0-9._-]+", "_");
    }

    @Override
    public String description() {
        return "server " + url.host() + ":" + url.port();
    }

    public JdbcUrl url() {
        return url;
    }

    /** Who logs in, for PostgreSQL's own tools: with the password that was proven. */
    @Override
    public Login login() {
        return connecting.proven() == null ? login : connecting.proven().login();
    }

    /**
     * Connects to the engine that the options name: it has no part in the target, but may run tools that this machine lacks.
     *
     * @throws io.github.dbguard.CannotProceed when none answers
     */
    public Engine connectEngine() {
        return Engine.connect(dockerHost);
    }

    /** The way that the URL leads, with its options: one that names a single host is opened ahead. */
    @Override
    public List<LoginRoad> loginRoads() {
        return List.of(new OpenedRoad(
                url.host() + ":" + url.port(),
                () -> OpenedAhead.on(new TcpRoad(url.host(), url.port())),
                (opened, login) -> url.prefix().contains(",") ? Server.at(url, login) : Server.at(url, opened, login)));
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
        return connecting.mainDatabase(url.database());
    }

    @Override
    public Identity identity() {
        Catalogue.Cluster cluster = connecting.cluster();
        return new Identity(
                cluster.systemIdentifier(),
                cluster.initialisedAt(),
                cluster.version(),
                cluster.versionNum(),
                cluster.dataDirectory(),
                null,
                null,
                connecting.oids());
    }

    @Override
    public void close() {
        connecting.close();
    }
}
