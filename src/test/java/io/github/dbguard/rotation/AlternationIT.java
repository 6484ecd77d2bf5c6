package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.Progress;
import io.github.dbguard.Refused;
import io.github.dbguard.TestPostgres;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two roles take turns: whoever still has the login of before is not refused until the next rotation. */
@EngineTest
class AlternationIT {

    private static TestPostgres shared;
    private static AppLogin app;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        shared = TestPostgres.start("15");
        app = new AppLogin(shared);
    }

    @AfterAll
    static void stop() {
        shared.close();
    }

    private RotationTrial trial(TestPostgres postgres) {
        return new RotationTrial(folder, postgres.name())
                .alternating("APP_USER")
                .keys("APP_PASSWORD", "DATABASE_URL");
    }

    private static String env(String user, String password) {
        return "# ours\nAPP_USER=" + user + "\nAPP_PASSWORD=" + password + "\nDATABASE_URL=postgres://" + user + ":"
                + password + "@db/postgres?x=1\n";
    }

    /** An owner role that an application has logged in as so far, with a password of p0. */
    private static void owner(TestPostgres postgres, String name) {
        postgres.psql("CREATE ROLE \"" + name + "\" LOGIN PASSWORD 'p0' CONNECTION LIMIT 50");
        postgres.psql("GRANT CREATE ON SCHEMA public TO \"" + name + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"13", "15", "18"})
    void theLoginOfBeforeWorksUntilTheNextRotation(String version) {
        try (TestPostgres postgres = TestPostgres.start(version)) {
            AppLogin logins = new AppLogin(postgres);
            owner(postgres, "shop");
            String ownersVerifier = logins.verifier("shop");
            trial(postgres).writeEnv(env("shop", "p0")).to("p1").rotate();
            assertThat(trial(postgres).read(".env")).isEqualTo(env("shop_a", "p1"));
            assertThat(trial(postgres).read(".env.previous")).isEqualTo(env("shop", "p0"));
            assertThat(logins.takes("shop_a", "p1")).isTrue();
            assertThat(logins.takes("shop", "p0")).isTrue();

            RotationOutcome second = trial(postgres).to("p2").rotate();
            assertThat(second.role()).isEqualTo("shop_b");
            assertThat(second.owner()).isEqualTo("shop");
            assertThat(second.kept()).isEqualTo("shop_a");
            assertThat(trial(postgres).read(".env")).isEqualTo(env("shop_b", "p2"));
            assertThat(trial(postgres).read(".env.previous")).isEqualTo(env("shop_a", "p1"));
            assertThat(logins.takes("shop_a", "p1")).isTrue();
            assertThat(logins.takes("shop_b", "p2")).isTrue();

            trial(postgres).to("p3").rotate();
            assertThat(trial(postgres).read(".env")).isEqualTo(env("shop_a", "p3"));
            assertThat(trial(postgres).read(".env.previous")).isEqualTo(env("shop_b", "p2"));
            assertThat(logins.takes("shop_a", "p1")).as("two rotations ago").isFalse();
            assertThat(logins.takes("shop_a", "p3")).isTrue();
            assertThat(logins.takes("shop_b", "p2")).isTrue();
            assertThat(logins.verifier("shop")).as("the owner's own").isEqualTo(ownersVerifier);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"13", "18"})
    void whatEitherOfThemMakesBelongsToTheOwnerAndServesBoth(String version) {
        try (TestPostgres postgres = TestPostgres.start(version)) {
            AppLogin logins = new AppLogin(postgres);
            owner(postgres, "shop");
            trial(postgres).writeEnv(env("shop", "p0")).to("p1").rotate();
            trial(postgres).to("p2").rotate();
            try (OpenSession a = logins.open("shop_a", "p1");
                    OpenSession b = logins.open("shop_b", "p2");
                    OpenSession owner = logins.open("shop", "p0")) {
                a.query("CREATE TABLE of_a (id int); INSERT INTO of_a VALUES (1); SELECT 1");
                b.query("CREATE TABLE of_b (id int); INSERT INTO of_b VALUES (1); SELECT 1");
                String both = "INSERT INTO of_a VALUES (2); INSERT INTO of_b VALUES (2);"
                        + " ALTER TABLE of_a ADD IF NOT EXISTS x int; ALTER TABLE of_b ADD IF NOT EXISTS y int;"
                        + " SELECT (SELECT count(*) FROM of_a) + (SELECT count(*) FROM of_b)";
                assertThat(a.query(both)).isEqualTo("4");
                assertThat(b.query(both)).isEqualTo("6");
                assertThat(owner.query(both)).isEqualTo("8");
            }
            assertThat(postgres.psql(
                            "SELECT string_agg(DISTINCT tableowner, ',') FROM pg_tables WHERE tablename LIKE 'of\\__'"))
                    .isEqualTo("shop");
        }
    }

    @Test
    void settingsAndConnectionLimitOfTheOwnerAreTheirsToo() {
        owner(shared, "sets");
        shared.psql(
                "ALTER ROLE sets SET search_path = shop, \"$user\", \"Odd, \"\"Name\"\"\"; ALTER ROLE sets SET"
                        + " application_name = 'it''s \\ours'; ALTER ROLE sets SET app.tenant = 'x=y';"
                        + " ALTER ROLE sets IN DATABASE postgres SET work_mem = '5MB'; ALTER ROLE sets SET log_statement = 'all'");

        trial(shared).writeEnv(env("sets", "p0")).to("p1").rotate();

        String settings =
                "SELECT string_agg(setdatabase || ' ' || c, E'\\n' ORDER BY setdatabase, c) FROM pg_db_role_setting"
                        + " JOIN pg_roles r ON r.oid = setrole, unnest(setconfig) c WHERE c NOT LIKE 'role=%%' AND rolname = '%s'";
        assertThat(shared.psql(settings.formatted("sets_a")))
                .contains("Odd, \"\"Name\"\"")
                .isEqualTo(shared.psql(settings.formatted("sets")));
        assertThat(shared.psql("SELECT rolconnlimit FROM pg_roles WHERE rolname = 'sets_a'"))
                .isEqualTo("50");
        try (OpenSession session = app.open("sets_a", "p1")) {
            assertThat(session.query(
                            "SELECT current_user || ' ' || session_user || ' ' || current_setting('work_mem')"))
                    .isEqualTo("sets sets_a 5MB");
        }

        shared.psql("ALTER ROLE sets CONNECTION LIMIT 60; ALTER ROLE sets SET app.tenant = 'z'");
        trial(shared).to("p2").rotate();
        trial(shared).to("p3").rotate();

        assertThat(shared.psql(settings.formatted("sets_a"))).isEqualTo(shared.psql(settings.formatted("sets")));
        assertThat(shared.psql("SELECT rolconnlimit FROM pg_roles WHERE rolname = 'sets_a'"))
                .isEqualTo("60");
    }

    @Test
    void aSuperuserCanBeTheOwner() {
        shared.psql("CREATE ROLE boss SUPERUSER LOGIN PASSWORD 'p0'");
        trial(shared).writeEnv(env("boss", "p0")).to("p1").rotate();
        trial(shared).to("p2").rotate();

        try (OpenSession session = app.open("boss_b", "p2")) {
            assertThat(session.query("SELECT current_user || ' ' || current_setting('is_superuser')"))
                    .isEqualTo("boss on");
        }
        assertThat(shared.psql("SELECT bool_or(rolsuper) FROM pg_roles WHERE rolname LIKE 'boss\\__'"))
                .isEqualTo("f");
        // dbguard logs in as what the next container's POSTGRES_USER is: one of the two.
        trial(shared).as("boss_b").to("p3").rotate();
        assertThat(app.takes("boss_a", "p3")).isTrue();
    }

    @Test
    void aPasswordThatIsRightAlreadyChangesNothing() {
        owner(shared, "right");
        trial(shared).writeEnv(env("right", "p0")).to("p1").rotate();
        String verifier = app.verifier("right_a");

        RotationOutcome again = trial(shared).rotate();

        assertThat(again.changed()).isFalse();
        assertThat(again.written()).isEmpty();
        assertThat(app.verifier("right_a")).isEqualTo(verifier);
        assertThat(app.verifier("right_b")).isEmpty();
    }

    @Test
    void anEnvFileThatThePipelineWritesAnewEachTimeGetsTheRoleThatHasItsPassword() {
        owner(shared, "static");
        trial(shared).writeEnv(env("static", "p1")).rotate();
        assertThat(trial(shared).read(".env")).isEqualTo(env("static_a", "p1"));

        RotationOutcome again = trial(shared).writeEnv(env("static", "p1")).rotate();
        assertThat(again.changed()).isFalse();
        assertThat(trial(shared).read(".env")).isEqualTo(env("static_a", "p1"));

        trial(shared).writeEnv(env("static", "p2")).rotate();
        assertThat(trial(shared).read(".env")).isEqualTo(env("static_b", "p2"));
        assertThat(app.takes("static_a", "p1")).isTrue();

        // Now the file does not tell which of the two the applications have.
        assertThat(trial(shared).writeEnv(env("static", "p3")).failure())
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("cannot be told which of them the applications use");
        assertThat(app.takes("static_a", "p1")).isTrue();
        assertThat(app.takes("static_b", "p2")).isTrue();
    }

    @Test
    void aKeyThatNamesTheRoleAndWasForgottenIsTold() {
        owner(shared, "forgot");
        RotationTrial trial = trial(shared)
                .writeEnv(env("forgot", "p0") + "SPRING_DATASOURCE_USERNAME=forgot\nOTHER_USER=${APP_USER}\n")
                .to("p1");

        trial.rotate();

        assertThat(trial.warnings).anyMatch(w -> w.startsWith("SPRING_DATASOURCE_USERNAME of "));
        assertThat(trial.read(".env")).endsWith("SPRING_DATASOURCE_USERNAME=forgot\nOTHER_USER=${APP_USER}\n");
    }

    @Test
    void aRoleThatIsNoMemberIsSomebodyElses() {
        owner(shared, "taken");
        shared.psql("CREATE ROLE taken_b SUPERUSER LOGIN PASSWORD 'theirs'");
        String verifier = app.verifier("taken_b");

        assertThat(trial(shared).writeEnv(env("taken", "p0")).to("p1").failure())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("\"taken_b\" already, and it is no member of \"taken\"");

        assertThat(app.verifier("taken_b")).isEqualTo(verifier);
        assertThat(shared.psql("SELECT count(*) FROM pg_roles WHERE rolname = 'taken_a'"))
                .isEqualTo("0");
        assertThat(trial(shared).read(".env")).isEqualTo(env("taken", "p0"));
    }

    @Test
    void aNameThatLeavesNoRoomForTheEndingIsRefused() {
        String longest = "é".repeat(31);
        owner(shared, longest);
        assertThat(trial(shared).writeEnv(env(longest, "p0")).to("p1").failure())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("64 bytes");
    }

    @Test
    void aKeyThatNamesNoneOfThemIsRefusedAndItsValueNotSaid() {
        owner(shared, "named");
        assertThat(trial(shared)
                        .writeEnv(env("a-secret-by-mistake", "p0"))
                        .ofRole("named")
                        .to("p1")
                        .failure())
                .isInstanceOf(Refused.class)
                .hasMessageContaining("APP_USER")
                .hasMessageNotContaining("a-secret-by-mistake");
        assertThat(trial(shared)
                        .writeEnv(env("a-secret-by-mistake", "p0"))
                        .to("p1")
                        .failure())
                .hasMessageContaining("APP_USER")
                .hasMessageNotContaining("a-secret-by-mistake");
        assertThat(trial(shared).writeEnv("APP_PASSWORD=p0\n").to("p1").failure())
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("-Ddbguard.userKey=");
    }

    @Test
    void aRoleThatAnUndoneRunMadeLetsNobodyInAndServesTheNext() {
        owner(shared, "undone");
        shared.psql("ALTER SYSTEM SET password_encryption = 'md5'");
        shared.psql("SELECT pg_reload_conf()");
        try {
            // The image asks for SCRAM, which an md5 verifier cannot answer: found out after the role is there.
            assertThat(trial(shared).writeEnv(env("undone", "p0")).to("p1").failure())
                    .isInstanceOf(CannotProceed.class);
        } finally {
            shared.psql("ALTER SYSTEM RESET password_encryption");
            shared.psql("SELECT pg_reload_conf()");
        }
        assertThat(shared.psql("SELECT rolcanlogin, rolpassword IS NULL FROM pg_authid WHERE rolname = 'undone_a'"))
                .isEqualTo("t|t");
        assertThat(app.takes("undone_a", "p1")).isFalse();
        assertThat(app.takes("undone", "p0")).isTrue();
        assertThat(trial(shared).read(".env")).isEqualTo(env("undone", "p0"));
        assertThat(trial(shared).read(".env.previous")).isNull();
        assertThat(trial(shared).journal()).doesNotExist();

        trial(shared).to("p2").rotate();
        assertThat(app.takes("undone_a", "p2")).isTrue();
    }

    @Test
    void theOwnersOwnPasswordIsChangedInPlaceIntoAFileOfItsOwn() {
        owner(shared, "own");
        trial(shared).writeEnv(env("own", "p0")).to("p1").rotate();

        new RotationTrial(folder, shared.name())
                .envFile(".env.owner")
                .ofRole("own")
                .toAGeneratedOne()
                .rotate();

        assertThat(app.takes("own", "p0")).isFalse();
        assertThat(app.takes("own_a", "p1")).isTrue();
        assertThat(trial(shared).read(".env")).isEqualTo(env("own_a", "p1"));
        assertThat(trial(shared).read(".env.owner")).startsWith("POSTGRES_PASSWORD=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alter the role", "try the password of before"})
    void whereVerifiersAreNotToBeReadTheLoginsTellHowFarItCame(String last) {
        String owner = "blind_" + last.substring(0, 3);
        owner(shared, owner);
        shared.psql("CREATE ROLE " + owner + "_clerk LOGIN CREATEROLE PASSWORD 'c'; GRANT pg_read_all_data TO " + owner
                + "_clerk");
        RotationTrial trial = trial(shared)
                .overUrl(owner + "_clerk", "c")
                .writeEnv(env(owner, "p0"))
                .to("p1");
        trial.rotate();

        Throwable death =
                catchThrowable(() -> trial.to("p2").telling(dyingAt(last)).rotate());
        assertThat(death).isInstanceOf(AssertionError.class);
        assertThat(trial.recover()).isTrue();

        boolean done = !last.startsWith("alter");
        assertThat(trial.read(".env")).isEqualTo(done ? env(owner + "_b", "p2") : env(owner + "_a", "p1"));
        assertThat(app.takes(owner + "_a", "p1")).isTrue();
        assertThat(app.takes(owner + "_b", "p2")).isEqualTo(done);
        assertThat(trial.recover()).as("a journal is left").isFalse();
    }

    /** An Error is undone by nobody: what is left is what a killed process leaves. */
    private static Progress dyingAt(String step) {
        return new Progress() {
            @Override
            public void update(Supplier<String> said, double fraction) {
                String line = said.get();
                if (line.equals("rotate-password: " + step)) {
                    throw new AssertionError("died");
                }
            }

            @Override
            public void finish() {}
        };
    }

    @Test
    void aLoginThatMayNotMakeRolesIsRefused() {
        owner(shared, "limited");
        shared.psql("CREATE ROLE clerk LOGIN PASSWORD 'c'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO clerk");
        RotationTrial trial = trial(shared)
                .overUrl("clerk", "c")
                .writeEnv(env("limited", "p0"))
                .to("p1");

        assertThat(trial.failure())
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("\"clerk\"")
                .hasMessageContaining("may not make role \"limited_a\", a login of role \"limited\"")
                .hasMessageContaining("Nothing was changed");

        assertThat(trial.read(".env")).isEqualTo(env("limited", "p0"));
        assertThat(shared.psql("SELECT count(*) FROM pg_roles WHERE rolname = 'limited_a'"))
                .isEqualTo("0");
    }
}
