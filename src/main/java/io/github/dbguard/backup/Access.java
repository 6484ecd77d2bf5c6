package io.github.dbguard.backup;

import io.github.dbguard.postgres.Login;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.ToolLogin;
import io.github.dbguard.target.UrlTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How PostgreSQL's tools get to the server.
 *
 * @param database to log in to for what concerns the whole cluster; null for the tools' own choice
 * @param environment password and TLS options, as libpq takes them
 * @param osUser whom the tools run as, {@code uid:gid}; null for whoever is there
 */
record Access(String host, int port, Login login, String database, Map<String, String> environment, String osUser) {

    private static final Map<String, String> TLS = Map.of(
            "sslmode", "PGSSLMODE", "sslrootcert", "PGSSLROOTCERT", "sslcert", "PGSSLCERT", "sslkey", "PGSSLKEY");

    /** From inside the target's own container. */
    static Access inside(ContainerTarget target) {
        // Loopback: TLS would only cost.
        Map<String, String> environment = new HashMap<>(Map.of("PGSSLMODE", "allow"));
        ToolLogin in = target.toolLogin();
        addPassword(environment, in.login());
        return new Access(in.host(), in.port(), in.login(), null, environment, in.osUser());
    }

    /** Where the URL leads. The TLS options are the URL's: the dump must not trust more than the counting does. */
    static Access along(UrlTarget target) {
        Map<String, String> environment = new HashMap<>();
        addPassword(environment, target.login());
        String ssl = target.url().option("ssl");
        if (ssl != null && !ssl.equals("false")) {
            environment.put("PGSSLMODE", "verify-full");
        }
        TLS.forEach((option, variable) -> {
            String value = target.url().option(option);
            if (value != null) {
                environment.put(variable, value);
            }
        });
        return new Access(
                target.url().host(),
                target.url().port(),
                target.login(),
                target.url().database(),
                environment,
                null);
    }

    private static void addPassword(Map<String, String> environment, Login login) {
        if (login.password() != null) {
            environment.put("PGPASSWORD", login.password());
        }
    }

    /** As this user of the server: in a container the tools would take another one than here for want of a name. */
    Access as(String user) {
        return new Access(host, port, new Login(user, login.password()), database, environment, osUser);
    }

    /** Whether files of this machine are needed: to know the server by, or to be known by it. */
    boolean needsCertificates() {
        return environment.getOrDefault("PGSSLMODE", "").startsWith("verify-")
                || List.of("PGSSLROOTCERT", "PGSSLCERT", "PGSSLKEY").stream().anyMatch(environment::containsKey);
    }

    /** Without the environment, which holds the password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
