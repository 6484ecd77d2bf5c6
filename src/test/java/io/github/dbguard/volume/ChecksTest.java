package io.github.dbguard.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.backup.Manifest;
import io.github.dbguard.backup.StoredBackup;
import io.github.dbguard.backup.StoredBackup.Contents;
import io.github.dbguard.backup.StoredBackup.State;
import io.github.dbguard.backup.TargetBackups;
import io.github.dbguard.counts.MigrationHistory;
import io.github.dbguard.docker.Volume;
import io.github.dbguard.volume.ComposeConfig.Definition;
import io.github.dbguard.volume.InitScriptsCheck.Script;
import io.github.dbguard.volume.PasswordCheck.Facts;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each check that can be judged by values, firing and not firing. */
class ChecksTest {

    @Test
    void aCheckThatCouldNotLookIsAnErrorAndTheOthersStillLook() {
        Check broken = new Check() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Line look() {
                throw new CannotProceed("The engine is away.\nNothing was changed.");
            }
        };
        Check fine = new Check() {
            @Override
            public String name() {
                return "fine";
            }

            @Override
            public Line look() {
                return Line.ok("fine", "all well");
            }
        };
        assertThat(new Preflight(List.of(broken, fine)).look())
                .extracting(Line::name, Line::severity, Line::found)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "broken", Severity.ERROR, "could not look: The engine is away"),
                        org.assertj.core.groups.Tuple.tuple("fine", Severity.OK, "all well"));
    }

    @ParameterizedTest
    @CsvSource({
        "healthy, OK, ",
        "none, NOTE, compose up --wait",
        "starting, WARNING, Wait",
        "unhealthy, WARNING, See what"
    })
    void aServerThatAnswersIsWellWhenItsHealthCheckSaysSo(String health, Severity severity, String advice) {
        Line line = ServerCheck.judge("PostgreSQL 15.14", "shop-db-1", health);

        assertThat(line.severity()).isEqualTo(severity);
        assertThat(String.valueOf(line.advice())).contains(advice == null ? "null" : advice);
    }

    @ParameterizedTest
    @CsvSource({
        "PG_MAJOR, 15, app-db:latest, 15",
        "PG_VERSION, 16.4-1.pgdg120+2, app-db:latest, 16",
        "PG_MAJOR, 18, postgres:15, 18",
        "OTHER, 1, postgres:15, 0",
    })
    void anImageThatIsThereTellsItsVersion(String variable, String value, String image, int major) {
        assertThat(NextImageCheck.major(Map.of(variable, value), image)).isEqualTo(major);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres:17, 17",
        "postgres:17.2-alpine, 17",
        "registry.example.com:5000/library/postgres:16, 16",
        "postgis/postgis:15-3.4, 15",
        "timescale/timescaledb-ha:pg16, 16",
        "pgvector/pgvector:pg17, 17",
        "dbguard-testbed/postgres:18, 18",
        "postgres:latest, 0",
        "postgres, 0",
        "timescale/timescaledb:2.14.2-pg16, 16",
        "app-db:15, 0",
    })
    void oneThatIsNotThereTellsItByItsNameOrNotAtAll(String image, int major) {
        assertThat(NextImageCheck.major(Map.of(), image)).isEqualTo(major);
    }

    @Test
    void bitnamisImageTellsItsVersionInItsOwnWords() {
        assertThat(NextImageCheck.major(
                        Map.of("BITNAMI_APP_NAME", "postgresql", "APP_VERSION", "15.4.0"), "bitnami/postgresql:latest"))
                .isEqualTo(15);
    }

    @Test
    void anotherMajorVersionIsAnErrorAndAnUnknownOneToo() {
        assertThat(NextImageCheck.judge(15, "postgres:15", 15).severity()).isEqualTo(Severity.OK);
        Line newer = NextImageCheck.judge(15, "postgres:18", 18);
        assertThat(newer.severity()).isEqualTo(Severity.ERROR);
        assertThat(newer.found()).contains("postgres:18 holds PostgreSQL 18, and the data directory is of 15");
        assertThat(NextImageCheck.judge(15, "postgres:13", 13).severity()).isEqualTo(Severity.ERROR);
        Line unknown = NextImageCheck.judge(15, "app-db:latest", 0);
        assertThat(unknown.severity()).isEqualTo(Severity.ERROR);
        assertThat(unknown.found()).startsWith("could not look");
        assertThat(unknown.advice()).contains("docker compose pull");
    }

    @Test
    void aVolumeThatTheFileDescribesOtherwiseIsAnError() {
        Volume made = new Volume(
                "shop_data", "local", Map.of(), Map.of("com.docker.compose.project", "shop", "tier", "gold"));
        Definition same = new Definition("shop_data", null, null, null, Map.of("tier", "gold"));
        Definition label = new Definition("shop_data", null, "local", Map.of(), Map.of("tier", "silver"));
        Definition options = new Definition("shop_data", null, null, Map.of("type", "nfs"), Map.of("tier", "gold"));
        Definition driver = new Definition("shop_data", null, "nfs", null, Map.of("tier", "gold"));
        Definition external = new Definition("shop_data", true, "nfs", null, null);

        assertThat(VolumeDriftCheck.judge(made, same).severity()).isEqualTo(Severity.OK);
        assertThat(VolumeDriftCheck.judge(made, label).found()).contains("another set of labels");
        assertThat(VolumeDriftCheck.judge(made, options).found()).contains("another set of driver_opts");
        assertThat(VolumeDriftCheck.judge(made, driver).found()).contains("driver (nfs, not local)");
        assertThat(VolumeDriftCheck.judge(made, driver).severity()).isEqualTo(Severity.ERROR);
        assertThat(VolumeDriftCheck.judge(made, external).severity()).isEqualTo(Severity.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "20.10.24, false, 2.26.1-4, false, OK",
        "20.10.18, true, 2.26.1, false, ERROR",
        "20.10.18, false, 2.26.1, false, OK",
        "20.10.19, true, 2.26.1, false, OK",
        "20.10.24+dfsg1, true, v2.26.1, false, OK",
        "19.03.15, true, 2.26.1, false, ERROR",
        "24.0.2, false, 2.2.2, true, OK",
        "24.0.2, false, 2.2.3, true, ERROR",
        "24.0.2, false, 2.3.4, true, ERROR",
        "24.0.2, false, v2.3.4, false, NOTE",
        "24.0.2, false, 2.4.0, true, OK",
        "dev, false, 2.26.1, false, ERROR",
        "28.2.2, false, , false, OK",
    })
    void versionsWithADefectThatDeletesVolumesAreKnown(
            String engine, boolean liveRestore, String compose, boolean external, Severity severity) {
        assertThat(EngineCheck.judge(engine, liveRestore, compose, external).severity())
                .isEqualTo(severity);
    }

    @ParameterizedTest
    @CsvSource({
        "ACCEPTED, false, OK",
        "ACCEPTED, true, WARNING",
        "REFUSED, false, ERROR",
        "REFUSED, true, ERROR",
        "ANY_PASSWORD, false, WARNING",
        "NO_ROAD, false, ERROR",
    })
    void passwordsThatDifferAreToldApart(LoginAnswer answer, boolean differs, Severity severity) {
        Line line = PasswordCheck.judge(new Facts(true, differs, "app", answer));
        assertThat(line.severity()).isEqualTo(severity);
        if (answer == LoginAnswer.REFUSED) {
            assertThat(line.advice()).contains("Leave the volume alone").contains("mvn dbguard:rotate-password");
        }
    }

    @ParameterizedTest
    @CsvSource({"12, 100, 3, OK", "88, 100, 3, WARNING", "94, 100, 3, ERROR", "1, 20, 3, OK"})
    void connectionsThatRunOutAreSeen(long used, long most, long reserved, Severity severity) {
        assertThat(ConnectionsCheck.judge(used, most, reserved).severity()).isEqualTo(severity);
    }

    @Test
    void transactionsThatAreOpenForLongAreNamed() {
        assertThat(TransactionsCheck.judge(List.of()).severity()).isEqualTo(Severity.OK);
        Line line = TransactionsCheck.judge(List.of("process 1", "process 2", "process 3", "process 4"));
        assertThat(line.severity()).isEqualTo(Severity.WARNING);
        assertThat(line.found()).isEqualTo("open for long: process 1; process 2; process 3 and 1 more");
    }

    @ParameterizedTest
    @CsvSource({
        "10, 1, 20, , OK",
        "10, 6, 20, , WARNING",
        "10, 11, 20, , ERROR",
        "10, -1, 5, , OK",
        "10, -1, 20, , WARNING",
        "0, -1, 0, , ERROR",
        "10, 1, 20, 50, OK",
        "10, 1, 20, 4, WARNING",
    })
    void roomThatRunsOutIsSeen(long freeGb, long lastGb, long dataGb, Long diskFreeGb, Severity severity) {
        long gb = 1L << 30;
        RoomCheck.Disk disk = diskFreeGb == null ? null : new RoomCheck.Disk(100 * gb, diskFreeGb * gb);
        assertThat(RoomCheck.judge(freeGb * gb, lastGb < 0 ? -1 : lastGb * gb, dataGb * gb, disk)
                        .severity())
                .isEqualTo(severity);
    }

    @Test
    void migrationsThatFailedOrAreRunningAreErrors() {
        MigrationsCheck.Found fine = found(List.of("1", "2"), List.of(), false);
        assertThat(MigrationsCheck.judge(List.of()).severity()).isEqualTo(Severity.OK);
        assertThat(MigrationsCheck.judge(List.of(fine)))
                .isEqualTo(Line.ok("migrations", "Flyway in shop (public.flyway_schema_history): 2 applied"));
        assertThat(MigrationsCheck.judge(List.of(fine, found(List.of(), List.of("3"), false))))
                .satisfies(line -> {
                    assertThat(line.severity()).isEqualTo(Severity.ERROR);
                    assertThat(line.found()).contains("not finished, failed or dirty: 3");
                });
        assertThat(MigrationsCheck.judge(List.of(found(List.of("1"), List.of(), true)))
                        .found())
                .contains("its lock is held");
    }

    private static MigrationsCheck.Found found(List<String> applied, List<String> failed, boolean locked) {
        return new MigrationsCheck.Found(
                "shop",
                new MigrationHistory("Flyway", "public", "flyway_schema_history", applied, failed, locked, false));
    }

    @Test
    void theAgeAndWorthOfTheNewestBackupAreToldApart() {
        Instant now = Instant.parse("2026-11-20T12:00:00Z");
        Function<StoredBackup[], Line> judge =
                backups -> BackupCheck.judge(new TargetBackups("shop-db", List.of(backups), List.of(), null), now);
        StoredBackup fresh = backup("new", State.WHOLE, now.minusSeconds(7200), false);
        StoredBackup verified = backup("new", State.WHOLE, now.minusSeconds(7200), true);
        StoredBackup old = backup("old", State.WHOLE, now.minusSeconds(8 * 86400), true);
        StoredBackup damaged = backup("bad", State.DAMAGED, now, false);
        StoredBackup unfinished = backup("half", State.UNFINISHED, now, false);

        assertThat(judge.apply(new StoredBackup[] {verified, old}))
                .isEqualTo(Line.ok("backup", "the newest, new, is 2 h old, and is verified"));
        assertThat(judge.apply(new StoredBackup[] {unfinished, fresh}).severity())
                .isEqualTo(Severity.NOTE);
        assertThat(judge.apply(new StoredBackup[] {old}).found()).isEqualTo("the newest, old, is 8 days old");
        assertThat(judge.apply(new StoredBackup[] {old}).severity()).isEqualTo(Severity.WARNING);
        assertThat(judge.apply(new StoredBackup[] {unfinished}).severity()).isEqualTo(Severity.WARNING);
        assertThat(judge.apply(new StoredBackup[] {damaged, verified})).satisfies(line -> {
            assertThat(line.severity()).isEqualTo(Severity.ERROR);
            assertThat(line.found()).isEqualTo("the newest, bad, is damaged: a file is missing");
        });
        assertThat(BackupCheck.judge(new TargetBackups("shop-db", List.of(), List.of(), "no permission"), now))
                .satisfies(line -> {
                    assertThat(line.severity()).isEqualTo(Severity.ERROR);
                    assertThat(line.found()).isEqualTo("could not look: no permission");
                });
    }

    private static StoredBackup backup(String id, State state, Instant at, boolean verified) {
        Contents contents = new Contents(
                List.of("shop"),
                1,
                1,
                null,
                null,
                verified ? new Manifest.Verified("2026-11-20T11:00:00Z", "postgres:15") : null,
                false,
                false);
        return new StoredBackup(
                "shop-db",
                id,
                Path.of(id),
                state,
                at,
                state == State.WHOLE ? contents : null,
                state == State.WHOLE ? null : "a file is missing");
    }

    @Test
    void initScriptsThatMakeTablesOfAMigrationToolAreSeen() {
        Script makes = InitScriptsCheck.script(
                "/i/1.sql", "-- CREATE TABLE no;\ncreate table if not exists \"Users\" (id int);");
        Script drops = InitScriptsCheck.script("/i/2.sh", "psql -c 'DROP TABLE IF EXISTS users;'");
        Script harmless =
                InitScriptsCheck.script("/i/3.sql", "CREATE EXTENSION hstore; -- DROP TABLE x\n/* DROP SCHEMA y */");
        assertThat(makes.made()).containsExactly("Users");
        assertThat(drops.dropped()).containsExactly("DROP TABLE");
        assertThat(harmless.made()).isEmpty();
        assertThat(harmless.dropped()).isEmpty();

        assertThat(InitScriptsCheck.judge(List.of(), List.of("Prisma")).severity())
                .isEqualTo(Severity.OK);
        assertThat(InitScriptsCheck.judge(List.of(harmless), List.of("Prisma")).severity())
                .isEqualTo(Severity.OK);
        assertThat(InitScriptsCheck.judge(List.of(makes), List.of()).severity()).isEqualTo(Severity.OK);
        assertThat(InitScriptsCheck.judge(List.of(makes, harmless), List.of("Prisma")))
                .satisfies(line -> {
                    assertThat(line.severity()).isEqualTo(Severity.WARNING);
                    assertThat(line.found())
                            .contains("/i/1.sql")
                            .contains("CREATE TABLE Users")
                            .contains("Prisma owns");
                });
        assertThat(InitScriptsCheck.judge(List.of(drops), List.of()).severity()).isEqualTo(Severity.WARNING);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "invalid interpolation format for services.db.environment.X: \"hunter2$\". You may| invalid interpolation"
                        + " format for services.db.environment.X: …",
                "failed to read /srv/.env: line 3: unexpected character \"$\" in variable name 'hunter2'|failed to read"
                        + " /srv/.env: line 3: unexpected character …",
                "no configuration file provided: not found|no configuration file provided: not found",
            })
    void whatComposeComplainsOfIsNotQuoted(String said, String shown) {
        assertThat(AskCompose.withoutValues("time=\"x\" level=warning msg=\"hunter2\"\n" + said))
                .isEqualTo(shown.strip())
                .doesNotContain("hunter2");
    }
}
