package io.github.dbguard.counts;

import static io.github.dbguard.counts.Sample.app;
import static io.github.dbguard.counts.Sample.database;
import static io.github.dbguard.counts.Sample.identity;
import static io.github.dbguard.counts.Sample.target;
import static io.github.dbguard.counts.Sample.users;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.counts.Comparison.Result;
import io.github.dbguard.counts.Sample.T;
import io.github.dbguard.target.Identity;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final T SAME = users().survivors(100);
    private static final Identity OTHER = identity("7300000000000000002", "2026-11-20T10:02:11Z", "app_db");

    private static Result compare(RowCounts baseline, RowCounts now) {
        return Comparison.compare(baseline, now, Policies.STRICT);
    }

    private static Policies allowing(String... causes) {
        return Policies.parse(null, null, null, null, List.of(causes));
    }

    private static List<Cause> causes(Result result) {
        return result.causes().stream().map(TargetCause::cause).toList();
    }

    private static Change only(Result result) {
        assertThat(result.changes()).hasSize(1);
        return result.changes().get(0);
    }

    @Test
    void an_unchanged_target_passes_and_is_counted() {
        Result result = compare(app(users()), app(SAME));
        assertThat(result.passes()).isTrue();
        assertThat(only(result).unchanged()).isTrue();
        assertThat(result.totals()).isEqualTo(new Comparison.Totals(1, 1, 100, 100, 1, 0, 0, 0));
    }

    // The target

    @Test
    void another_cluster_is_named_with_its_time_against_the_baseline() {
        Result result = compare(app(users()), target(OTHER, database("app", 5, users())));
        assertThat(result.passes()).isFalse();
        assertThat(causes(result)).containsExactly(Cause.CLUSTER_REINITIALISED);
        assertThat(result.causes().get(0).sentence())
                .contains("initialised 2026-11-20T10:02:11Z, 2 minutes after the baseline of 2026-11-20T10:00:00Z");
        assertThat(only(result).fails()).isFalse();
    }

    @Test
    void another_cluster_on_another_volume_names_both_volumes() {
        Identity replaced = identity("7300000000000000002", "2026-11-20T10:02:11Z", "other_db");
        Result result = compare(app(users()), target(replaced, database("app", 5)));
        assertThat(causes(result)).containsExactly(Cause.VOLUME_REPLACED);
        assertThat(result.causes().get(0).sentence()).contains("volume other_db instead of volume app_db");
        assertThat(only(result).cause()).isEqualTo(Cause.TABLE_MISSING);
    }

    @Test
    void a_cluster_that_lost_its_volume_lies_in_the_containers_own_layer() {
        Identity layer = identity("7300000000000000002", "2026-11-20T10:02:11Z", null);
        assertThat(compare(app(), target(layer, database("app", 5)))
                        .causes()
                        .get(0)
                        .sentence())
                .contains("the container's own layer instead of volume app_db");
    }

    @Test
    void the_same_cluster_on_another_volume_was_moved() {
        Identity moved = identity("7300000000000000001", "2026-01-02T03:04:05Z", "other_db");
        Result result = compare(app(users()), target(moved, database("app", 16_384, SAME)));
        assertThat(result.passes()).isTrue();
        assertThat(result.remarks())
                .singleElement()
                .satisfies(remark -> assertThat(remark.sentence()).contains("moved"));
    }

    @Test
    void an_allowed_new_cluster_is_judged_by_counts_and_keys() {
        RowCounts same = target(OTHER, database("app", 5, users()));
        assertThat(Comparison.compare(app(users()), same, allowing("cluster-reinitialised"))
                        .passes())
                .isTrue();
        RowCounts fewer = target(OTHER, database("app", 5, users().rows(99)));
        assertThat(Comparison.compare(app(users()), fewer, allowing("CLUSTER_REINITIALISED"))
                        .passes())
                .isFalse();
    }

    @Test
    void another_database_of_the_same_name_is_recreated() {
        Result result = compare(app(users()), target(database("app", 9, users().rows(0))));
        assertThat(causes(result)).containsExactly(Cause.DATABASE_RECREATED);
        assertThat(result.causes().get(0).sentence()).contains("oid 9 instead of 16384");
        assertThat(only(result).cause()).isEqualTo(Cause.ROWS_LOST);
    }

    @Test
    void a_database_that_is_gone_takes_its_tables_with_it() {
        RowCounts baseline = target(database("app", 16_384, users()), database("shop", 7, users()));
        Result result = compare(baseline, app(SAME));
        assertThat(causes(result)).containsExactly(Cause.DATABASE_RECREATED);
        assertThat(result.causes().get(0).database()).isEqualTo("shop");
        assertThat(result.totals().failing()).isEqualTo(1);
        // That a database may be another one does not say that its rows may be gone.
        assertThat(Comparison.compare(baseline, app(SAME), allowing("DATABASE_RECREATED"))
                        .passes())
                .isFalse();
        assertThat(Comparison.compare(baseline, app(SAME), allowing("DATABASE_RECREATED", "TABLE_MISSING"))
                        .passes())
                .isTrue();
    }

    @Test
    void a_renamed_database_is_told_by_its_oid() {
        RowCounts baseline = target(database("shop", 7, users()));
        assertThat(compare(baseline, target(database("store", 7, users())))
                        .causes()
                        .get(0)
                        .sentence())
                .contains("It is called store now");
    }

    @Test
    void a_database_that_was_not_counted_again_is_no_pass() {
        assertThatThrownBy(() -> compare(app(users()), target()))
                .isInstanceOf(CannotProceed.class)
                .hasMessageContaining("dbguard.databases");
    }

    @Test
    void a_new_database_is_a_note() {
        Result result = compare(app(users()), target(database("app", 16_384, SAME), database("new", 8, users())));
        assertThat(result.passes()).isTrue();
        assertThat(result.remarks()).extracting(Remark::about).containsExactly("new");
    }

    // Tables

    @Test
    void a_missing_table_fails_unless_it_was_empty() {
        assertThat(only(compare(app(users()), app()))).satisfies(change -> {
            assertThat(change.cause()).isEqualTo(Cause.TABLE_MISSING);
            assertThat(change.fails()).isTrue();
            assertThat(change.rowsAfter()).isEqualTo(-1);
            assertThat(change.difference()).isEqualTo(-100);
        });
        assertThat(only(compare(app(users().rows(0)), app()))).satisfies(change -> {
            assertThat(change.cause()).isEqualTo(Cause.TABLE_MISSING);
            assertThat(change.fails()).isFalse();
        });
    }

    @Test
    void a_table_that_is_left_out_now_is_missing_and_says_why() {
        DatabaseCounts now = Sample.with(
                database("app", 16_384),
                List.of(new LeftOut("public", "users", LeftOut.Why.EXTENSION)),
                List.of(),
                List.of());
        assertThat(only(compare(app(users()), target(now))).sentence()).contains("EXTENSION");
    }

    @Test
    void a_new_table_passes() {
        Change change = only(compare(app(), app(users())));
        assertThat(change.cause()).isEqualTo(Cause.TABLE_ADDED);
        assertThat(change.rowsBefore()).isEqualTo(-1);
        assertThat(change.fails()).isFalse();
    }

    @Test
    void a_renamed_table_is_followed_by_its_oid() {
        Result moved = compare(app(users()), app(SAME.named("archive", "people")));
        assertThat(moved.passes()).isTrue();
        assertThat(moved.remarks())
                .singleElement()
                .satisfies(remark -> assertThat(remark.sentence()).contains("archive.people"));
        T fewer = users().rows(90).survivors(90).named("public", "people");
        assertThat(only(compare(app(users()), app(fewer))).cause()).isEqualTo(Cause.ROWS_LOST);
    }

    @Test
    void tables_that_swapped_names_are_followed_by_their_oids() {
        T a = users().named("public", "a").oid(1);
        T b = users().named("public", "b").oid(2).rows(7);
        RowCounts swapped = app(
                a.named("public", "b").survivors(100), b.named("public", "a").survivors(7));
        assertThat(compare(app(a, b), swapped).passes()).isTrue();
    }

    @Test
    void a_table_renamed_over_a_dropped_one_leaves_that_one_missing() {
        T a = users().named("public", "a").oid(1);
        T b = users().named("public", "b").oid(2);
        Result result = compare(app(a, b), app(a.named("public", "b").survivors(100)));
        assertThat(result.changes()).filteredOn(Change::fails).singleElement().satisfies(change -> {
            assertThat(change.label()).isEqualTo("public.b");
            assertThat(change.cause()).isEqualTo(Cause.TABLE_MISSING);
        });
    }

    @Test
    void a_recreated_table_says_where_the_old_one_is() {
        RowCounts now = app(users().oid(9), users().named("public", "users_old").survivors(100));
        assertThat(compare(app(users()), now).changes())
                .filteredOn(Change::fails)
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.cause()).isEqualTo(Cause.TABLE_RECREATED);
                    assertThat(change.sentence()).contains("still there as public.users_old");
                });
    }

    @Test
    void bookkeeping_tables_are_judged_by_their_history() {
        MigrationHistory before = new MigrationHistory(
                "Prisma", "public", "_prisma_migrations", List.of("1_init"), List.of(), false, false);
        MigrationHistory after = new MigrationHistory(
                "Prisma", "public", "_prisma_migrations", List.of("1_init", "2_more"), List.of(), false, false);
        T table = users().named("public", "_prisma_migrations");
        Result result = compare(
                target(Sample.with(database("app", 16_384, table), List.of(), List.of(before), List.of())),
                target(Sample.with(database("app", 16_384, table.rows(3)), List.of(), List.of(after), List.of())));
        assertThat(result.changes()).isEmpty();
        assertThat(result.migrations()).extracting(Remark::sentence).containsExactly("Applied since: 2_more.");
        assertThat(result.passes()).isTrue();
    }

    @Test
    void a_baseline_recorded_less_closely_is_noted() {
        RowCounts coarse = new RowCounts(
                identity("7300000000000000001", "x", "app_db"),
                FingerprintMode.COUNTS,
                app(users()).databases());
        assertThat(compare(coarse, app(SAME)).remarks())
                .extracting(Remark::about)
                .containsExactly("dbguard.fingerprint");
    }

    // Checks

    private static Remark checked(String before, String after) {
        List<Remark> remarks = CheckComparison.compare(
                "app",
                List.of(new CheckResult("logins", "app", before)),
                List.of(new CheckResult("logins", "app", after)));
        assertThat(remarks).hasSize(1);
        return remarks.get(0);
    }

    @Test
    void a_check_fails_when_it_is_lower_null_other_text_or_not_asked() {
        assertThat(checked("10", "9.5").fails()).isTrue();
        assertThat(checked("10", null).fails()).isTrue();
        assertThat(checked("on", "off").fails()).isTrue();
        assertThat(CheckComparison.compare("app", List.of(new CheckResult("logins", "app", "1")), List.of()))
                .allMatch(Remark::fails);
    }

    @Test
    void a_check_passes_when_it_is_equal_higher_or_new() {
        assertThat(checked("10", "10.0").fails()).isFalse();
        assertThat(checked("9", "10").fails()).isFalse();
        assertThat(checked("99999999999999999999", "100000000000000000000").fails())
                .isFalse();
        assertThat(checked("on", "on").fails()).isFalse();
        assertThat(checked(null, "3").fails()).isFalse();
        assertThat(CheckComparison.compare("app", List.of(), List.of(new CheckResult("logins", "app", "1"))))
                .noneMatch(Remark::fails);
    }
}
