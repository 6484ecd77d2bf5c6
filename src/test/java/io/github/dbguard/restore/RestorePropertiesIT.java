package io.github.dbguard.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs to a database and not to anything in it comes back with it, whatever it is called. */
@EngineTest
class RestorePropertiesIT {

    private static final String PROPERTIES = """
            SELECT concat_ws(E'\\n', d.datname, pg_get_userbyid(datdba), pg_encoding_to_char(encoding), datcollate, datctype,
                             datlocprovider, datlocale, datconnlimit, shobj_description(d.oid, 'pg_database'),
                             (SELECT string_agg(x::text, ' ' ORDER BY x::text) FROM unnest(datacl) x),
                             (SELECT string_agg(setrole::regrole::text || ' ' || c, ' ' ORDER BY setrole, c)
                              FROM pg_db_role_setting s, unnest(setconfig) c WHERE s.setdatabase = d.oid))
            FROM pg_database d WHERE datname = 'app'
            """;

    private static TestPostgres postgres;
    private static LiveApp live;

    @TempDir
    Path directory;

    private RestoreTrial trial;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("17");
        postgres.psql("CREATE ROLE \"the Owner\"; CREATE ROLE reader; CREATE ROLE granter");
        live = new LiveApp(postgres);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void noSafety() {
        live.fill();
        trial = new RestoreTrial(directory, postgres.name()).withoutSafetyBackup();
    }

    @AfterEach
    void nothingIsLeft() {
        live.leftNothing();
    }

    private static void dress() {
        List.of(
                        "ALTER DATABASE app OWNER TO \"the Owner\"",
                        "REVOKE ALL ON DATABASE app FROM PUBLIC",
                        "GRANT CONNECT, TEMPORARY ON DATABASE app TO reader",
                        "GRANT CREATE ON DATABASE app TO granter WITH GRANT OPTION",
                        "ALTER DATABASE app SET search_path TO \"$user\", \"odd, schema\", public",
                        "ALTER DATABASE app SET work_mem = '7MB'",
                        "ALTER DATABASE app SET default_transaction_read_only = on",
                        "ALTER ROLE reader IN DATABASE app SET \"my.setting\" = 'it''s'",
                        "COMMENT ON DATABASE app IS 'the shop''s own'",
                        "ALTER DATABASE app CONNECTION LIMIT 42")
                .forEach(postgres::psql);
    }

    @Test
    void everyPropertyOfTheLiveDatabaseIsKept() {
        trial.backup("app");
        dress();
        String before = postgres.psql(PROPERTIES);

        trial.restore("latest");

        assertThat(postgres.psql(PROPERTIES)).isEqualTo(before).contains("the Owner", "42", "the shop's own", "$user");
        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
    }

    @Test
    void everyPropertyOfADatabaseThatIsGoneComesFromTheBackup() {
        dress();
        trial.backup("app");
        String before = postgres.psql(PROPERTIES);
        postgres.psql("DROP DATABASE app");

        RestoreOutcome outcome = trial.restore("latest");

        assertThat(outcome.databases())
                .singleElement()
                .satisfies(b -> assertThat(b.kept()).isNull());
        assertThat(postgres.psql(PROPERTIES)).isEqualTo(before);
        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
    }

    @Test
    void anIcuLocaleAndABuiltinOneComeBackToo() {
        for (String locale : new String[] {
            "LOCALE_PROVIDER icu ICU_LOCALE 'de-AT' ICU_RULES '&a < b'",
            "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'"
        }) {
            postgres.psql("DROP DATABASE app");
            postgres.psql("CREATE DATABASE app TEMPLATE template0 " + locale);
            postgres.psql(
                    "app", "CREATE TABLE users (id int); CREATE TABLE log (line text); INSERT INTO log VALUES ('x')");
            String sql = PROPERTIES.replace("datlocale,", "datlocale, daticurules,");
            String before = postgres.psql(sql);
            trial.backup("app");
            postgres.psql("DROP DATABASE app");
            trial.restore("latest");
            assertThat(postgres.psql(sql)).as("from the backup").isEqualTo(before);
            assertThat(live.rows()).isEqualTo("0 1");
        }
    }

    @Test
    void aDatabaseThatWasRenamedAwayIsMadeAnewAndTheOtherOneStays() {
        trial.backup("app");
        live.goOn();
        postgres.psql("ALTER DATABASE app RENAME TO app_renamed");

        trial.restore("latest");

        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
        assertThat(live.rows("app_renamed")).isEqualTo(LiveApp.LIVE);
    }

    @Test
    void theLiveDatabaseDoesNotKeepTheCommentOfItsTimeAsAScratchDatabase() {
        trial.backup("app");
        trial.restore("latest");
        assertThat(postgres.psql(
                        "SELECT count(*) FROM pg_database WHERE shobj_description(oid, 'pg_database') ~ 'dbguard'"))
                .isEqualTo("0");
    }

    @Test
    void databasesOfEveryNameComeBackAtOnce() {
        String long1 = "app_" + "x".repeat(58) + "1";
        String long2 = "app_" + "x".repeat(58) + "2";
        List<String> names = List.of(
                "app my shop",
                "app \"quoted\" 'twice'",
                "app größe €",
                "app 🐘" + "🐘".repeat(12),
                "app$1;--",
                "app\\back",
                long1,
                long2);
        for (String name : names) {
            postgres.psql("CREATE DATABASE " + quoted(name));
            postgres.psql(name, "CREATE TABLE t AS SELECT g AS id FROM generate_series(1, 10) g");
        }
        trial.backup(names.toArray(String[]::new));
        names.forEach(name -> postgres.psql(name, "DELETE FROM t WHERE id > 3"));

        RestoreOutcome outcome = trial.restore("latest");

        for (int i = 0; i < names.size(); i++) {
            assertThat(postgres.psql(names.get(i), "SELECT count(*) FROM t"))
                    .as(names.get(i))
                    .isEqualTo("10");
            String kept = outcome.databases().get(i).kept();
            postgres.psql("ALTER DATABASE " + quoted(kept) + " ALLOW_CONNECTIONS true");
            assertThat(postgres.psql(kept, "SELECT count(*) FROM t")).as(kept).isEqualTo("3");
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Test
    void theDatabaseThatEverybodyWorksFromCanBeRestoredItself() {
        postgres.psql("CREATE TABLE of_postgres AS SELECT g AS id FROM generate_series(1, 10) g");
        trial.backup("app", "postgres");
        postgres.psql("DELETE FROM of_postgres");
        live.goOn();

        trial.restore("latest");

        assertThat(postgres.psql("SELECT count(*) FROM of_postgres")).isEqualTo("10");
        assertThat(live.rows()).isEqualTo(LiveApp.BACKED_UP);
        assertThat(trial.verify().passes()).isTrue();
        postgres.psql("DROP TABLE of_postgres");
    }
}
