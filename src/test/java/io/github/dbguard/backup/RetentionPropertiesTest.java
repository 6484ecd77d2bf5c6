package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dbguard.backup.StoredBackup.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random stores under random rules, the same ones every time: what must never be deleted never is. */
class RetentionPropertiesTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private static RetentionPlan plan(KeepRules rules, String baseline, List<StoredBackup> backups) {
        return Retention.plan(
                new TargetBackups("shop-db", backups, List.of(), null),
                rules,
                baseline == null ? Map.of() : Map.of(baseline, "the baseline's"),
                NOW);
    }

    @Test
    void whateverThereIsWhatMustBeKeptIsKept() {
        Random random = new Random(20261120);
        for (int n = 0; n < 2000; n++) {
            List<StoredBackup> backups = randomBackups(random);
            KeepRules rules = new KeepRules(random.nextInt(4), random.nextInt(4), random.nextInt(3), random.nextInt(3));
            String baseline = random.nextBoolean() && !backups.isEmpty()
                    ? backups.get(random.nextInt(backups.size())).id()
                    : null;
            RetentionPlan plan = plan(rules, baseline, backups);
            assertKept(plan, backups, baseline, rules);

            List<StoredBackup> shuffled = new ArrayList<>(backups);
            Collections.shuffle(shuffled, random);
            assertThat(plan(rules, baseline, shuffled)).isEqualTo(plan);

            List<StoredBackup> left = new ArrayList<>(backups);
            left.removeAll(plan.doomed());
            assertThat(plan(rules, baseline, left).doomed())
                    .as("a second time there is nothing to do")
                    .isEmpty();
        }
    }

    private static List<StoredBackup> randomBackups(Random random) {
        return Stream.generate(() -> random.nextInt(24 * 400) - 48)
                .limit(random.nextInt(40))
                .distinct()
                .map(hours -> {
                    Instant at = NOW.minusSeconds(3600L * hours);
                    if (random.nextInt(40) == 0) {
                        return new StoredBackup(
                                "shop-db", "damaged-" + hours, Path.of("x"), State.DAMAGED, at, null, "it is a test");
                    }
                    SampleBackup backup = SampleBackup.of("shop-db", at.toString());
                    backup = random.nextInt(6) == 0 ? backup.verified(NOW.toString()) : backup;
                    backup = random.nextInt(8) == 0 ? backup.pinnedByItsMaker() : backup;
                    return (random.nextInt(6) == 0 ? backup.ofARestore() : backup).stored();
                })
                .toList();
    }

    private static void assertKept(RetentionPlan plan, List<StoredBackup> backups, String baseline, KeepRules rules) {
        List<StoredBackup> doomed = plan.doomed();
        List<StoredBackup> past = backups.stream()
                .filter(backup -> !backup.at().isAfter(NOW))
                .sorted(StoredBackup.NEWEST_FIRST)
                .toList();
        List<StoredBackup> whole = past.stream().filter(StoredBackup::whole).toList();
        if (!past.isEmpty() && !past.get(0).whole()) {
            assertThat(doomed).isEmpty();
        }
        assertThat(doomed).allSatisfy(backup -> {
            assertThat(backup.whole()).isTrue();
            assertThat(backup.contents().pinned()).isFalse();
            assertThat(backup.at()).isBefore(NOW);
            assertThat(backup.id()).isNotEqualTo(baseline);
            assertThat(backup.contents().safety() && backup.at().isAfter(NOW.minus(Retention.SAFETY)))
                    .isFalse();
        });
        assertSpared(doomed, whole.stream().limit(1));
        assertSpared(
                doomed,
                whole.stream()
                        .filter(backup -> backup.contents().verified() != null)
                        .limit(1));
        assertSpared(doomed, whole.stream().filter(StoredBackup::ordinary).limit(Math.max(1, rules.last())));
    }

    private static void assertSpared(List<StoredBackup> doomed, Stream<StoredBackup> kept) {
        assertThat(kept).noneMatch(doomed::contains);
    }
}
