package io.github.dbguard.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import io.github.dbguard.postgres.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way into a server whose password nobody knows, by a line that is there for as long as it is needed. */
@EngineTest
class HbaEditIT {

    private static final List<String> LOCKED =
            List.of("-e", "POSTGRES_INITDB_ARGS=--auth-host=scram-sha-256 --auth-local=scram-sha-256");

    @TempDir
    Path folder;

    private static TargetOptions options(TestPostgres postgres) {
        return new TargetOptions(
                        Path.of("."),
                        postgres.name(),
                        null,
                        null,
                        null,
                        null,
                        "nobody knows",
                        List.of(),
                        null,
                        Duration.ofSeconds(10))
                .with(List.of(), true);
    }

    /** Content, mode, owner and what else is in the folder. */
    private static String state(TestPostgres postgres, String file) {
        return postgres.exec("sh", "-c", "sha256sum $1; stat -c '%a %u:%g' $1; ls $(dirname $1)", "sh", file)
                .stdout();
    }

    @ParameterizedTest
    @ValueSource(strings = {"13", "15", "15-nobash", "18"})
    void itLetsTheRoleInAndLeavesTheFileAsItWas(String tag) {
        try (TestPostgres postgres = TestPostgres.start(tag, LOCKED)) {
            String file = postgres.psql("SHOW hba_file");
            String before = state(postgres, file);
            assertThatThrownBy(() -> FindTarget.find(options(postgres))).hasMessageContaining("refuses the login");
            List<String> journal = new ArrayList<>();

            try (ContainerTarget locked = FindTarget.findLocked(options(postgres));
                    HbaEdit edit = HbaEdit.open(locked, place -> {
                        journal.add(place);
                        assertThat(state(postgres, file)).isEqualTo(before);
                    })) {
                assertThat(journal).containsExactly(file);
                try (Target target = FindTarget.find(options(postgres));
                        Session session = target.open("postgres")) {
                    assertThat(session.<String>one("SELECT current_user", r -> r.text(1)))
                            .isEqualTo("postgres");
                }
                assertThat(edit).isNotNull();
            }

            assertThat(state(postgres, file)).isEqualTo(before);
            assertThatThrownBy(() -> FindTarget.find(options(postgres))).hasMessageContaining("refuses the login");
        }
    }

    @Test
    void whatAKilledRunLeftIsTakenOutAndNothingElse() {
        try (TestPostgres postgres = TestPostgres.start("15", LOCKED)) {
            String file = "/var/lib/postgresql/data/pg_hba.conf";
            postgres.exec("sh", "-c", "printf '# dbguard was here\\nlocal all nobody reject' >> " + file);
            String before = state(postgres, file);
            try (ContainerTarget locked = FindTarget.findLocked(options(postgres))) {
                assertThat(HbaEdit.removeLeft(locked)).isFalse();
                HbaEdit.open(locked, place -> {});
                HbaEdit.open(locked, place -> {});
                // Killed while it wrote the new file.
                postgres.exec("sh", "-c", "head -c 100 " + file + " > " + file + ".dbguard");

                assertThat(HbaEdit.removeLeft(locked)).isTrue();
                assertThat(state(postgres, file)).isEqualTo(before);
                assertThat(HbaEdit.removeLeft(locked)).isFalse();
            }
            assertThatThrownBy(() -> FindTarget.find(options(postgres))).hasMessageContaining("refuses the login");
        }
    }

    @Test
    void aFileOfItsOwnPlaceIsFoundAndAMountOfAFileIsLeftAlone() throws Exception {
        Path hba =
                Files.writeString(folder.resolve("hba.conf"), "host all all all scram-sha-256\nlocal all all trust\n");
        List<String> run = new ArrayList<>(LOCKED);
        run.addAll(List.of("-v", hba + ":/etc/hba.conf:ro"));
        try (TestPostgres postgres = TestPostgres.start("15", run, "-c", "hba_file=/etc/hba.conf");
                ContainerTarget locked = FindTarget.findLocked(options(postgres))) {
            Throwable failure = catchThrowable(() -> HbaEdit.open(locked, place -> {}));

            assertThat(failure)
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("/etc/hba.conf")
                    .hasMessageContaining("It is as it was")
                    .hasMessageContaining("mount");
            assertThat(hba).hasContent("host all all all scram-sha-256\nlocal all all trust\n");
            assertThat(postgres.exec("ls", "/etc/").stdout()).doesNotContain("hba.conf.dbguard");
        }
    }

    @Test
    void aFileThatPostgresqlConfNamesIsFound() {
        try (TestPostgres postgres = TestPostgres.start("15", LOCKED)) {
            postgres.exec(
                    "sh",
                    "-c",
                    "cp -p $PGDATA/pg_hba.conf /var/lib/postgresql/own.conf &&"
                            + " echo \"hba_file = '/var/lib/postgresql/own.conf'  # ours\" >> $PGDATA/postgresql.conf");
            TestPostgres.docker("restart", postgres.name());
            postgres.awaitReady();
            String before = state(postgres, "/var/lib/postgresql/own.conf");
            try (ContainerTarget locked = FindTarget.findLocked(options(postgres))) {
                HbaEdit.open(locked, place -> assertThat(place).isEqualTo("/var/lib/postgresql/own.conf"))
                        .close();
            }
            assertThat(state(postgres, "/var/lib/postgresql/own.conf")).isEqualTo(before);
        }
    }

    @Test
    void nothingIsEditedUnlessItIsAllowed() {
        try (TestPostgres postgres = TestPostgres.start("15", LOCKED);
                ContainerTarget locked = FindTarget.findLocked(options(postgres).with(List.of(), false))) {
            assertThatThrownBy(() -> HbaEdit.open(locked, place -> {
                        throw new AssertionError("nothing to write down");
                    }))
                    .isInstanceOf(CannotProceed.class)
                    .hasMessageContaining("-Ddbguard.allowHbaEdit=true");
        }
    }
}
