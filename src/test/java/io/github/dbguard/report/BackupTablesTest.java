package io.github.dbguard.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.backup.DumpFormat;
import io.github.dbguard.backup.Manifest.Verified;
import io.github.dbguard.backup.PruneBackups.Pruned;
import io.github.dbguard.backup.RetentionPlan;
import io.github.dbguard.backup.RetentionPlan.Decision;
import io.github.dbguard.backup.StoredBackup;
import io.github.dbguard.backup.StoredBackup.Contents;
import io.github.dbguard.backup.StoredBackup.State;
import io.github.dbguard.backup.TargetBackups;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackupTablesTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final StoredBackup NEW = whole("20261120T110000Z-v1.4", "2026-11-20T11:00:00Z", "v1.4", null, true);
    private static final StoredBackup OLD = whole(
            "20260120T110000Z",
            "2026-01-20T11:00:00Z",
            null,
            new Verified("2026-01-21T00:00:00Z", "postgres:15"),
            false);
    private static final StoredBackup CUT = new StoredBackup(
            "shop-db", "20261119T110000Z.partial", Path.of("x"), State.UNFINISHED, NOW, null, "it was killed");

    private static StoredBackup whole(String id, String at, String label, Verified verified, boolean pinned) {
        Contents contents = new Contents(
                List.of("app", "stats"), 1_234_567, 15_000_000, DumpFormat.DIRECTORY, label, verified, pinned, false);
        return new StoredBackup("shop-db", id, Path.of(id), State.WHOLE, Instant.parse(at), contents, null);
    }

    @Test
    void aListIsAlignedInColumns() {
        TargetBackups found = new TargetBackups("shop-db", List.of(NEW, CUT, OLD), List.of("lost+found"), null);
        assertThat(BackupTable.lines(found, NOW))
                .containsExactly(
                        "shop-db: 2 backups, 30 MB",
                        "id                    |      age |  size | databases  |      rows | label | verified             | pinned | safety",
                        "20261120T110000Z-v1.4 |      1 h | 15 MB | app, stats | 1,234,567 | v1.4  | no                   | pinned | -",
                        "20260120T110000Z      | 304 days | 15 MB | app, stats | 1,234,567 | -     | 2026-01-21T00:00:00Z | -      | -",
                        "not dbguard's: lost+found");
        assertThat(BackupTable.warnings(found))
                .containsExactly("20261119T110000Z.partial is unfinished: it was killed");
    }

    @Test
    void aFolderWithoutAWholeOneAndOneThatCannotBeReadSaySo() {
        assertThat(BackupTable.lines(new TargetBackups("shop-db", List.of(CUT), List.of(), null), NOW))
                .containsExactly("shop-db: no whole backup");
        assertThat(BackupTable.warnings(new TargetBackups("shop-db", List.of(), List.of(), "denied")))
                .containsExactly("shop-db cannot be looked into: denied");
    }

    @Test
    void noLabelMovesACursor() {
        StoredBackup evil = whole("20261120T110000Z", "2026-11-20T11:00:00Z", "x\n\u001b[2J\u202e", null, false);
        assertThat(BackupTable.lines(new TargetBackups("shop-db", List.of(evil), List.of("a\nb"), null), NOW))
                .noneMatch(line -> line.chars().anyMatch(Character::isISOControl))
                .anyMatch(line -> line.contains("x\\n\\u001b[2J\\u202e"));
    }

    @Test
    void anAgeIsInTheLargestUnitThatItFills() {
        assertThat(Text.age(Duration.ZERO)).isEqualTo("0 s");
        assertThat(Text.age(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(Text.age(Duration.ofSeconds(60))).isEqualTo("1 min");
        assertThat(Text.age(Duration.ofMinutes(119))).isEqualTo("1 h");
        assertThat(Text.age(Duration.ofHours(47))).isEqualTo("1 day");
        assertThat(Text.age(Duration.ofDays(2000))).isEqualTo("2,000 days");
        assertThat(Text.age(Duration.ofMinutes(-90))).isEqualTo("in 1 h");
    }

    @Test
    void aDryRunSaysWhatWouldGoAndWhatStaysAndWhy() {
        RetentionPlan plan = plan(null);
        assertThat(PruneTable.planned(plan, NOW))
                .containsExactly(
                        "shop-db: 2 backups, 30 MB",
                        "       | id                    |      age |  size | why",
                        "keep   | 20261120T110000Z-v1.4 |      1 h | 15 MB | newest, pinned",
                        "delete | 20260120T110000Z      | 304 days | 15 MB | no rule keeps it",
                        "Would delete 1 of 2 backups of shop-db: 15 MB.");
        assertThat(PruneTable.warnings(plan))
                .containsExactly("20261119T110000Z.partial is unfinished: it was killed. It is left as it is.");
        assertThat(PruneTable.planned(plan("it is a test"), NOW))
                .contains("leave | 20260120T110000Z      | 304 days | 15 MB | no rule keeps it")
                .last()
                .isEqualTo("Nothing of shop-db would be deleted.");
    }

    @Test
    void whatWasDoneIsToldAsDone() {
        assertThat(PruneTable.done(new Pruned(plan(null), List.of(OLD), null, List.of()), NOW))
                .contains("deleted | 20260120T110000Z      | 304 days | 15 MB | no rule keeps it")
                .last()
                .isEqualTo("Deleted 1 of 2 backups of shop-db: 15 MB freed.");
        assertThat(PruneTable.done(new Pruned(plan(null), List.of(), null, List.of("why")), NOW))
                .contains("leave | 20260120T110000Z      | 304 days | 15 MB | no rule keeps it")
                .last()
                .isEqualTo("Nothing of shop-db was deleted.");
    }

    private static RetentionPlan plan(String blocked) {
        return new RetentionPlan(
                "shop-db",
                blocked,
                List.of(new Decision(NEW, List.of("newest", "pinned")), new Decision(OLD, List.of())),
                List.of(CUT),
                List.of(NEW));
    }
}
