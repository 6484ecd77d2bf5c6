package io.github.dbguard.counts;

import io.github.dbguard.Progress;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.target.FindTarget;
import io.github.dbguard.target.Target;
import io.github.dbguard.target.TargetOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A server to count on, in this process's care or in a container, with a way in that shares no code with what is tested. */
public final class CountedServer implements AutoCloseable {

    private final EmbeddedPostgres embedded;
    private final TestPostgres container;
    private final String host;
    private final int port;

    private CountedServer(EmbeddedPostgres embedded, TestPostgres container, String host, int port) {
        this.embedded = embedded;
        this.container = container;
        this.host = host;
        this.port = port;
    }

    /** PostgreSQL 14 without Docker; durable it need not be. */
    public static CountedServer embedded(Map<String, String> settings) {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("full_page_writes", "off");
            settings.forEach(builder::setServerConfig);
            EmbeddedPostgres embedded = builder.start();
            return new CountedServer(embedded, null, "127.0.0.1", embedded.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static CountedServer embedded() {
        return embedded(Map.of());
    }

    /** A container of that tag, reached by JDBC at its own address, and by dbguard as it sees fit. */
    public static CountedServer container(String tag, String... serverArguments) {
        TestPostgres container = TestPostgres.start(tag, List.of(), serverArguments);
        String address = TestPostgres.docker(
                        "inspect",
                        "--format",
                        "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
                        container.name())
                .stdout()
                .strip();
        return new CountedServer(null, container, address, 5432);
    }

    public TestPostgres container() {
        return container;
    }

    /** A connection of a role of the test's own, which has to be there. */
    public Connection connect(String database, String role) {
        Properties properties = new Properties();
        properties.setProperty("user", role);
        properties.setProperty("password", TestPostgres.PASSWORD);
        try {
            return DriverManager.getConnection(url(database), properties);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public Connection connect(String database) {
        return connect(database, "postgres");
    }

    private String url(String database) {
        return "jdbc:postgresql://" + host + ":" + port + "/"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Runs statements, each by itself. */
    public void sql(String database, String... statements) {
        try (Connection connection = connect(database)) {
            run(connection, statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void run(Connection connection, String... statements) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of the first row. */
    public String ask(String database, String query) {
        try (Connection connection = connect(database)) {
            return ask(connection, query);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String ask(Connection connection, String query) {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next() ? result.getString(1) : null;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public Target target(String... databases) {
        return targetAs("postgres", databases);
    }

    public Target targetAs(String role, String... databases) {
        return FindTarget.find(new TargetOptions(
                Path.of("."),
                container == null ? null : container.name(),
                null,
                null,
                container == null ? url("postgres") : null,
                role,
                TestPostgres.PASSWORD,
                List.of(databases),
                null,
                Duration.ofSeconds(5)));
    }

    public static CountOptions options(FingerprintMode mode) {
        return options(mode, Policies.STRICT);
    }

    public static CountOptions options(FingerprintMode mode, Policies policies) {
        return new CountOptions(mode, policies, List.of(), 2, Duration.ofSeconds(5), Duration.ZERO);
    }

    /** Counts one database, or those named. */
    public RowCounts count(CountOptions options, RowCounts baseline, String... databases) {
        try (Target target = target(databases)) {
            return CountTarget.count(target, options, baseline, Progress.NONE);
        }
    }

    public Baseline record(FingerprintMode mode, String... databases) {
        return baseline(count(options(mode), null, databases));
    }

    public static Baseline baseline(RowCounts counts) {
        return new Baseline(Baseline.FORMAT, "test", "2026-11-20T00:00:00Z", null, counts);
    }

    public Comparison.Result verify(Baseline baseline, String... databases) {
        return verify(baseline, options(baseline.counts().mode()), databases);
    }

    public Comparison.Result verify(Baseline baseline, CountOptions options, String... databases) {
        try (Target target = target(databases)) {
            return new VerifyCounts(options, Progress.NONE).verify(target, baseline);
        }
    }

    /** The count of one table, by the label that reports use. */
    static TableCount table(RowCounts counts, String label) {
        return counts.databases().stream()
                .flatMap(d -> d.tables().stream())
                .filter(t -> t.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new AssertionError(label + " is not among " + labels(counts)));
    }

    static List<String> labels(RowCounts counts) {
        List<String> labels = new ArrayList<>();
        counts.databases().forEach(d -> d.tables().forEach(t -> labels.add(t.label())));
        return labels;
    }

    /** The judgement of one table. */
    static Change change(Comparison.Result result, String label) {
        return result.changes().stream()
                .filter(c -> c.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new AssertionError(label + " is not among " + result.changes()));
    }

    @Override
    public void close() {
        try {
            if (embedded != null) {
                embedded.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (container != null) {
                container.close();
            }
        }
    }
}
