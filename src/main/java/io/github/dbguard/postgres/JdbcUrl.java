package io.github.dbguard.postgres;

import io.github.dbguard.CannotProceed;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL as pgjdbc reads it, in parts: {@code jdbc:postgresql://host:port/database?options}.
 *
 * @param host the first host; {@code localhost} when none is named
 * @param port its port; 5432 when none is named
 * @param database null when none is named
 * @param prefix everything up to the database's name
 * @param suffix the options with their question mark, or empty
 */
public record JdbcUrl(String host, int port, String database, String prefix, String suffix) {

    private static final Pattern FORM =
            Pattern.compile("jdbc:postgresql://(?<hosts>[^/?]*)(/(?<database>[^?]*))?(?<options>\\?.*)?");
    private static final Pattern HOST = Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+\\]|[^:]*)(:(?<port>\\d+))?");
    private static final int DEFAULT_PORT = 5432;

    /**
     * Takes a URL apart.
     *
     * @throws CannotProceed when it is no PostgreSQL URL, or carries a password: that would be in the build's log
     */
    public static JdbcUrl parse(String url) {
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            throw new CannotProceed(
                    "dbguard.url is not a PostgreSQL URL.\n" + "Give it as jdbc:postgresql://host:5432/database");
        }
        String options = form.group("options") == null ? "" : form.group("options");
        if (options.matches("(?i).*[?&](ssl)?password=.*")
                || form.group("hosts").contains("@")) {
            throw new CannotProceed("dbguard.url holds a password, which Maven would print.\n"
                    + "Take it out, put it into an environment variable, and name that with -Ddbguard.passwordEnv=NAME"
                    + " (or use a server of settings.xml with -Ddbguard.serverId)");
        }
        String hosts = form.group("hosts");
        Matcher first = HOST.matcher(hosts.split(",", 2)[0]);
        String host = first.matches() && !first.group("host").isEmpty() ? first.group("host") : "localhost";
        int port = DEFAULT_PORT;
        String database = null;
        try {
            if (first.matches() && first.group("port") != null) {
                port = Integer.parseInt(first.group("port"));
            }
            if (form.group("database") != null && !form.group("database").isEmpty()) {
                database = URLDecoder.decode(form.group("database"), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            throw new CannotProceed("dbguard.url holds a port that is no number, or a % that no two digits follow.\n"
                    + "Give it as jdbc:postgresql://host:5432/database");
        }
        return new JdbcUrl(
                host.replaceAll("[\\[\\]]", ""),
                port,
                database,
                "jdbc:postgresql://" + (hosts.isEmpty() ? "localhost" : hosts) + "/",
                options);
    }

    /** The value of an option behind the question mark; null where it is not there. */
    public String option(String name) {
        for (String pair :
                suffix.isEmpty() ? new String[0] : suffix.substring(1).split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2 && parts[0].equals(name)) {
                return URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    /** A database's name as it stands in a URL. */
    static String encode(String database) {
        return URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
