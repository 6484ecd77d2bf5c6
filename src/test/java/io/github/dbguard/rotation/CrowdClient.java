package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Queue;

/** An application: it reads the password out of the env file when it logs in, and counts orders. */
final class CrowdClient implements AutoCloseable {

    /** A login with the password that the env file held before and after it. */
    record Login(long beginNanos, long endNanos, boolean accepted) {}

    private final String url;
    private final Path env;
    private final Thread thread;
    private volatile boolean ending;
    private volatile long accepted;
    private volatile long queries;
    private volatile Exception error;

    private interface Work {
        void run() throws Exception;
    }

    private CrowdClient(String address, Path env, Queue<Login> logins) {
        this.url = "jdbc:postgresql://" + address + ":5432/postgres?sslmode=disable";
        this.env = env;
        Work work = logins == null ? this::query : () -> logIn(logins);
        this.thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        error = e;
                    }
                },
                "crowd");
        thread.start();
    }

    static CrowdClient staysOpen(String address, Path env) {
        return new CrowdClient(address, env, null);
    }

    static CrowdClient logsInAgainAndAgain(String address, Path env, Queue<Login> logins) {
        return new CrowdClient(address, env, logins);
    }

    private String password() throws Exception {
        return Files.readString(env).strip().substring("POSTGRES_PASSWORD=".length());
    }

    private void query() throws Exception {
        try (Connection connection = DriverManager.getConnection(url, "postgres", password())) {
            while (!ending) {
                count(connection);
                Thread.sleep(5);
            }
        }
    }

    private void count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SELECT count(*) FROM orders")) {
            answer.next();
            assertThat(answer.getInt(1)).isEqualTo(700);
            queries++;
        }
    }

    private void logIn(Queue<Login> logins) throws Exception {
        while (!ending) {
            String password = password();
            long begin = System.nanoTime();
            boolean taken = true;
            try (Connection connection = DriverManager.getConnection(url, "postgres", password)) {
                count(connection);
            } catch (SQLException e) {
                if (!"28P01".equals(e.getSQLState())) {
                    throw e;
                }
                taken = false;
            }
            long end = System.nanoTime();
            // One that was overtaken by the new file was not refused with what the file says.
            if (password.equals(password())) {
                logins.add(new Login(begin, end, taken));
            }
            accepted += taken ? 1 : 0;
        }
    }

    /** Until one more login has been accepted: every refusal has to end. */
    void awaitLogin() throws InterruptedException {
        long before = accepted;
        for (int n = 0; n < 3000 && thread.isAlive(); n++) {
            if (accepted > before) {
                return;
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("nobody gets in any more", error);
    }

    long queries() {
        return queries;
    }

    void requireNoError() {
        assertThat(error).isNull();
    }

    @Override
    public void close() throws InterruptedException {
        ending = true;
        thread.join();
    }
}
