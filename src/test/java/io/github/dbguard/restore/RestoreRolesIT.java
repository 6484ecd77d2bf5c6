package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Roles that are missing come with their passwords; those that are there are let be; nobody's verifier is told. */
@EngineTest
class RestoreRolesIT {

    private static final List<String> ODD =
            List.of("web", "Upper Case", "with \"quotes\"", "it's", "größe", "semi;colon, comma", "GRANTED BY x");

    private static TestPostgres postgres;
    private static LiveApp live;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15", List.of(), "-c", "log_statement=all", "-c", "log_min_duration_statement=0");
        live = new LiveApp(postgres).fill();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String login(TestPostgres server, String role, String password) {
        String address = server.exec("hostname", "-i").stdout().strip().split(" ")[0];
        return server.exec(
                        "env",
                        "PGPASSWORD=" + password,
                        "psql",
                        "-h",
                        address,
                        "-U",
                        role,
                        "-d",
                        "app",
                        "-AtXc",
                        "SELECT current_user")
                .stdout()
                .strip();
    }

    private static String memberships(TestPostgres server) {
        return server.psql("SELECT string_agg(roleid::regrole || ' ' || member::regrole || ' ' || admin_option, ', '"
                + " ORDER BY roleid::regrole::text, member::regrole::text) FROM pg_auth_members"
                + " WHERE NOT roleid::regrole::text LIKE 'pg%'");
    }

    @Test
    void rolesThatAreMissingComeWithAllTheyHaveAndNobodysVerifierIsTold() {
        for (String role : ODD) {
            postgres.psql(
                    "CREATE ROLE " + quoted(role) + " LOGIN PASSWORD 'secret of " + role.replace("'", "''") + "'");
            postgres.psql(
                    "app",
                    "CREATE TABLE " + quoted("of " + role) + " (id int); ALTER TABLE " + quoted("of " + role)
                            + " OWNER TO " + quoted(role));
        }
        postgres.psql("CREATE ROLE \"a Group\" CREATEDB CONNECTION LIMIT 7; GRANT \"a Group\" TO web WITH ADMIN OPTION;"
                + " GRANT \"a Group\" TO \"Upper Case\"; ALTER ROLE web SET search_path = \"$user\", public;"
                + " COMMENT ON ROLE web IS 'the web''s'");
        RestoreTrial source = new RestoreTrial(directory, postgres.name());
        source.backup("app");
        try (TestPostgres fresh =
                TestPostgres.start("15", List.of(), "-c", "log_statement=all", "-c", "log_min_duration_statement=0")) {
            fresh.psql("CREATE ROLE web LOGIN PASSWORD 'their own'");
            String before = fresh.psql("SELECT rolpassword FROM pg_authid WHERE rolname = 'web'");
            RestoreTrial trial = new RestoreTrial(directory, fresh.name()).of(postgres.name());
            int logged = fresh.log().length();

            RestoreOutcome outcome = trial.restore("latest");

            List<String> missing = new ArrayList<>(ODD.subList(1, ODD.size()));
            missing.add("a Group");
            assertThat(outcome.roles()).containsExactlyInAnyOrderElementsOf(missing);
            assertThat(fresh.psql("SELECT rolpassword FROM pg_authid WHERE rolname = 'web'"))
                    .isEqualTo(before);
            for (String role : ODD.subList(1, ODD.size())) {
                assertThat(login(fresh, role, "secret of " + role)).isEqualTo(role);
                assertThat(login(fresh, role, "wrong")).isEmpty();
            }
            assertThat(login(fresh, "web", "their own")).isEqualTo("web");
            assertThat(memberships(fresh)).isEqualTo(memberships(postgres));
            assertThat(fresh.psql("app", "SELECT count(*) FROM pg_tables WHERE tablename = 'of ' || tableowner"))
                    .isEqualTo(Integer.toString(ODD.size()));
            assertThat(fresh.log().substring(logged))
                    .doesNotContain("SCRAM-SHA-256$")
                    .contains("CREATE DATABASE");
            assertThat(trial.lines.toString() + trial.warnings).doesNotContain("SCRAM-SHA-256$");
        } finally {
            postgres.psql(
                            "app",
                            "SELECT 'DROP TABLE ' || quote_ident(tablename) FROM pg_tables WHERE tablename LIKE 'of %'")
                    .lines()
                    .forEach(sql -> postgres.psql("app", sql));
            ODD.forEach(role -> postgres.psql("DROP ROLE " + quoted(role)));
            postgres.psql("DROP ROLE \"a Group\"");
        }
    }

    @Test
    void aRoleThatMayNotMakeDatabasesIsToldAndNothingHappens() {
        RestoreTrial trial = new RestoreTrial(directory, postgres.name());
        trial.backup("app");
        live.goOn();
        postgres.psql(
                "CREATE ROLE poor LOGIN PASSWORD '" + TestPostgres.PASSWORD + "'; GRANT pg_read_all_data TO poor");
        String databases = live.databases();
        try {
            assertThat(trial.as("poor").withoutSafetyBackup().failure("latest"))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("permission denied to create database")
                    .hasMessageContaining("Nothing was changed");
            assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
            assertThat(live.databases()).isEqualTo(databases);
            live.leftNothing();
        } finally {
            postgres.psql("DROP ROLE poor");
            live.fill();
        }
    }

    @Test
    void rolesThatCannotBeMadeAreNamedAndNoneOfThemIs() {
        postgres.psql("CREATE ROLE first_owner; CREATE ROLE second_owner");
        postgres.psql("app", "ALTER TABLE users OWNER TO first_owner; ALTER TABLE log OWNER TO second_owner");
        RestoreTrial trial = new RestoreTrial(directory, postgres.name());
        trial.backup("app");
        live.goOn();
        postgres.psql("app", "REASSIGN OWNED BY first_owner, second_owner TO postgres");
        postgres.psql("DROP ROLE first_owner, second_owner");
        postgres.psql("CREATE ROLE maker LOGIN CREATEDB PASSWORD '" + TestPostgres.PASSWORD + "'");
        postgres.psql("GRANT pg_read_all_data TO maker");
        try {
            assertThat(trial.as("maker").withoutSafetyBackup().failure("latest"))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("The roles first_owner, second_owner of the backup are missing on the target")
                    .hasMessageContaining("-Ddbguard.user=");
            assertThat(live.rows()).isEqualTo(LiveApp.LIVE);
            assertThat(postgres.psql("SELECT count(*) FROM pg_roles WHERE rolname IN ('first_owner', 'second_owner')"))
                    .isEqualTo("0");
            live.leftNothing();

            assertThat(new RestoreTrial(directory, postgres.name())
                            .restore("latest")
                            .roles())
                    .containsExactlyInAnyOrder("first_owner", "second_owner");
            assertThat(postgres.psql("app", "SELECT tableowner FROM pg_tables WHERE tablename = 'log'"))
                    .isEqualTo("second_owner");
        } finally {
            live.fill();
            postgres.psql("DROP ROLE IF EXISTS first_owner, second_owner, maker");
        }
    }
}
