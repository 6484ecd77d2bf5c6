package io.github.dbguard.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.backup.RetentionPlan.Decision;
import io.github.dbguard.backup.StoredBackup.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final KeepRules NONE = new KeepRules(0, 0, 0, 0);

    private static SampleBackup at(String time) {
        return SampleBackup.of("shop-db", time);
    }

    private static StoredBackup not(State state, String id, String at) {
        return new StoredBackup(
                "shop-db", id, Path.of(id), state, at == null ? null : Instant.parse(at), null, "it is a test");
    }

    private static RetentionPlan plan(KeepRules rules, SampleBackup... backups) {
        return plan(
                rules,
                null,
                NOW,
                Arrays.stream(backups).map(SampleBackup::stored).toList());
    }

    private static RetentionPlan plan(KeepRules rules, String baseline, Instant now, List<StoredBackup> backups) {
        return Retention.plan(new TargetBackups("shop-db", backups, List.of(), null), rules, named(baseline), now);
    }

    private static Map<String, String> named(String baseline) {
        return baseline == null ? Map.of() : Map.of(baseline, "the baseline's");
    }

    private static List<StoredBackup> stored(SampleBackup... backups) {
        return new ArrayList<>(Arrays.stream(backups).map(SampleBackup::stored).toList());
    }

    /** The reasons of what is kept, by id. */
    private static Map<String, String> kept(RetentionPlan plan) {
        return plan.decisions().stream()
                .filter(Decision::kept)
                .collect(Collectors.toMap(d -> d.backup().id(), d -> String.join(", ", d.reasons())));
    }

    private static List<String> doomed(RetentionPlan plan) {
        return plan.doomed().stream().map(StoredBackup::id).toList();
    }

    @Test
    void nothingIsPlannedForAnEmptyTarget() {
        RetentionPlan plan = plan(new KeepRules(3, 7, 4, 6));
        assertThat(plan.decisions()).isEmpty();
        assertThat(plan.doomed()).isEmpty();
        assertThat(plan.proofs()).isEmpty();
        assertThat(plan.blocked()).isNull();
    }

    @Test
    void theOnlyBackupIsKeptByTheHarshestRules() {
        assertThat(kept(plan(NONE, at("2020-01-01T00:00:00Z")))).containsEntry("20200101T000000Z", "newest");
    }

    @Test
    void theNewestOnesAreKept() {
        RetentionPlan plan = plan(
                new KeepRules(2, 0, 0, 0),
                at("2026-11-20T08:00:00Z"),
                at("2026-11-20T10:00:00Z"),
                at("2026-11-20T09:00:00Z"),
                at("2026-11-19T10:00:00Z"));
        assertThat(kept(plan))
                .containsOnly(Map.entry("20261120T100000Z", "newest, last 2"), Map.entry("20261120T090000Z", "last 2"));
        assertThat(doomed(plan)).as("the oldest first").containsExactly("20261119T100000Z", "20261120T080000Z");
    }

    @Test
    void ofADayWithSeveralTheNewestIsKept() {
        assertThat(kept(plan(
                        new KeepRules(0, 2, 0, 0),
                        at("2026-11-20T09:00:00Z"),
                        at("2026-11-20T09:00:01Z"),
                        at("2026-11-19T00:00:00Z"),
                        at("2026-11-19T23:59:59Z"),
                        at("2026-11-18T12:00:00Z"))))
                .containsOnly(
                        Map.entry("20261120T090001Z", "newest, daily 2026-11-20"),
                        Map.entry("20261119T235959Z", "daily 2026-11-19"));
    }

    @Test
    void daysWithoutABackupDoNotCount() {
        assertThat(kept(plan(
                        new KeepRules(0, 3, 0, 0),
                        at("2026-11-20T09:00:00Z"),
                        at("2026-10-01T09:00:00Z"),
                        at("2025-01-01T09:00:00Z"),
                        at("2024-01-01T09:00:00Z"))))
                .containsOnlyKeys("20261120T090000Z", "20261001T090000Z", "20250101T090000Z");
    }

    @Test
    void noBackupGetsTooOldWhileNoneIsMade() {
        List<StoredBackup> backups =
                stored(at("2026-11-20T09:00:00Z"), at("2026-11-19T09:00:00Z"), at("2026-11-18T09:00:00Z"));
        KeepRules rules = new KeepRules(1, 3, 0, 0);
        for (String now : List.of("2026-11-20T12:00:00Z", "2026-12-31T12:00:00Z", "2036-12-31T12:00:00Z")) {
            assertThat(plan(rules, null, Instant.parse(now), backups).doomed())
                    .as(now)
                    .isEmpty();
        }
    }

    @Test
    void aDayIsUtcsAlsoWhereClocksAreTurned() {
        // In Berlin, all of these are of 2026-03-29, a day of 23 hours.
        assertThat(kept(plan(
                        new KeepRules(0, 9, 0, 0),
                        at("2026-03-28T23:30:00Z"),
                        at("2026-03-29T00:30:00Z"),
                        at("2026-03-29T01:30:00Z"))))
                .containsOnly(
                        Map.entry("20260329T013000Z", "newest, daily 2026-03-29"),
                        Map.entry("20260328T233000Z", "daily 2026-03-28"));
    }

    @Test
    void aMonthAndAYearEndAtMidnight() {
        assertThat(kept(plan(
                        new KeepRules(0, 0, 0, 9),
                        at("2026-02-28T23:59:59Z"),
                        at("2026-03-01T00:00:00Z"),
                        at("2025-12-31T23:59:59Z"),
                        at("2026-01-01T00:00:00Z"),
                        at("2024-02-29T10:00:00Z"),
                        at("2024-02-28T10:00:00Z"))))
                .containsOnly(
                        Map.entry("20260301T000000Z", "newest, monthly 2026-03"),
                        Map.entry("20260228T235959Z", "monthly 2026-02"),
                        Map.entry("20260101T000000Z", "monthly 2026-01"),
                        Map.entry("20251231T235959Z", "monthly 2025-12"),
                        Map.entry("20240229T100000Z", "monthly 2024-02"));
    }

    @Test
    void aWeekIsOneWhereverTheYearEnds() {
        KeepRules rules = new KeepRules(0, 0, 9, 0);
        List<StoredBackup> backups = stored(
                at("2027-01-04T00:00:00Z"),
                at("2027-01-03T23:59:59Z"),
                at("2026-12-28T00:00:00Z"),
                at("2026-12-27T23:59:59Z"),
                at("2024-12-30T10:00:00Z"),
                at("2021-01-03T10:00:00Z"));
        assertThat(kept(plan(rules, null, Instant.parse("2027-02-01T00:00:00Z"), backups)))
                .containsOnly(
                        Map.entry("20270104T000000Z", "newest, weekly 2027-W01"),
                        Map.entry("20270103T235959Z", "weekly 2026-W53"),
                        Map.entry("20261227T235959Z", "weekly 2026-W52"),
                        Map.entry("20241230T100000Z", "weekly 2025-W01"),
                        Map.entry("20210103T100000Z", "weekly 2020-W53"));
    }

    @Test
    void everyRuleThatKeepsABackupIsNamed() {
        assertThat(kept(plan(
                        new KeepRules(3, 7, 4, 6), at("2026-11-20T09:00:00Z").verified("2026-11-20T10:00:00Z"))))
                .containsEntry(
                        "20261120T090000Z",
                        "newest, last 3, daily 2026-11-20, weekly 2026-W47, monthly 2026-11, newest verified");
    }

    @Test
    void theNewestVerifiedOneIsKeptAndOlderOnesAreNot() {
        RetentionPlan plan = plan(
                new KeepRules(1, 0, 0, 0),
                at("2026-11-20T09:00:00Z"),
                at("2026-05-02T09:00:00Z").verified("2026-06-01T00:00:00Z"),
                at("2026-05-01T09:00:00Z").verified("2026-11-01T00:00:00Z"));
        assertThat(kept(plan)).containsEntry("20260502T090000Z", "newest verified");
        assertThat(doomed(plan)).containsExactly("20260501T090000Z");
    }

    @Test
    void aPinnedOneAndTheBaselinesAreKept() {
        RetentionPlan plan = plan(
                NONE,
                "20260302T090000Z",
                NOW,
                stored(
                        at("2026-11-20T09:00:00Z"),
                        at("2026-03-03T09:00:00Z"),
                        at("2026-03-02T09:00:00Z"),
                        at("2026-03-01T09:00:00Z").pinnedByItsMaker()));
        assertThat(kept(plan))
                .containsEntry("20260301T090000Z", "pinned")
                .containsEntry("20260302T090000Z", "the baseline's");
        assertThat(doomed(plan)).containsExactly("20260303T090000Z");
    }

    @Test
    void aSafetyBackupIsKeptForAWeekAndCountedByNoRule() {
        RetentionPlan plan = plan(
                new KeepRules(1, 1, 1, 1),
                at("2026-11-20T11:00:00Z").ofARestore(),
                at("2026-11-20T10:00:00Z"),
                at("2026-11-13T12:00:01Z").ofARestore(),
                at("2026-11-13T12:00:00Z").ofARestore());
        assertThat(kept(plan))
                .containsOnly(
                        Map.entry("20261120T110000Z", "newest, safety younger than a week"),
                        Map.entry(
                                "20261120T100000Z",
                                "newest, last 1, daily 2026-11-20, weekly 2026-W47, monthly 2026-11"),
                        Map.entry("20261113T120001Z", "safety younger than a week"));
        assertThat(doomed(plan)).as("a week old to the second").containsExactly("20261113T120000Z");
        assertThat(plan.proofs())
                .as("both newest ones have to be proven")
                .extracting(StoredBackup::id)
                .containsExactly("20261120T110000Z", "20261120T100000Z");
    }

    @Test
    void theOnlyBackupIsKeptThoughItIsAnOldSafetyBackup() {
        assertThat(kept(plan(NONE, at("2025-01-01T00:00:00Z").ofARestore())))
                .containsEntry("20250101T000000Z", "newest");
    }

    @Test
    void aBackupFromTheFutureIsKeptAndTakesNoOthersPlace() {
        RetentionPlan plan = plan(
                new KeepRules(1, 0, 0, 0),
                at("2031-01-01T00:00:00Z").verified("2031-01-01T00:00:00Z"),
                at("2026-11-20T11:00:00Z"),
                at("2026-11-20T10:00:00Z"),
                at("2026-11-20T09:00:00Z").verified("2026-11-20T09:30:00Z"));
        assertThat(kept(plan))
                .containsOnly(
                        Map.entry("20310101T000000Z", "dated in the future"),
                        Map.entry("20261120T110000Z", "newest, last 1"),
                        Map.entry("20261120T090000Z", "newest verified"));
        assertThat(doomed(plan)).containsExactly("20261120T100000Z");
        assertThat(plan.proofs()).extracting(StoredBackup::id).containsExactly("20261120T110000Z");
    }

    @Test
    void aBackupOfThisVerySecondIsNotFromTheFuture() {
        assertThat(kept(plan(NONE, at("2026-11-20T12:00:00Z"), at("2026-11-20T11:59:59Z"))))
                .containsOnly(Map.entry("20261120T120000Z", "newest"));
    }

    @Test
    void nothingIsDeletedWhereTheNewestIsNotWhole() {
        for (State state : List.of(State.DAMAGED, State.UNFINISHED)) {
            List<StoredBackup> backups = stored(at("2026-11-20T09:00:00Z"), at("2026-11-19T09:00:00Z"));
            backups.add(not(state, "broken", "2026-11-20T09:00:01Z"));
            RetentionPlan plan = plan(NONE, null, NOW, backups);
            assertThat(plan.doomed()).isEmpty();
            assertThat(plan.blocked()).contains("broken", state.name().toLowerCase(Locale.ROOT), "it is a test");
        }
    }

    @Test
    void nothingIsDeletedWhereNobodyCanSayThatTheBrokenOneIsOld() {
        List<StoredBackup> backups = stored(at("2026-11-20T09:00:00Z"), at("2026-11-19T09:00:00Z"));
        backups.add(not(State.DAMAGED, "moved", null));
        RetentionPlan plan = plan(NONE, null, NOW, backups);
        assertThat(plan.doomed()).isEmpty();
        assertThat(plan.blocked()).contains("moved", "taken for the newest");
    }

    @Test
    void aWholeOneFromTheFutureDoesNotHideThatTheNewestIsBroken() {
        List<StoredBackup> backups = stored(at("2031-01-01T00:00:00Z"), at("2026-11-19T09:00:00Z"));
        backups.add(not(State.DAMAGED, "broken", "2026-11-20T09:00:00Z"));
        assertThat(plan(NONE, null, NOW, backups).blocked()).contains("broken");
    }

    @Test
    void aBrokenOneOfTheSameSecondIsTakenForTheNewer() {
        List<StoredBackup> backups = stored(at("2026-11-20T09:00:00Z").labelled("a-longer-name"));
        backups.add(not(State.UNFINISHED, "b.partial", "2026-11-20T09:00:00Z"));
        assertThat(plan(NONE, null, NOW, backups).blocked()).contains("b.partial");
    }

    @Test
    void anOlderBrokenOneIsLeftAloneAndCountsForNothing() {
        List<StoredBackup> backups = stored(at("2026-11-20T09:00:00Z"), at("2026-11-18T09:00:00Z"));
        backups.add(not(State.DAMAGED, "broken", "2026-11-19T09:00:00Z"));
        RetentionPlan plan = plan(new KeepRules(2, 0, 0, 0), null, NOW, backups);
        assertThat(plan.blocked()).isNull();
        assertThat(plan.leftAlone()).extracting(StoredBackup::id).containsExactly("broken");
        assertThat(kept(plan)).containsOnlyKeys("20261120T090000Z", "20261118T090000Z");
    }

    @Test
    void nothingIsDeletedInAFolderThatCannotBeRead() {
        RetentionPlan plan = Retention.plan(
                new TargetBackups("shop-db", List.of(), List.of(), "permission denied"), NONE, Map.of(), NOW);
        assertThat(plan.blocked()).contains("permission denied");
    }

    @Test
    void theNewestBackupOfEachDatabaseStays() {
        RetentionPlan plan = plan(
                new KeepRules(1, 1, 1, 1),
                at("2026-11-20T11:00:00Z").ofDatabase("stats"),
                at("2026-11-20T10:00:00Z").ofDatabase("stats"),
                at("2026-11-20T09:00:00Z"),
                at("2026-11-20T08:00:00Z"));
        assertThat(kept(plan)).containsEntry("20261120T090000Z", "newest with app");
        assertThat(doomed(plan)).containsExactlyInAnyOrder("20261120T100000Z", "20261120T080000Z");
    }

    @Test
    void whatLiesBeforeASharpFallStaysForAMonth() {
        SampleBackup[] backups = {
            at("2026-11-20T11:00:00Z").holding(3, 900),
            at("2026-11-20T10:00:00Z").holding(3, 900),
            at("2026-11-20T09:00:00Z").holding(5000, 1000),
            at("2026-11-20T08:00:00Z").holding(4990, 1000)
        };
        assertThat(kept(plan(new KeepRules(1, 0, 0, 0), backups)))
                .containsOnlyKeys("20261120T110000Z", "20261120T090000Z")
                .containsEntry("20261120T090000Z", "before a sharp fall");
        Instant later = NOW.plus(Retention.FALL);
        assertThat(kept(plan(new KeepRules(1, 0, 0, 0), null, later, stored(backups))))
                .containsOnlyKeys("20261120T110000Z");
    }

    @Test
    void backupsOfDifferentDatabasesAreNoFall() {
        RetentionPlan plan = plan(
                new KeepRules(1, 0, 0, 0),
                at("2026-11-20T11:00:00Z").ofDatabase("stats").holding(3, 900),
                at("2026-11-20T10:00:00Z").holding(5000, 1000),
                at("2026-11-20T09:00:00Z").ofDatabase("stats").holding(3, 900),
                at("2026-11-20T08:00:00Z").holding(5000, 1000));
        assertThat(kept(plan)).containsOnlyKeys("20261120T110000Z", "20261120T100000Z");
    }

    @Test
    void ofTwoOfOneSecondTheOneWithTheNumberIsNewer() {
        List<StoredBackup> backups = Stream.of("", "2", "10", "9")
                .map(n -> at("2026-11-20T09:00:00Z")
                        .labelled(n.isEmpty() ? null : n)
                        .stored())
                .collect(Collectors.toList());
        assertThat(kept(plan(new KeepRules(2, 0, 0, 0), null, NOW, backups)))
                .containsOnlyKeys("20261120T090000Z-10", "20261120T090000Z-9");
    }

    @Test
    void negativeNumbersAreRefusedWithTheParametersName() {
        assertThatThrownBy(() -> new KeepRules(-1, 0, 0, 0))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("dbguard.keepLast is -1");
        assertThatThrownBy(() -> new KeepRules(0, -2, 0, 0)).hasMessageContaining("dbguard.keepDaily is -2");
        assertThatThrownBy(() -> new KeepRules(0, 0, -3, 0)).hasMessageContaining("dbguard.keepWeekly is -3");
        assertThatThrownBy(() -> new KeepRules(0, 0, 0, Integer.MIN_VALUE))
                .hasMessageContaining("dbguard.keepMonthly is");
        assertThatCode(() -> new KeepRules(0, 0, 0, Integer.MAX_VALUE)).doesNotThrowAnyException();
    }
}
