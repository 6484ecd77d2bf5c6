package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.postgres.Encryption;
import io.github.dbguard.postgres.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Along a URL, a role that is no superuser rotates the password with which dbguard itself logs in. */
@EngineTest
class RotationOwnPasswordIT {

    private static final String ENV = "POSTGRES_PASSWORD=%s\n";

    private static TestPostgres postgres;
    private static AppLogin app;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        postgres = TestPostgres.start("15");
        app = new AppLogin(postgres);
        postgres.psql("CREATE ROLE plain LOGIN");
        postgres.psql("CREATE DATABASE shop OWNER plain");
        postgres.psql(
                "shop",
                "SET ROLE plain; CREATE TABLE orders (id int PRIMARY KEY);"
                        + " INSERT INTO orders SELECT generate_series(1, 700)");
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void thePasswordIsTheFirst() {
        app.has("plain", "first");
    }

    /** Always with the first password: what is right by now has to be found beside the project. */
    private RotationTrial trial() {
        return new RotationTrial(folder, app.address() + "-5432")
                .along("jdbc:postgresql://" + app.address() + ":5432/shop?sslmode=disable", "plain", "first");
    }

    @Test
    void itLogsInWithTheNewOneAfterwards() {
        RotationTrial trial = trial().writeEnv(ENV.formatted("second"));

        RotationOutcome outcome = trial.rotate();

        assertThat(outcome.rows()).isEqualTo(700);
        assertThat(app.takes("plain", "second")).isTrue();
        assertThat(app.takes("plain", "first")).isFalse();
        assertThat(trial.read(".env.previous")).isEqualTo(ENV.formatted("first"));
        assertThat(trial.journal()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alter the role", "try the new password", "files written", "drop the journal"})
    void whenItIsKilledTheNextGoalGetsInAndSettlesIt(String step) {
        RotationTrial trial = trial().writeEnv(ENV.formatted("first")).to("second");
        assertThat(catchThrowable(trial.telling(At.killedBefore(step))::rotate)).isInstanceOf(At.Killed.class);

        boolean journal = Files.exists(trial.journal());
        assertThat(trial().recover()).isEqualTo(journal);

        assertThat(trial.journal()).doesNotExist();
        assertThat(app.takes("plain", trial.password(".env"))).isTrue();
        assertThat(postgres.psql("shop", "SELECT count(*) FROM orders")).isEqualTo("700");
    }

    @Test
    void aUserlistGetsThePasswordThatTheServerHasAlready() throws IOException {
        String older = Verifier.of(Encryption.SCRAM_SHA_256, "plain", "older");
        Path userlist = Files.writeString(folder.resolve("userlist.txt"), "\"plain\" \"" + older + "\"\n");
        RotationTrial trial = trial().writeEnv(ENV.formatted("first")).userlist(userlist);

        RotationOutcome outcome = trial.rotate();

        assertThat(outcome.changed()).isFalse();
        assertThat(outcome.written()).containsExactly(userlist);
        byte[] once = Files.readAllBytes(userlist);
        assertThat(Userlist.parse(once, "it").secret("plain"))
                .hasValueSatisfying(secret ->
                        assertThat(Verifier.fits(secret, "plain", "first")).isTrue());
        assertThat(trial.warnings).anyMatch(line -> line.contains("a verifier that was made for it"));
        assertThat(trial.rotate().written()).as("the next deploy").isEmpty();
        assertThat(userlist).hasBinaryContent(once);
    }

    @Test
    void aUserlistThatHoldsAPasswordItselfGetsTheOneThatTheServerHasAlready() throws IOException {
        Path userlist = Files.writeString(folder.resolve("userlist.txt"), "\"plain\" \"older\"\n");
        RotationTrial trial = trial().writeEnv(ENV.formatted("first")).userlist(userlist);

        trial.rotate();

        assertThat(userlist).hasContent("\"plain\" \"first\"\n");
        assertThat(trial.warnings).noneMatch(line -> line.contains("userlist"));
    }
}
