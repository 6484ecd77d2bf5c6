package io.github.dbguard.postgres;

import io.github.dbguard.CannotProceed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.Driver;

/** A PostgreSQL server and the way to it. Opens sessions; holds none itself. */
public final class Server implements AutoCloseable {

    private static final int CONNECT_SECONDS = 20;

    private final String urlPrefix;
    private final String urlSuffix;
    private final Login login;
    private final String roadKey;

    private Server(String urlPrefix, String urlSuffix, Login login, String roadKey) {
        this.urlPrefix = urlPrefix;
        this.urlSuffix = urlSuffix;
        this.login = login;
        this.roadKey = roadKey;
    }

    /** A server that TCP reaches from here. */
    public static Server at(JdbcUrl url, Login login) {
        return new Server(url.prefix(), url.suffix(), login, null);
    }

    /** A server at the end of a road; the host and port in its URL are never looked at. */
    public static Server along(Road road, Login login) {
        return new Server(
                "jdbc:postgresql://localhost:5432/", "?sslmode=disable", login, RoadSocketFactory.register(road));
    }

    /** A server at the end of a connection that is open already, with TLS where the server has it, as most clients do. */
    public static Server along(OpenedAhead opened, Login login) {
        return new Server(
                "jdbc:postgresql://localhost:5432/", "?sslmode=prefer", login, RoadSocketFactory.register(opened));
    }

    /** A server that the URL leads to, whose first connection is open already. */
    public static Server at(JdbcUrl url, OpenedAhead opened, Login login) {
        return new Server(url.prefix(), url.suffix(), login, RoadSocketFactory.register(opened));
    }

    public String user() {
        return login.user();
    }

    /**
     * Opens a session on a database.
     *
     * @throws PostgresError when the server is not there, refuses the login, or has no such database
     */
    public Session open(String database) {
        return new Session(connect(database), database);
    }

    /**
     * Logs in, and out again at once: for whoever only asks whether the server takes the password.
     *
     * @throws PostgresError as {@link #open}; {@link PostgresError#afterAuthentication()} is not a no
     */
    public void login(String database) {
        try (Connection connection = connect(database)) {
            // In, and out.
        } catch (SQLException e) {
            // Thrown by the closing alone: the login is over.
        }
    }

    private Connection connect(String database) {
        Properties properties = new Properties();
        if (login.user() != null) {
            properties.setProperty("user", login.user());
        }
        if (login.password() != null) {
            properties.setProperty("password", login.password());
        }
        properties.setProperty("ApplicationName", "dbguard");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
        if (roadKey != null) {
            properties.setProperty("socketFactory", RoadSocketFactory.class.getName());
            properties.setProperty("socketFactoryArg", roadKey);
        }
        try {
            return new Driver().connect(urlPrefix + JdbcUrl.encode(database) + urlSuffix, properties);
        } catch (SQLException e) {
            // pgjdbc hides what the road threw in an "unusual" failure of the driver.
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof CannotProceed told) {
                    throw told;
                }
            }
            throw new PostgresError(e);
        }
    }

    @Override
    public void close() {
        if (roadKey != null) {
            RoadSocketFactory.forget(roadKey);
        }
    }
}
