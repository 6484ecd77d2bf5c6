package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The database {@code app} of a server, which applications use while faults happen: what it holds, and what may lie beside it. */
final class LiveApp {

    /** Rows of users and log when it is backed up. */
    static final String BACKED_UP = "1000 300";

    /** And afterwards: a restore that took effect would show. */
    static final String LIVE = "1005 300";

    /** A table that takes a second or more to load: long enough for a fault to meet it. */
    static final String BIG = "CREATE TABLE big (id int PRIMARY KEY, text text); INSERT INTO big"
            + " SELECT g, md5(g::text) || md5((g + 1)::text) || md5((g + 2)::text) FROM generate_series(1, 400000) g";

    private final TestPostgres postgres;

    LiveApp(TestPostgres postgres) {
        this.postgres = postgres;
    }

    /** Drops what a test before left, and makes the database anew. */
    LiveApp fill() {
        postgres.psql(
                        "SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database WHERE datname LIKE 'app%'")
                .lines()
                .forEach(postgres::psql);
        postgres.psql("CREATE DATABASE app");
        postgres.psql(
                "app",
                "CREATE TABLE users (id int PRIMARY KEY, name text); CREATE TABLE log (line text);"
                        + " INSERT INTO users SELECT g, 'user ' || g FROM generate_series(1, 1000) g;"
                        + " INSERT INTO log SELECT 'line ' || g FROM generate_series(1, 300) g");
        return this;
    }

    /** Drops the databases that restores have put aside. */
    void forgetKept() {
        postgres.psql("SELECT format('DROP DATABASE %I', datname) FROM pg_database WHERE datname LIKE 'app_before%'")
                .lines()
                .forEach(postgres::psql);
    }

    /** What happened since the backup. */
    void goOn() {
        postgres.psql("app", "INSERT INTO users SELECT g, 'since' FROM generate_series(1001, 1005) g");
    }

    String rows() {
        return rows("app");
    }

    String rows(String database) {
        return postgres.psql(database, "SELECT (SELECT count(*) FROM users) || ' ' || (SELECT count(*) FROM log)");
    }

    /** Every database with its oid: the same text says that none was made, dropped, renamed or replaced. */
    String databases() {
        return postgres.psql(
                "SELECT string_agg(datname || ' ' || oid || ' ' || datallowconn, ',' ORDER BY oid) FROM pg_database");
    }

    /** No scratch database, no folder and no command of a restore. */
    void leftNothing() {
        assertThat(postgres.psql("SELECT datname FROM pg_database WHERE datname LIKE 'dbguard%'"))
                .as("scratch databases")
                .isEmpty();
        String script = "ls -d /tmp/dbguard* /var/tmp/dbguard* /dev/shm/dbguard* 2>/dev/null;"
                + " grep -lz '^DBGUARD_WORK=' /proc/[0-9]*/environ 2>/dev/null; ps -eo args 2>/dev/null | grep '[p]g_restore'";
        String left = "?";
        for (int n = 0; n < 40 && !left.isEmpty(); n++) {
            if (n > 0) {
                sleep(250);
            }
            left = postgres.exec("sh", "-c", script).stdout().strip();
        }
        assertThat(left).as("left in the container").isEmpty();
    }

    /** The folders of the backups of this server. */
    static List<Path> backups(Path directory) {
        if (!Files.exists(directory.resolve("backups"))) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory.resolve("backups"), 2)) {
            return all.filter(p -> directory.relativize(p).getNameCount() == 3).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
